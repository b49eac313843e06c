import { html } from '../layout/html.ts';
import { buildersFrame, buildersPages, listing, opening } from './builders-frame.ts';

const { playground } = buildersPages;

export function playgroundPage(): string {
  const content = html`${opening(playground)}
<div class="wide bench">
<form class="bench-controls" id="controls" aria-label="Settings">
<div class="bench-bar">
<label class="search"><span>Find a setting</span><input type="search" id="filter" autocomplete="off" placeholder="mode, colour, voice …"></label>
<button type="button" id="reset" class="quiet-button">Start over</button>
</div>
<div id="groups"><p class="pending">Reading <code>custom-elements.json</code> …</p></div>
</form>
<div class="bench-side">
<section class="preview" aria-labelledby="preview-title">
<div class="preview-head">
<h2 id="preview-title">Preview</h2>
<div class="segments" role="group" aria-label="Colour scheme of the preview">
<button type="button" data-scheme="auto" aria-pressed="true">System</button>
<button type="button" data-scheme="light" aria-pressed="false">Light</button>
<button type="button" data-scheme="dark" aria-pressed="false">Dark</button>
</div>
</div>
<div id="preview" class="preview-box"></div>
<p class="note">It is the real element, with this demo’s relay: press its buttons, or talk to it.</p>
</section>
<section class="listings" aria-labelledby="code-title">
<h2 id="code-title">Your code</h2>
<p class="note" id="changes" role="status">Nothing changed yet: these are the defaults.</p>
${listing('snippet-html', 'HTML')}
${listing('snippet-js', 'npm')}
${listing('snippet-css', 'CSS')}
<p><button type="button" class="copy quiet-button" id="share">Copy a link to these settings</button></p>
</section>
</div>
</div>`;
  return buildersFrame({ page: playground, scripts: ['/build/playground.js'], content, widget: true });
}
