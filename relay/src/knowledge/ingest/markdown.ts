import { marked } from 'marked';
import { decodeText } from './decode-text.js';
import type { DocumentText } from './document-text.js';
import { frontMatter } from './front-matter.js';
import { githubSlugs, headingText, sectionsOf } from './html-text.js';
import { parseHtml } from './parse-html.js';

/** GitHub's Markdown, by way of HTML: so tables, lists and HTML inside it are read by the rules for pages. */
export async function readMarkdown(bytes: Uint8Array): Promise<DocumentText> {
  const { title, url, body } = frontMatter(decodeText(bytes));
  const document = await parseHtml(
    `<!doctype html><html><head></head><body>${marked.parse(body, { async: false, gfm: true })}</body></html>`,
  );
  const [first] = document.querySelectorAll('h1');
  const shown = title ?? ((first && headingText(first)) || null);
  return { title: shown, url, sections: sectionsOf(document.body, shown, githubSlugs()) };
}
