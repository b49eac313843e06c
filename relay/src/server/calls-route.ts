import type { IncomingMessage, ServerResponse } from 'node:http';
import { UpstreamFailure } from '../upstream/upstream-failure.js';
import type { Calls, CallParts } from './calls.js';
import { pathOf, sendJson } from './http-routes.js';
import { offerFault } from './offer.js';
import { readBody } from './read-body.js';

export interface CallsRouteOptions {
  readonly prefix: string;
  readonly calls: Calls;
  /** May a page of this request's origin use the relay? */
  isOriginAllowed(request: IncomingMessage): boolean;
  /** The same gate as the socket's. Says who is turned away in the log. */
  isAdmitted(request: IncomingMessage): boolean;
  /** What a call is made of; words when it cannot be made just now, null when calls are not offered. */
  parts(): CallParts | string | null;
  readonly retryAfterMs: number;
}

/** An offer of a browser has two to eight kilobytes. */
const maxOfferBytes = 64 * 1024;
const bodyTimeoutMs = 10_000;
/** How long a browser may remember the answer to a preflight. */
const preflightSeconds = 600;

type Exchange = readonly [request: IncomingMessage, response: ServerResponse, options: CallsRouteOptions];

/** Answers `POST /calls` and `PATCH /calls/:id`. Gives false, untouched, for any other path. */
export function handleCalls(...exchange: Exchange): boolean {
  const [request, response, { prefix }] = exchange;
  const path = pathOf(request);
  const root = `${prefix}/calls`;
  if (path !== root && !path.startsWith(`${root}/`)) return false;
  const id = path === root ? undefined : path.slice(root.length + 1);
  answer(exchange, id).catch(() => response.destroy());
  return true;
}

async function answer(exchange: Exchange, id: string | undefined): Promise<void> {
  const [request, response, options] = exchange;
  const { origin } = request.headers;
  const method = id === undefined ? 'POST' : 'PATCH';
  response.setHeader('Vary', 'Origin');
  if (request.method === 'OPTIONS') return preflight(exchange, method);
  if (request.method !== method) {
    response.setHeader('Allow', `${method}, OPTIONS`);
    return refuse(response, 405, 'method_not_allowed', `Only ${method} is answered here.`);
  }
  if (!options.isAdmitted(request)) {
    return refuse(response, 403, 'origin_not_allowed', 'This origin may not use the relay.');
  }
  if (origin !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Location, Retry-After');
  }
  const parts = options.parts();
  // A page that asks whether there are calls gets no error in its console.
  if (parts === null && id === undefined) return void response.writeHead(204).end();
  const offer = await offerOf(request, response);
  if (offer === undefined) return;
  if (id !== undefined) return restart(exchange, id, offer);
  // Again: another may have taken the last place meanwhile.
  const now = options.parts();
  if (now === null) return void response.writeHead(204).end();
  if (typeof now === 'string') return busy(exchange, now);
  await create(exchange, offer, now);
}

function preflight([request, response, options]: Exchange, method: string): void {
  const { origin } = request.headers;
  if (origin === undefined || !options.isOriginAllowed(request)) {
    return refuse(response, 403, 'origin_not_allowed', 'This origin may not use the relay.');
  }
  response.writeHead(204, {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': method,
    'Access-Control-Allow-Headers': 'Content-Type, Authorization',
    'Access-Control-Max-Age': preflightSeconds,
  });
  response.end();
}

/** The offer, or undefined when it was answered that there is none. */
async function offerOf(request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const body = await readBody(request, { maxBytes: maxOfferBytes, timeoutMs: bodyTimeoutMs });
  if (body === 'gone') return undefined;
  if (typeof body === 'string') {
    response.setHeader('Connection', 'close');
    if (body === 'too-slow') refuse(response, 408, 'invalid_offer', 'The offer did not come in time.');
    else refuse(response, 413, 'invalid_offer', `An offer has ${maxOfferBytes} bytes at most.`);
    return undefined;
  }
  if (type !== 'application/sdp') {
    refuse(response, 415, 'invalid_offer', 'Send the offer with Content-Type: application/sdp.');
    return undefined;
  }
  let offer: string;
  try {
    offer = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    refuse(response, 400, 'invalid_offer', 'The offer is no UTF-8.');
    return undefined;
  }
  const fault = offerFault(offer);
  if (fault === undefined) return offer;
  refuse(response, 400, 'invalid_offer', fault);
  return undefined;
}

async function create([, response, options]: Exchange, offer: string, parts: CallParts): Promise<void> {
  const { calls, prefix } = options;
  let call;
  try {
    call = await calls.make(offer, parts);
  } catch (error) {
    return failed(response, error);
  }
  if (!call) return void response.writeHead(204).end();
  const { id } = call;
  const gone = 'the browser left before its call was made';
  if (response.destroyed) return calls.drop(id, gone);
  response.once('close', () => {
    if (!response.writableFinished) calls.drop(id, gone);
  });
  sendSdp(response, 201, call.answer, { Location: `${prefix}/calls/${id}` });
}

async function restart([, response, { calls }]: Exchange, id: string, offer: string): Promise<void> {
  const call = calls.find(id);
  if (!call) return refuse(response, 404, 'call_not_found', 'There is no such call. Make a new one.');
  if (!call.restart) {
    return refuse(response, 501, 'not_supported', 'The voice service takes no new offer for a call. Make a new one.');
  }
  try {
    sendSdp(response, 200, await call.restart(offer));
  } catch (error) {
    failed(response, error);
  }
}

function busy([, response, { retryAfterMs }]: Exchange, message: string): void {
  response.setHeader('Retry-After', retryAfterMs / 1000);
  sendJson(response, 503, { error: { code: 'busy', message, retry_after_ms: retryAfterMs } });
}

function failed(response: ServerResponse, error: unknown): void {
  if (!(error instanceof UpstreamFailure)) throw error;
  refuse(response, 502, error.code, error.message);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } });
}

function sendSdp(response: ServerResponse, status: number, sdp: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/sdp',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(sdp);
}
