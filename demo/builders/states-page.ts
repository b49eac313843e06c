import { html } from '../layout/html.ts';
import { brands } from '../scripted/brands.ts';
import { buildersFrame, buildersPages, opening } from './builders-frame.ts';

const { states } = buildersPages;

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly values: readonly (readonly [value: string, label: string])[];
}

const choices: readonly Choice[] = [
  { name: 'theme', label: 'Colours', values: [['', 'System'], ['light', 'Light'], ['dark', 'Dark']] },
  { name: 'dir', label: 'Direction', values: [['', 'Left to right'], ['rtl', 'Right to left']] },
  { name: 'frame', label: 'Width', values: [['', 'Panel'], ['320', '320 px'], ['wide', 'Wide']] },
  { name: 'text', label: 'Text', values: [['', '100 %'], ['150', '150 %'], ['200', '200 %']] },
  { name: 'brand', label: 'Theme', values: [['', 'Own looks'], ...brands.map(({ name, title }) => [name, title] as const)] },
  { name: 'still', label: 'Motion', values: [['', 'Moves'], ['1', 'Still']] },
];

export function statesPage(): string {
  const content = html`${opening(states)}
<div class="wide gallery">
<nav class="gallery-list" id="states" aria-label="States"><p class="pending">Loading …</p></nav>
<section class="gallery-stage" aria-labelledby="state-title">
<div class="gallery-head">
<h2 id="state-title">Welcome</h2>
<p id="state-status" class="note" role="status">Loading …</p>
</div>
<form class="gallery-choices" id="choices" aria-label="How it is shown">${choices.map(({ name, label, values }) => html`
<label>${label}<select name="${name}">${values.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>`)}
</form>
<div class="gallery-frame"><iframe id="stage" title="The state" allow="microphone 'none'"></iframe></div>
<p class="note">Alone on a page: <a id="alone" href="/build/state">/build/state</a>. Its root element says
<code>data-ready="true"</code> when the state is there. Forced colours are the system’s to switch on, or your browser’s developer tools’.</p>
</section>
</div>`;
  return buildersFrame({ page: states, scripts: ['/build/states.js'], content });
}

/** The stage: one state, alone. */
export function stagePage(): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A state · realtime-assistant</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/build/stage.css">
<script src="/build/stage.js" type="module"></script>
</head>
<body>
<main>
<h1>A state of the assistant</h1>
</main>
</body>
</html>
`.toString();
}
