/** A quote that is longer is told by its first and last words, which breaks less easily. */
const WHOLE_LIMIT = 80;
const ENDS = 4;

/**
 * The address of a page, at the words of a quote: https://wicg.github.io/scroll-to-text-fragment/. A browser that cannot find them, or
 * knows no such fragments, shows the page as the address alone would.
 */
export function withTextFragment(href: string, quote: string): string {
  const text = quote.trim().replaceAll(/\s+/gu, ' ');
  if (text === '' || href.includes(':~:')) return href;
  const words = text.split(' ');
  const range =
    text.length <= WHOLE_LIMIT || words.length < ENDS * 2
      ? [text]
      : [words.slice(0, ENDS).join(' '), words.slice(-ENDS).join(' ')];
  // A dash has a meaning of its own there.
  const directive = range.map((part) => encodeURIComponent(part).replaceAll('-', '%2D')).join(',');
  return `${href}${href.includes('#') ? '' : '#'}:~:text=${directive}`;
}
