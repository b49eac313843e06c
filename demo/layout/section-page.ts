import type { Section, Site } from '../site.ts';
import { frame } from './frame.ts';
import { html } from './html.ts';
import { sectionIcon } from './icons.ts';

/** What a folder holds. */
export function sectionPage(site: Site, section: Section): string {
  const { title, description, path, pages, questions } = section;
  const content = html`<nav class="trail" aria-label="You are here">
<ol>
<li><a href="/">Home</a></li>
<li aria-current="page">${title}</li>
</ol>
</nav>
<div class="wide section-head">
${sectionIcon(section.folder)}
<h1>${title}</h1>
<p class="lead">${description}</p>
</div>
<ul class="wide cards">${pages.map((page) => html`
<li class="card">
<h2><a href="${page.path}">${page.title}</a></h2>
<p>${page.description}</p>
</li>`)}
</ul>`;
  return frame({ site, path, title, description, questions, content });
}
