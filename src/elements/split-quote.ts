/** A passage around its quote; `quote` is empty where it was not found. */
export interface QuotedPassage {
  readonly before: string;
  readonly quote: string;
  readonly after: string;
}

/** Finds `quote` in `text`. Runs of white space count as one blank: passages and quotes are wrapped differently. */
export function splitQuote(text: string, quote: string): QuotedPassage {
  const words = quote.trim().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return { before: text, quote: '', after: '' };
  const pattern = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`)).join(String.raw`\s+`);
  const match = new RegExp(pattern, 'u').exec(text);
  if (!match) return { before: text, quote: '', after: '' };
  const end = match.index + match[0].length;
  return { before: text.slice(0, match.index), quote: match[0], after: text.slice(end) };
}
