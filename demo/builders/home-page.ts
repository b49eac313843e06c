import { html, trusted } from '../layout/html.ts';
import { buildersFrame, buildersPages, opening } from './builders-frame.ts';

const { home, playground, themes, states, composition } = buildersPages;

const drawings: Readonly<Record<string, string>> = {
  [playground.path]: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 5v4M9 10v4M17 15v4',
  [themes.path]: 'M12 3a9 9 0 1 0 0 18c1.5 0 2-1 1.6-2.2-.5-1.5.5-2.8 2-2.8h2.4a3 3 0 0 0 3-3C21 7.5 17 3 12 3ZM7.5 11.5h.01M10.5 7.5h.01M15 7.5h.01',
  [states.path]: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.5 13v7M13 16.5h7',
  [composition.path]: 'M4 4h16v16H4zM4 9h16M15 9v11',
  '/notes-app/': 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5',
};

const notes = {
  path: '/notes-app/',
  title: 'Voice notes',
  description: 'A note-taker that installs like an app and works offline. Its tools, its database and its list are the page’s own.',
};

const facts = [
  ['One element', 'A script tag and a line of markup, or npm install and an import.'],
  ['Only CSS', 'Custom properties, parts and states. Nothing else is needed to make it yours.'],
  ['No framework asked', 'It is at home in React, Vue, Svelte and in a plain page like these.'],
  ['Strict policies', 'Nothing inline, no Trusted Types surprises, no request to anyone but your relay.'],
] as const;

export function buildersHomePage(): string {
  const content = html`${opening(home)}
<ul class="wide cards">${[playground, themes, states, composition, notes].map(({ path, title, description }) => html`
<li class="card">
<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${trusted(`<path d="${drawings[path]}"/>`)}</svg>
<h2><a href="${path}">${title}</a></h2>
<p>${description}</p>
</li>`)}
</ul>
<dl class="wide facts">${facts.map(([term, text]) => html`
<div><dt>${term}</dt><dd>${text}</dd></div>`)}
</dl>`;
  return buildersFrame({ page: home, content });
}
