import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ClientSecret, type ClientSecrets, isClientSecret } from './calls/client-secrets.js';

export type Dialect = 'ga' | 'beta';

/** A client that may come in: for a session of its own, or to take part in a call. */
export type Admitted =
  | { readonly dialect: Dialect; readonly model: string; readonly configuration?: unknown }
  | { readonly callId: string };

/** What a client presented, once it was found good. */
export interface Credential {
  /** The text itself; undefined where no key is needed and none was given. */
  readonly value: string | undefined;
  readonly secret: ClientSecret | undefined;
}

export interface Locks {
  readonly apiKey: string | undefined;
  readonly secrets: ClientSecrets;
}

/** A client that may not, with the HTTP answer that tells it why. */
export interface Refused {
  readonly status: 400 | 401 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 501 | 503;
  readonly code: string | null;
  readonly message: string;
  readonly param?: string | null;
}

const KEY_PROTOCOL = 'openai-insecure-api-key.';
const BETA_PROTOCOL = 'openai-beta.realtime-v1';
const VOICE_LIVE_PATH = '/voice-live/realtime';

/** Judges a request for a WebSocket by path, query, headers and key, as OpenAI, Azure OpenAI and Azure Voice Live do. */
export function admit(request: IncomingMessage, locks: Locks): Admitted | Refused {
  let url: URL;
  try {
    url = new URL(request.url ?? '/', 'http://engine');
  } catch {
    return refused(400, null, 'The address of the request is malformed.');
  }
  const query = url.searchParams;
  const known = ['/v1/realtime', '/openai/v1/realtime', '/openai/realtime', VOICE_LIVE_PATH].includes(url.pathname);
  if (!known)
    return refused(
      404,
      'unknown_url',
      `Unknown request URL: ${request.method} ${url.pathname.slice(0, 100)}. Connect to /v1/realtime?model=….`,
    );
  const credential = checkKey(request, query, locks);
  if ('status' in credential) return credential;
  if (url.pathname === '/openai/realtime') {
    const deployment = query.get('deployment');
    if (!query.has('api-version'))
      return refused(404, '404', 'Resource not found: the preview path needs api-version, e.g. 2025-04-01-preview.');
    if (!deployment) return refused(400, 'missing_required_parameter', "Missing required parameter: 'deployment'.");
    return { dialect: 'beta', model: deployment };
  }
  if (url.pathname === VOICE_LIVE_PATH) {
    if (!query.has('api-version'))
      return refused(404, '404', 'Resource not found: the path of Voice Live needs api-version, e.g. 2026-04-10.');
    const model = query.get('model');
    // Agents are the cloud's: here is a model alone.
    if (!model) return refused(400, 'missing_required_parameter', "Missing required parameter: 'model'.");
    return { dialect: 'beta', model: model.slice(0, 256) };
  }
  // Azure answers 401 here too, which puzzles people; the message says what it is about.
  if (query.has('api-version'))
    return refused(401, null, 'The path /openai/v1/realtime takes no api-version. Leave it out.');
  const callId = query.get('call_id');
  if (callId !== null) return { callId };
  const { secret } = credential;
  const model = secret?.model ?? query.get('model');
  if (!model) return refused(400, 'missing_required_parameter', 'You must provide a model parameter.');
  const wantsBeta =
    /\brealtime=v1\b/.test(String(request.headers['openai-beta'] ?? '')) ||
    protocolsOf(request).includes(BETA_PROTOCOL);
  return {
    dialect: wantsBeta ? 'beta' : 'ga',
    model: model.slice(0, 256),
    ...(secret !== undefined && { configuration: secret.configuration }),
  };
}

/** `realtime` must be chosen when it is offered: browsers close the connection otherwise. */
export function chosenProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has('realtime') ? 'realtime' : false;
}

export function httpRefusal({ status, code, message, param = null }: Refused): {
  head: Record<string, string | number>;
  body: string;
} {
  const type = status === 429 || status >= 500 ? 'server_error' : 'invalid_request_error';
  const body = JSON.stringify({ error: { message, type, param, code } });
  return {
    head: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' },
    body,
  };
}

/** Finds the client's key or client secret in the places where the vendors take it, and checks it. */
export function checkKey(
  request: IncomingMessage,
  query: URLSearchParams,
  { apiKey, secrets }: Locks,
): Credential | Refused {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['api-key'];
  const protocol = protocolsOf(request)
    .find((name) => name.startsWith(KEY_PROTOCOL))
    ?.slice(KEY_PROTOCOL.length);
  const value =
    bearer ?? (typeof header === 'string' ? header : undefined) ?? protocol ?? query.get('api-key') ?? undefined;
  if (value !== undefined && isClientSecret(value)) {
    const secret = secrets.find(value);
    // Where no key is needed too: a client that comes with a secret wants its configuration.
    if (secret !== undefined) return { value, secret };
    return refused(401, 'invalid_api_key', 'Incorrect API key provided: the client secret is unknown or has expired.');
  }
  if (apiKey === undefined) return { value, secret: undefined };
  if (value === undefined) {
    return refused(
      401,
      null,
      "You didn't provide an API key. Provide it in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    );
  }
  if (!isSame(value, apiKey)) return refused(401, 'invalid_api_key', 'Incorrect API key provided.');
  return { value, secret: undefined };
}

function protocolsOf(request: IncomingMessage): string[] {
  return String(request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim());
}

/** Digests first: timing must not tell how long the key is either. */
function isSame(a: string, b: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function refused(status: Refused['status'], code: string | null, message: string): Refused {
  return { status, code, message };
}
