import type { Site } from '../site.ts';
import { frame } from './frame.ts';
import { html } from './html.ts';
import { arrow, sectionIcon } from './icons.ts';

const questions = ['What are the campfire rules?', 'How much is boat rental?', 'Where can I go ice skating?'];

export function homePage(site: Site): string {
  const { title, description, parts, path } = site.home;
  const [question, ...others] = questions;
  const content = html`<div class="hero">
<picture>
<source srcset="/landscape-night.svg" media="(prefers-color-scheme: dark)">
<img src="/landscape-day.svg" alt="" width="1600" height="760">
</picture>
<div class="hero-text">
<h1>${title}</h1>
<p>${description}</p>
</div>
</div>
<section class="try" aria-labelledby="try">
<div>
<h2 id="try">Ask the park a question</h2>
<p>Open <b>Ask the ranger</b> in the corner, press <b>Start talking</b> and say:</p>
<p class="question">“${question}”</p>
</div>
<div>
<p>Or type it. Talk over the answer whenever you like. Other things that people ask:</p>
<ul>${[...others, 'What is the dog policy?'].map((other) => html`<li>“${other}”</li>`)}</ul>
</div>
</section>
<section class="wide" aria-labelledby="sections">
<h2 id="sections">Find your way</h2>
<ul class="cards">${site.sections.map((section) => html`
<li class="card">
${sectionIcon(section.folder)}
<h3><a href="${section.path}">${section.title}</a></h3>
<p>${section.description}</p>
<span class="count">${section.pages.length} pages ${arrow}</span>
</li>`)}
</ul>
</section>
<div class="wide columns">${parts.map(({ heading, body }) => html`
<section class="prose"${heading ? html` aria-labelledby="${heading.id}"` : html` aria-label="Welcome"`}>
${heading ? html`<h2 id="${heading.id}">${heading.text}</h2>` : null}
${body}
</section>`)}
</div>`;
  return frame({ site, path, title, description, questions, content });
}
