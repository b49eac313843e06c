import type { IncomingMessage, ServerResponse } from 'node:http';
import { UpstreamFailure } from '../upstream/upstream-failure.js';
import type { Call, Calls, CallParts } from './calls.js';
import { admitRequest } from './cors.js';
import type { Entrance, Guest } from './entrance.js';
import { pathOf } from './http-routes.js';
import { offerFault } from './offer.js';
import { BodyError, type BodyReader } from './read-body.js';
import { sendError, sendJson } from './send-json.js';

export interface CallsRouteOptions {
  readonly prefix: string;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly calls: Calls;
  readonly bodies: BodyReader;
  readonly entrance: Entrance;
  onRefused(origin: string | undefined): void;
  /** What a call is made of; words when it cannot be made just now, null when calls are not offered. */
  parts(): CallParts | string | null;
  log(line: string): void;
  readonly retryAfterMs: number;
}

/** An offer of a browser has two to eight kilobytes. */
const bodyLimits = { limitBytes: 64 * 1024, timeoutMs: 10_000 };
const exposedHeaders = ['Location', 'Retry-After'];

type Exchange = readonly [request: IncomingMessage, response: ServerResponse, options: CallsRouteOptions];

/** Answers `POST /calls` and `PATCH /calls/:id`. Gives false, untouched, for any other path. */
export function handleCalls(...exchange: Exchange): boolean {
  const [request, response, { prefix, log }] = exchange;
  const path = pathOf(request);
  const root = `${prefix}/calls`;
  if (path !== root && !path.startsWith(`${root}/`)) return false;
  const id = path === root ? undefined : path.slice(root.length + 1);
  answer(exchange, id).catch((error: unknown) => {
    log(`a call broke: ${String(error)}`);
    response.destroy();
  });
  return true;
}

async function answer(exchange: Exchange, id: string | undefined): Promise<void> {
  const [request, response, { allowedOrigins, entrance, onRefused, parts }] = exchange;
  const methods = [id === undefined ? 'POST' : 'PATCH'];
  if (!admitRequest(request, response, { allowedOrigins, onRefused, methods, exposedHeaders })) return;
  // A page that asks whether there are calls gets no error in its console.
  if (id === undefined && parts() === null) return noCalls(response);
  // Who knows the id of a call has it.
  const guest = id === undefined ? await entrance.orTurnAway(response, entrance.admit(request)) : undefined;
  if (id === undefined && !guest) return;
  const offer = await offerOf(exchange);
  if (offer === undefined) return;
  if (!guest) return restart(exchange, id!, offer);
  // Asked now, and not before the body: another may have taken the last place meanwhile.
  const given = parts();
  if (given === null) return noCalls(response);
  if (typeof given === 'string') return busy(exchange, given);
  await create(exchange, offer, given, guest);
}

/** The offer, or undefined when it was answered that there is none. */
async function offerOf(exchange: Exchange): Promise<string | undefined> {
  const [request, response, { bodies }] = exchange;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const refuse = (status: number, message: string): undefined => {
    sendError(response, status, { code: 'invalid_offer', message });
  };
  let body: Buffer;
  try {
    body = await bodies.read(request, bodyLimits);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.status === 503) return void busy(exchange, error.message);
    response.setHeader('Connection', 'close');
    return refuse(error.status, error.message);
  }
  if (type !== 'application/sdp') return refuse(415, 'Send the offer with Content-Type: application/sdp.');
  let offer: string;
  try {
    offer = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return refuse(400, 'The offer is no UTF-8.');
  }
  const fault = offerFault(offer);
  return fault === undefined ? offer : refuse(400, fault);
}

async function create(
  [, response, options]: Exchange,
  offer: string,
  parts: CallParts,
  guest: Guest,
): Promise<void> {
  const { calls, prefix } = options;
  let call: Call | null;
  try {
    call = await calls.make(offer, parts, guest);
  } catch (error) {
    return failed(response, error);
  }
  if (!call) return noCalls(response);
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
  if (!call) {
    return sendError(response, 404, { code: 'call_not_found', message: 'There is no such call. Make a new one.' });
  }
  if (!call.restart) {
    const message = 'The voice service takes no new offer for a call. Make a new one.';
    return sendError(response, 501, { code: 'not_supported', message });
  }
  try {
    sendSdp(response, 200, await call.restart(offer));
  } catch (error) {
    failed(response, error);
  }
}

function noCalls(response: ServerResponse): void {
  response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
}

function busy([, response, { retryAfterMs }]: Exchange, message: string): void {
  response.setHeader('Retry-After', String(retryAfterMs / 1000));
  sendJson(response, 503, { error: { code: 'busy', message, param: null, retry_after_ms: retryAfterMs } });
}

function failed(response: ServerResponse, error: unknown): void {
  if (!(error instanceof UpstreamFailure)) throw error;
  const { code, message } = error;
  sendError(response, 502, { code, message });
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
