import { randomBytes } from 'node:crypto';
import { refused, unreachable } from './refusal.js';
import { outOfTime } from './time-limit.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { CreatedCall } from './upstream.js';

/** An SDP has a few kilobytes, a session as long as its instructions; nothing longer is read. */
const maxAnswerBytes = 256 * 1024;

export interface CallRequest {
  readonly method?: 'POST' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface CallAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

/** One request to the service. Never follows a redirect: it would carry the key to another address. */
export async function request(url: string, asked: CallRequest): Promise<CallAnswer> {
  const response = await headOf(url, asked);
  return { status: response.status, location: response.headers.get('location'), text: await textOf(response, asked) };
}

export interface CreateOptions {
  /** Ends a call that was made and cannot be used. */
  hangUp(callId: string): Promise<void>;
  /** What says that the service has no calls. */
  readonly absent?: ReadonlySet<number>;
}

/** The call that a `201` tells of; null for an `absent` one. */
export async function createCall(
  url: string,
  asked: CallRequest,
  { hangUp, absent }: CreateOptions,
): Promise<CreatedCall | null> {
  const response = await headOf(url, asked);
  const { status } = response;
  const location = response.headers.get('location');
  const id = status === 201 ? /\/calls\/([\w-]{1,200})$/.exec(location ?? '')?.[1] : undefined;
  try {
    const text = await textOf(response, asked);
    if (absent?.has(status)) return null;
    if (status !== 201) throw refusedAnswer({ status, location, text });
    if (id === undefined) throw misunderstood('no id of the call in its Location');
    return { id, answer: sdpOf(text) };
  } catch (error) {
    // It runs, though nobody will ever speak in it. What went wrong first is what is told.
    if (id !== undefined) await hangUp(id).catch(() => {});
    throw error;
  }
}

/** An answer's SDP; `Content-Type` says nothing, for the services write `text/plain`. */
export function sdpOf(text: string): string {
  if (!text.startsWith('v=0')) throw misunderstood('the answer is no SDP');
  return text;
}

/** A refusal, with the service's name for it in the log; its words may quote the key or the instructions. */
export function refusedAnswer({ status, text }: CallAnswer): UpstreamFailure {
  return refused(status, `HTTP ${status}${errorCode(text)}`);
}

/** A form of typed parts without file names, as the service's own clients send it. */
export function multipart(parts: Readonly<Record<string, { readonly type: string; readonly text: string }>>): {
  readonly type: string;
  readonly body: string;
} {
  const boundary = `relay-${randomBytes(16).toString('hex')}`;
  const body = Object.entries(parts).map(
    ([name, { type, text }]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${body.join('')}--${boundary}--\r\n` };
}

/** An answer that is not what the service was seen to give. `detail` is for the log. */
export function misunderstood(detail: string): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_misconfigured',
    'The voice service answered the call in a way that the relay does not understand. The operator must check its ' +
      'address, or switch calls off.',
    detail,
  );
}

function errorCode(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; type?: unknown } };
    const code = error?.code ?? error?.type;
    return typeof code === 'string' ? ` ${code.slice(0, 100)}` : '';
  } catch {
    return '';
  }
}

async function headOf(url: string, { method = 'POST', headers, body, signal }: CallRequest): Promise<Response> {
  try {
    return await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
  } catch (error) {
    throw failureOf(error, signal);
  }
}

async function textOf(response: Response, { signal }: CallRequest): Promise<string> {
  try {
    return await readText(response);
  } catch (error) {
    throw failureOf(error, signal);
  }
}

function failureOf(error: unknown, signal: AbortSignal): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  if (signal.aborted) return outOfTime();
  const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  // Not its message: that of a key which can be no header quotes the key.
  return unreachable(cause?.code, name);
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the transfer.
    if (size > maxAnswerBytes) throw misunderstood('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
