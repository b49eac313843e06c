import type { Site } from '../site.ts';
import { emblem } from './icons.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export interface FrameOptions {
  readonly site: Site;
  /** Path of the page; null for one that has no address of its own. */
  readonly path: string | null;
  readonly title: string;
  readonly description: string;
  /** What the assistant offers to be asked. */
  readonly questions: readonly string[];
  readonly content: Html;
}

/** What every page has around its content: head, header, footer, and the assistant. */
export function frame({ site, path, title, description, questions, content }: FrameOptions): string {
  const name = site.home.title;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === name ? name : `${title} · ${name}`}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/site.css">
<script src="/realtime-assistant.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="site-header">
<a class="brand" href="/"${current(path, '/')}>${emblem}<span>${name}</span></a>
<nav aria-label="Main">
<ul>${site.sections.map((section) => html`
<li><a href="${section.path}"${current(path, section.path)}>${section.label}</a></li>`)}
</ul>
</nav>
</header>
<main id="content" tabindex="-1">
${content}
</main>
<footer class="site-footer">
<div class="site-map">${site.sections.map((section) => html`
<section aria-labelledby="map-${section.folder}">
<h2 id="map-${section.folder}"><a href="${section.path}">${section.title}</a></h2>
<ul>${section.pages.map((page) => html`<li><a href="${page.path}">${page.title}</a></li>`)}</ul>
</section>`)}
</div>
<p>${site.downloads.map(({ path, title }) => html`<a href="${path}">${title} (${ending(path)})</a> · `)}
${name} is a place that we made up, to show what the assistant on its pages can do.</p>
<p>For those who build with it: <a href="/build">playground, themes, states and more</a>.</p>
</footer>
${assistant(questions)}
</body>
</html>
`.toString();
}

/** Exactly what a site owner pastes, with words and questions of the park's own. */
function assistant(questions: readonly string[]): Html {
  return html`<realtime-assistant relay-url="/realtime" heading="Ask the ranger" launcher-label="Ask the ranger"
hold-sound="/hold.wav">
<div slot="empty" class="assistant-welcome">
<h3>Hello from the ranger station</h3>
<p>Talk or type. I answer from these pages, and show you where it says so.</p>
</div>
${questions.map((question) => html`<button slot="suggestions" type="button">${question}</button>
`)}</realtime-assistant>`;
}

function current(path: string | null, target: string): Html | null {
  if (path === target) return html` aria-current="page"`;
  return target !== '/' && path?.startsWith(`${target}/`) ? html` aria-current="true"` : null;
}

function ending(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toUpperCase();
}
