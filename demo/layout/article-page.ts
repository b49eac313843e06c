import type { Page, Section, Site } from '../site.ts';
import { frame } from './frame.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export function articlePage(site: Site, section: Section, page: Page): string {
  const { title, description, path, parts } = page;
  const index = section.pages.indexOf(page);
  const headings = parts.flatMap(({ heading }) => (heading ? [heading] : []));
  const content = html`<nav class="trail" aria-label="You are here">
<ol>
<li><a href="/">Home</a></li>
<li><a href="${section.path}">${section.title}</a></li>
<li aria-current="page">${title}</li>
</ol>
</nav>
<div class="page">
<article class="prose">
<h1>${title}</h1>
<p class="lead">${description}</p>
${parts.map(({ heading, body }) => html`${heading ? html`<h2 id="${heading.id}">${heading.text}</h2>` : null}
${body}`)}
</article>
<aside>
${headings.length > 1 ? html`<nav aria-labelledby="on-page">
<h2 id="on-page">On this page</h2>
<ul>${headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul>
</nav>` : null}
<nav aria-labelledby="nearby">
<h2 id="nearby">${section.title}</h2>
<ul>${section.pages.map((other) => html`
<li><a href="${other.path}"${other === page ? html` aria-current="page"` : null}>${other.title}</a></li>`)}
</ul>
</nav>
</aside>
<nav class="turn" aria-label="Previous and next page">
${step('prev', 'Previous', section.pages[index - 1])}
${step('next', 'Next', section.pages[index + 1])}
</nav>
</div>`;
  return frame({ site, path, title, description, questions: section.questions, content });
}

function step(rel: 'prev' | 'next', word: string, page: Page | undefined): Html | null {
  if (!page) return null;
  return html`<a class="${rel}" rel="${rel}" href="${page.path}"><span>${word}</span> ${page.title}</a>`;
}
