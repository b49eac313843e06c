import { UnreadableError } from './document-text.js';

export interface FrontMatter {
  readonly title: string | null;
  readonly url: string | null;
  /** What follows it. */
  readonly body: string;
}

/** Front matter is short; whatever is longer is the document itself, between two rules. */
const MAX_CHARACTERS = 20_000;

/** `title` and `url` of the YAML block at the head of a Markdown file; other keys are other programs'. */
export function frontMatter(text: string): FrontMatter {
  const block = /^---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text.slice(0, MAX_CHARACTERS));
  if (!block) return { title: null, url: null, body: text };
  const head = block[1] ?? '';
  return { title: valueOf(head, 'title'), url: checkedUrl(valueOf(head, 'url')), body: text.slice(block[0].length) };
}

/** A scalar on one line, which is all that these two keys ever are. */
function valueOf(head: string, key: string): string | null {
  const line = new RegExp(`^${key}[ \\t]*:[ \\t]*(.*)$`, 'm').exec(head)?.[1]?.trim() ?? '';
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replace(/\\(["\\])/g, '$1');
  const single = /^'((?:[^']|'')*)'/.exec(line)?.[1]?.replaceAll("''", "'");
  const value = (quoted ?? single ?? line.replace(/\s+#.*$/, '')).trim();
  return value === '' || /^[|>][+-]?$/.test(value) ? null : value;
}

/** It becomes a link in other people's pages: nothing but a web address or a path may pass. */
function checkedUrl(url: string | null): string | null {
  if (url === null) return null;
  if (!URL.canParse(url, 'https://relative.invalid/'))
    throw new UnreadableError('has a front matter "url" that is no URL');
  const { protocol, username, password } = new URL(url, 'https://relative.invalid/');
  if (url.length <= 1_000 && (protocol === 'https:' || protocol === 'http:') && username === '' && password === '')
    return url;
  throw new UnreadableError(
    'has a front matter "url" that is neither http(s) nor a path, is too long, or holds a password',
  );
}
