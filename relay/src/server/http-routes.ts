import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KnowledgeStore } from '../knowledge/store.js';
import { isHostTrusted, isOriginAllowed } from './admission.js';

export interface HttpRoutesOptions {
  /** What stands before every route, such as `/assistant`; empty for none. */
  readonly prefix: string;
  readonly allowedOrigins: readonly string[] | undefined;
  store(): KnowledgeStore | undefined;
  isReady(): boolean;
}

const passageId = /^[\w=-]{1,200}$/;

/** Answers `/health`, `/ready` and `/sources/:id`. Gives false, untouched, for any other path. */
export function handleHttp(request: IncomingMessage, response: ServerResponse, options: HttpRoutesOptions): boolean {
  const path = pathOf(request);
  if (!path.startsWith(`${options.prefix}/`)) return false;
  const route = path.slice(options.prefix.length);
  const isSource = route.startsWith('/sources/');
  if (!isSource && route !== '/health' && route !== '/ready' && route !== '/realtime') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendJson(response, 405, { error: 'Only GET and HEAD are answered here.' });
  } else if (route === '/health') {
    sendJson(response, 200, { status: 'ok' });
  } else if (route === '/ready') {
    const isReady = options.isReady();
    sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
  } else if (route === '/realtime') {
    response.setHeader('Upgrade', 'websocket');
    sendJson(response, 426, { error: 'This is a WebSocket address.' });
  } else {
    void sendSource(route.slice('/sources/'.length), request, response, options);
  }
  return true;
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0]!;
}

/** `404` in JSON. */
export function sendNotFound(response: ServerResponse): void {
  sendJson(response, 404, { error: 'There is nothing at this address.' });
}

async function sendSource(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpRoutesOptions,
): Promise<void> {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  const asked = { headers: request.headers, localAddress: request.socket.localAddress };
  const mayRead = origin === undefined ? isHostTrusted : isOriginAllowed;
  if (!mayRead(asked, options.allowedOrigins)) {
    return sendJson(response, 403, { error: 'This origin may not use the relay.' });
  }
  if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
  const store = options.store();
  if (!store || !passageId.test(id)) return sendNotFound(response);
  try {
    const [passage] = await store.get([id]);
    if (!passage) return sendNotFound(response);
    sendJson(response, 200, passage);
  } catch {
    sendJson(response, 503, { error: 'The knowledge cannot be read just now.' });
  }
}

/** An answer that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}
