import { basename, extname } from 'node:path/posix';
import { KnowledgeError } from '../knowledge-error.js';
import { oneLine } from './one-line.js';

/** What a site shows without its ending; other files are downloads and keep their names. */
const PAGE = /\.(?:md|markdown|html?)$/i;

/** What browsers and servers pass on everywhere. */
export const MAX_URL_CHARACTERS = 2_000;

/** Ends in a slash; an absolute http(s) address or a path from the root of the site. */
export function checkedBaseUrl(baseUrl: string): string {
  const valid = /^(?:https?:\/\/|\/(?!\/))/i.test(baseUrl) && URL.canParse(baseUrl, 'https://relative.invalid/');
  if (!valid || /[?#\s]/.test(baseUrl) || baseUrl.length > 1_000) {
    throw new KnowledgeError(
      'invalid',
      `baseUrl: "${baseUrl.slice(
        0,
        200,
      )}" must be where the documents are published, such as "https://example.org/help/" ` +
        'or "/help/", without "?" and "#".',
    );
  }
  return baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
}

/** Where a document is published: what it says itself, else its path below the base without `.md`, `.html`, `index`. */
export function documentUrl(path: string, baseUrl: string, own: string | null): string {
  if (own !== null) {
    if (!/^https?:/i.test(baseUrl)) return /^(?:https?:|\/)/i.test(own) ? own : baseUrl + own;
    return new URL(own, baseUrl).href;
  }
  const page = PAGE.test(path) ? path.replace(PAGE, '').replace(/(^|\/)index$/i, '$1') : path;
  return baseUrl + page.split('/').map(encodeURIComponent).join('/');
}

/** The address of a part of it. An address with a fragment already (of a single-page site) has no room for another. */
export function partUrl(url: string, anchor: string): string {
  if (anchor === '' || url.includes('#')) return url;
  const fragment = encodeURI(anchor.replace(/\p{Cs}/gu, '')).replaceAll('#', '%23');
  return url.length + fragment.length < MAX_URL_CHARACTERS ? `${url}#${fragment}` : url;
}

/** "guides/opening-hours_2024.md" is "opening hours 2024", "guides/index.md" is "guides". */
export function titleFromPath(path: string): string {
  const name = basename(path, extname(path));
  const telling = /^(?:index|readme)$/i.test(name) ? basename(path.slice(0, -basename(path).length)) || name : name;
  const words = oneLine(telling.replace(/[-_+]+/g, ' ')) || telling;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
