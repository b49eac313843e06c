import { trusted } from './layout/html.ts';
import { plainText } from './markdown-page.ts';
import type { PageText, Part } from './markdown-page.ts';

/**
 * Reads a page that was written as HTML: `<title>`, the description of its head, and its `<article>` with the top
 * heading left out. What else stands around the article is the frame of the old site, in whose place comes ours.
 * @throws an Error that names what the page lacks.
 */
export function readHtmlPage(source: string): PageText {
  const title = between(source, /<title>([^<]*)<\/title>/i, 'a <title>');
  const description = between(source, /<meta name="description" content="([^"]*)">/i, 'a description in its head');
  const article = between(source, /<article>([\s\S]*)<\/article>/i, 'an <article>').replace(/<h1[\s\S]*?<\/h1>/i, '');
  const parts = article.split(/(?=<h2[\s>])/i).flatMap((piece): Part[] => {
    if (piece.trim() === '') return [];
    const heading = /^<h2 id="([^"]*)">([\s\S]*?)<\/h2>/i.exec(piece);
    if (!heading) return [{ heading: null, body: trusted(piece) }];
    const [whole, id = '', inner = ''] = heading;
    return [{ heading: { id, text: plainText(inner) }, body: trusted(piece.slice(whole.length)) }];
  });
  return { title: plainText(title), description: plainText(description), parts };
}

function between(source: string, pattern: RegExp, what: string): string {
  const found = pattern.exec(source)?.[1];
  if (found === undefined) throw new Error(`has no ${what.replace(/^an? /, '')}`);
  return found;
}
