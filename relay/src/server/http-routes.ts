import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KnowledgeStore } from '../knowledge/store.js';
import { isOriginAllowed } from './admission.js';
import type { Entrance } from './entrance.js';
import { sendJson, sendNotFound } from './send-json.js';

export interface HttpRoutesOptions {
  /** What stands before every route, such as `/assistant`; empty for none. */
  readonly prefix: string;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly entrance: Entrance;
  store(): KnowledgeStore | undefined;
  isReady(): boolean;
  offersCalls(): boolean;
  chat(request: IncomingMessage, response: ServerResponse): void;
  notes(request: IncomingMessage, response: ServerResponse, route: string): void;
  offersNotes(): boolean;
  metrics(request: IncomingMessage, response: ServerResponse): void;
  tickets(request: IncomingMessage, response: ServerResponse): void;
}

const passageId = /^[\w=-]{1,200}$/;

/** Answers `/health`, `/ready`, `/metrics`, `/sources/:id`, `/chat`, `/notes` and `/tickets`. Gives false, untouched, for any other path. */
export function handleHttp(request: IncomingMessage, response: ServerResponse, options: HttpRoutesOptions): boolean {
  const path = pathOf(request);
  if (!path.startsWith(`${options.prefix}/`)) return false;
  const route = path.slice(options.prefix.length);
  if (route === '/chat') return options.chat(request, response), true;
  if (route === '/notes' || route.startsWith('/notes/')) {
    return options.notes(request, response, route.slice('/notes'.length)), true;
  }
  if (route === '/tickets') return options.tickets(request, response), true;
  const isSource = route.startsWith('/sources/');
  if (!isSource && route !== '/health' && route !== '/ready' && route !== '/metrics' && route !== '/realtime') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendJson(response, 405, { error: 'Only GET and HEAD are answered here.' });
  } else if (route === '/health') {
    sendJson(response, 200, { status: 'ok' });
  } else if (route === '/ready') {
    const isReady = options.isReady();
    letPageRead(request, response, options.allowedOrigins);
    const routes = ['realtime', 'chat', ...(options.offersCalls() ? ['calls'] : []), ...(options.offersNotes() ? ['notes'] : [])];
    sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', routes });
  } else if (route === '/metrics') {
    options.metrics(request, response);
  } else if (route === '/realtime') {
    response.setHeader('Upgrade', 'websocket');
    sendJson(response, 426, { error: 'This is a WebSocket address.' });
  } else {
    sendSource(route.slice('/sources/'.length), request, response, options).catch(() => response.destroy());
  }
  return true;
}

/** A page asks which ways there are, when one of them is shut. Nobody is refused: there is nothing to hide. */
function letPageRead(
  { headers, socket }: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[] | undefined,
): void {
  response.setHeader('Vary', 'Origin');
  const { origin } = headers;
  if (origin === undefined || !isOriginAllowed({ headers, localAddress: socket.localAddress }, allowedOrigins)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0]!;
}

async function sendSource(
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpRoutesOptions,
): Promise<void> {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (!options.entrance.admitsReader(request)) {
    return sendJson(response, 403, { error: 'This origin may not use the relay.' });
  }
  if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
  // What the assistant tells only those who signed in, its passages tell nobody else.
  const { entrance } = options;
  if (!(await entrance.orTurnAway(response, entrance.identify(request)))) return;
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
