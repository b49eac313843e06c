import type { HtmlElement } from './html-text.js';

export interface HtmlDocument {
  readonly documentElement: HtmlElement;
  readonly body: HtmlElement;
  querySelector(selector: string): HtmlElement | null;
  querySelectorAll(selector: string): Iterable<HtmlElement & { remove(): void }>;
}

/** Scripts are not run and nothing is fetched: linkedom only builds the tree. */
export async function parseHtml(html: string): Promise<HtmlDocument> {
  const { parseHTML } = await import('linkedom');
  // Given a fragment, linkedom makes its first element the root: the frame makes every input a page.
  const page = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;
  return (parseHTML(page) as unknown as { document: HtmlDocument }).document;
}
