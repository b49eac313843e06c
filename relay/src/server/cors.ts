import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOriginAllowed } from './admission.js';
import { sendError } from './send-json.js';

interface CrossOriginOptions {
  readonly allowedOrigins: readonly string[] | undefined;
  /** The methods of the route. */
  readonly methods: readonly string[];
  /** Headers of the answer that a page may read, beside those that every page may. */
  readonly exposedHeaders?: readonly string[];
  /** Called for an origin that may not use the relay, before it is told so. */
  onRefused?(origin: string | undefined): void;
}

/** Headers that a page may send along. `Accept` needs no leave. */
const allowedHeaders = 'Authorization, Content-Type';
/** How long a browser may remember the leave, in seconds: two hours is the most that Chromium keeps. */
const preflightSeconds = 7_200;

/**
 * Whether a request may go on. All else is answered here: the browser's preflight (204), a foreign origin (403, by the
 * rules of `/realtime`), another method (405). The answer of what goes on may be read by the page that asked.
 */
export function admitRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { allowedOrigins, methods, exposedHeaders = [], onRefused }: CrossOriginOptions,
): boolean {
  const { headers, method, socket } = request;
  const { origin } = headers;
  response.setHeader('Vary', 'Origin');
  if (!isOriginAllowed({ headers, localAddress: socket.localAddress }, allowedOrigins)) {
    onRefused?.(origin);
    sendError(response, 403, { code: 'origin_not_allowed', message: 'This origin may not use the relay.' });
    return false;
  }
  if (origin !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    if (exposedHeaders.length > 0) response.setHeader('Access-Control-Expose-Headers', exposedHeaders.join(', '));
  }
  if (method !== undefined && methods.includes(method)) return true;
  const taken = methods.join(', ');
  if (method === 'OPTIONS') {
    response.writeHead(204, {
      'Access-Control-Allow-Methods': taken,
      'Access-Control-Allow-Headers': allowedHeaders,
      'Access-Control-Max-Age': String(preflightSeconds),
    });
    response.end();
    return false;
  }
  response.setHeader('Allow', `${taken}, OPTIONS`);
  sendError(response, 405, { code: 'method_not_allowed', message: `Only ${taken} ${methods.length === 1 ? 'is' : 'are'} answered here.` });
  return false;
}
