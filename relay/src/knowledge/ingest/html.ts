import { decodeText } from './decode-text.js';
import { type DocumentText, UnreadableError } from './document-text.js';
import { headingText, sectionsOf, type HtmlElement } from './html-text.js';
import { oneLine } from './one-line.js';
import { parseHtml, type HtmlDocument } from './parse-html.js';

/** Enough to be the page's text rather than an empty frame that a script would fill. */
const MIN_MAIN_CHARACTERS = 40;

/** A page of a web site: its main text, with the ids of its headings as anchors. */
export async function readHtml(bytes: Uint8Array): Promise<DocumentText> {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  const html = decodeText(bytes, /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1]);
  const document = await parseHtml(html);
  const title = titleOf(document);
  const sections = sectionsOf(await mainOf(document, html), title);
  if (sections.length === 0) {
    throw new UnreadableError(
      'has no text of its own: if a script draws the page, save it from the browser and ingest that',
    );
  }
  return { title, url: null, sections };
}

/** `<title>` without the site's name where the page's only top heading shows which part that is. */
function titleOf(document: HtmlDocument): string | null {
  const title = oneLine(document.querySelector('title')?.textContent ?? '');
  const headings = [...document.querySelectorAll('h1')].map(headingText).filter((text) => text !== '');
  const [heading] = headings;
  if (heading && headings.length === 1 && (title === '' || title.toLowerCase().includes(heading.toLowerCase())))
    return heading;
  return title || heading || null;
}

/** What the page itself calls its main part; else what Firefox's reader view would show; else all of it. */
async function mainOf(document: HtmlDocument, html: string): Promise<HtmlElement> {
  const mains = [...document.querySelectorAll('main, [role=main]')];
  const [main] = mains;
  if (main && mains.length === 1 && oneLine(main.textContent ?? '').length >= MIN_MAIN_CHARACTERS) return main;
  const { Readability } = await import('@mozilla/readability');
  // It takes its document to pieces, so it gets one of its own.
  const copy = await parseHtml(html);
  const article = new Readability(copy as unknown as ConstructorParameters<typeof Readability>[0]).parse();
  if (article?.content && (article.length ?? 0) >= MIN_MAIN_CHARACTERS) return (await parseHtml(article.content)).body;
  for (const part of document.querySelectorAll('aside, [role=navigation], [role=banner], [role=contentinfo]'))
    part.remove();
  return document.body;
}
