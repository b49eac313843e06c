import type { Site } from '../site.ts';
import { frame } from './frame.ts';
import { html } from './html.ts';

/** Says nothing of the address that was asked for, which is a stranger's text. */
export function notFoundPage(site: Site): string {
  const title = 'Off the trail';
  const description = 'There is no page at this address.';
  const content = html`<div class="wide section-head">
<h1>${title}</h1>
<p class="lead">${description} Go back to the <a href="/">home page</a>, choose a page below, or ask the ranger.</p>
</div>`;
  return frame({ site, path: null, title, description, questions: ['Where is the visitor center?'], content });
}
