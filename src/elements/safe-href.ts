/**
 * `url` if a link may lead there, else undefined. Only http and https pass, or what is relative to the page; parsing it
 * as the browser will leaves no room for `java\nscript:` and the like.
 */
export function safeHref(url: string): string | undefined {
  if (url.trim() === '') return undefined;
  try {
    const { protocol } = new URL(url, document.baseURI);
    return protocol === 'https:' || protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}
