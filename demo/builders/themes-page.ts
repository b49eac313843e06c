import { brands } from '../scripted/brands.ts';
import { html } from '../layout/html.ts';
import { buildersFrame, buildersPages, listing, opening } from './builders-frame.ts';

const { themes } = buildersPages;

/** @param sheets the style sheets by the name of their brand */
export function themesPage(sheets: ReadonlyMap<string, string>): string {
  const content = html`${opening(themes)}
<div class="wide toolbar">
<div class="segments" role="group" aria-label="Colour scheme">
<button type="button" data-set="theme" data-value="" aria-pressed="true">System</button>
<button type="button" data-set="theme" data-value="light" aria-pressed="false">Light</button>
<button type="button" data-set="theme" data-value="dark" aria-pressed="false">Dark</button>
</div>
<div class="segments" role="group" aria-label="Direction">
<button type="button" data-set="dir" data-value="" aria-pressed="true">Left to right</button>
<button type="button" data-set="dir" data-value="rtl" aria-pressed="false">Right to left</button>
</div>
</div>
<div class="brands">${brands.map(({ name, title, about }) => html`
<article class="brand-card" aria-labelledby="${name}-title">
<h2 id="${name}-title">${title}</h2>
<p>${about}</p>
<iframe class="brand-frame" title="${title}, a conversation" data-brand="${name}" src="/build/state?state=running&amp;brand=${name}" allow="microphone 'none'"></iframe>
<details>
<summary>The style sheet, ${lines(sheets.get(name) ?? '')} lines</summary>
${listing(`css-${name}`, `${name}.css`, sheets.get(name) ?? '')}
</details>
</article>`)}
</div>
<p class="wide note">The conversations are scripted: nothing listens, nothing is sent. How it is done, and how to begin a theme
of your own, is told in <code>docs/theming.md</code>.</p>`;
  return buildersFrame({ page: themes, scripts: ['/build/themes.js'], content });
}

function lines(text: string): number {
  return text.trimEnd().split('\n').length;
}
