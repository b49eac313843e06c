import { createHash } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import type { SiteFile, SiteFiles } from './site-files.ts';

/**
 * A strict policy, as a careful site has one: nothing inline, nothing from elsewhere. The widget lives under it.
 * `connect-src 'self'` covers the relay's WebSocket on the same host.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  // The galleries show pages of this site in frames.
  "frame-ancestors 'self'",
].join('; ');

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=()',
  // Asked for again each time, answered with 304 while it is the same: a rebuilt widget is seen at once.
  'Cache-Control': 'no-cache',
};

/**
 * Answers from files that lie in memory. The path of a request is only ever looked up among their names, and never made
 * into a path of the file system.
 */
export function answerRequest({ files, notFound }: SiteFiles): RequestListener {
  const tags = new Map([...files.values()].map((file) => [file, etag(file)]));
  return (request, response) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
      return;
    }
    const path = pathOf(request.url ?? '/');
    const file = path === null ? undefined : files.get(path);
    const elsewhere = path === null || file ? undefined : canonical(path).find((other) => files.has(other));
    if (elsewhere !== undefined) {
      response.writeHead(301, { ...headers, Location: encodeURI(elsewhere) }).end();
      return;
    }
    const tag = file && tags.get(file);
    if (tag !== undefined && request.headers['if-none-match'] === tag) {
      response.writeHead(304, { ...headers, ETag: tag }).end();
      return;
    }
    send(response, file ? 200 : 404, file ?? notFound, tag, method === 'HEAD');
  };
}

function send(
  response: ServerResponse,
  status: number,
  file: SiteFile,
  tag: string | undefined,
  isHead: boolean,
): void {
  response.writeHead(status, {
    ...headers,
    'Content-Type': file.type,
    'Content-Length': file.body.byteLength,
    ...(file.type.startsWith('text/html') ? { 'Content-Security-Policy': contentSecurityPolicy } : {}),
    ...(tag === undefined ? {} : { ETag: tag }),
  });
  response.end(isHead ? undefined : file.body);
}

/** Decoded, without the query; null for what cannot be decoded. */
function pathOf(url: string): string | null {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return null;
  }
}

/** What else a path may be meant for: with or without a slash at its end, or with the ending of the file it was made from. */
function canonical(path: string): string[] {
  const bare = path.replace(/\/$/, '');
  const page = bare.replace(/\.(?:md|html)$/, '');
  return [bare, `${bare}/`, page, page.replace(/\/index$/, '') || '/'].filter((other) => other !== path);
}

function etag({ body }: SiteFile): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
