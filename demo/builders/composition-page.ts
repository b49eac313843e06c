import { html } from '../layout/html.ts';
import { buildersFrame, buildersPages, listing } from './builders-frame.ts';

const { composition } = buildersPages;

const markup = `<realtime-session relay-url="/realtime">
  <realtime-orb></realtime-orb>
  <realtime-status></realtime-status>
  <realtime-composer><realtime-controls slot="controls"></realtime-controls></realtime-composer>
  <realtime-sources></realtime-sources>
  <realtime-transcript></realtime-transcript>
  <word-count></word-count>
</realtime-session>`;

/** @param source of the page's own element, to be read */
export function compositionPage(source: string): string {
  const content = html`<realtime-session relay-url="/realtime" class="spread">
<div class="spread-hero">
<div class="spread-orb"><realtime-orb></realtime-orb></div>
<div class="spread-title">
<p class="kicker">Composition</p>
<h1>A conversation, set like a magazine</h1>
<p class="lead">This page has no panel and no launcher. The orb is its picture, the transcript its margin, and the words are counted
by an element of its own.</p>
<realtime-status></realtime-status>
<div class="spread-ask">
<realtime-composer placeholder="Ask the park something"><realtime-controls slot="controls"></realtime-controls></realtime-composer>
</div>
</div>
</div>
<div class="spread-body">
<div class="spread-story">
<h2>Parts, not a block</h2>
<p class="drop">The session is one element without a face. Whatever stands inside it, at whatever depth, finds it by
context: the orb up there, the field under the title, the words in the margin. Each draws itself again only when the piece of the
conversation that it shows has changed.</p>
<p>They may be upgraded in any order, moved while you talk, left out, or had twice. Try it: ask <q>What are the campfire
rules?</q> above, and watch the three places answer.</p>
<h2>Your own among them</h2>
<p>The session comes by the community’s context protocol, under a key that the package exports. An element of yours needs no base class
and no framework to ask for it.</p>
<p class="tally"><word-count></word-count></p>
<h2>Where it says so</h2>
<p>The passages behind the newest answer stand here, wherever <code>&lt;realtime-sources&gt;</code> stands.</p>
<realtime-sources></realtime-sources>
</div>
<aside class="spread-margin" aria-label="Conversation">
<h2>In the margin</h2>
<realtime-transcript><p slot="empty" class="note">Nothing said yet. What you ask, and what is answered, will stand here.</p></realtime-transcript>
</aside>
</div>
<section class="wide listings" aria-labelledby="how">
<h2 id="how">How it is written</h2>
${listing('composition-html', 'HTML', markup)}
${listing('composition-js', 'word-count.ts', source)}
</section>
</realtime-session>`;
  return buildersFrame({ page: composition, scripts: ['/build/composition.js'], body: 'magazine', content });
}
