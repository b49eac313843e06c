import { emblem } from '../layout/icons.ts';
import { html } from '../layout/html.ts';
import type { Html } from '../layout/html.ts';

export interface BuildersPage {
  readonly path: string;
  readonly label: string;
  readonly title: string;
  readonly description: string;
}

/** The pages for those who build with the widget, in the order of their navigation. */
export const buildersPages = {
  home: {
    path: '/build',
    label: 'Overview',
    title: 'Build with it',
    description: 'Everything that the assistant on this site can be made into, to try, to read and to copy.',
  },
  playground: {
    path: '/build/playground',
    label: 'Playground',
    title: 'Playground',
    description: 'Turn every attribute and every custom property, see the element change, and take the code with you.',
  },
  themes: {
    path: '/build/themes',
    label: 'Themes',
    title: 'Theme gallery',
    description: 'Three brands, one element. Each is a single style sheet, and nothing else was changed.',
  },
  states: {
    path: '/build/states',
    label: 'States',
    title: 'State gallery',
    description: 'Each state of each part, played by a script through the real element. No microphone needed.',
  },
  composition: {
    path: '/build/composition',
    label: 'Composition',
    title: 'Composition',
    description: 'The single parts laid out anew inside <realtime-session>, with an element of the page’s own among them.',
  },
} as const satisfies Record<string, BuildersPage>;

const notesApp = { path: '/notes-app/', label: 'Notes app' };

interface FrameOptions {
  readonly page: BuildersPage;
  /** Modules that the page runs, by path. */
  readonly scripts?: readonly string[];
  /** Style sheets beside those that all pages have. */
  readonly styles?: readonly string[];
  /** Classes of the body. */
  readonly body?: string;
  readonly content: Html;
  /** The widget as a site owner has it, from a script tag. */
  readonly widget?: boolean;
}

export function buildersFrame({ page, scripts = [], styles = [], body = '', content, widget = false }: FrameOptions): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · realtime-assistant</title>
<meta name="description" content="${page.description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/site.css">
<link rel="stylesheet" href="/build/build.css">
${styles.map((path) => html`<link rel="stylesheet" href="${path}">`)}
${widget ? html`<script src="/realtime-assistant.js" defer></script>` : null}
${scripts.map((path) => html`<script src="${path}" type="module"></script>`)}
</head>
<body class="build ${body}">
<a class="skip" href="#content">Skip to the content</a>
<header class="build-header">
<a class="build-brand" href="/build"><code>&lt;realtime-assistant&gt;</code></a>
<nav aria-label="For builders">
<ul>${[...Object.values(buildersPages), notesApp].map(({ path, label }) => html`
<li><a href="${path}"${path === page.path ? html` aria-current="page"` : null}>${label}</a></li>`)}
</ul>
</nav>
</header>
<main id="content" tabindex="-1">
${content}
</main>
<footer class="build-footer">
<p><a href="/">${emblem}<span>Back to the park</span></a></p>
<p>These pages run under the same strict policy as the park: nothing inline, nothing from elsewhere.</p>
</footer>
</body>
</html>
`.toString();
}

/** Title and description, as every page begins. */
export function opening({ title, description }: BuildersPage): Html {
  return html`<div class="wide build-opening">
<h1>${title}</h1>
<p class="lead">${description}</p>
</div>`;
}

/** Text with a button that copies it; a script gives the button its life. */
export function listing(name: string, label: string, text = ''): Html {
  return html`<div class="listing">
<div class="listing-head">
<h3 id="${name}-label">${label}</h3>
<button type="button" class="copy" data-copies="${name}" aria-describedby="${name}-label">Copy</button>
</div>
<pre tabindex="0" role="region" aria-labelledby="${name}-label"><code id="${name}">${text}</code></pre>
</div>`;
}
