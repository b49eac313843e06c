import type { IncomingMessage } from 'node:http';
import { ClientMistake, type Fields, object, onlyKnown } from '../fields.js';
import { MAX_OFFER_BYTES } from './offer.js';

/** Room for a session's instructions and tools. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** A body that is larger than what is read. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** What a request says its body is, without parameters. */
export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/** Throws `TooLarge`; the server's `requestTimeout` bounds the wait. */
export async function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLarge(`The body of the request is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function readOffer(request: IncomingMessage): Promise<string> {
  return (await readBody(request, MAX_OFFER_BYTES)).toString('utf8');
}

export async function readObject(request: IncomingMessage): Promise<Fields> {
  const body = (await readBody(request)).toString('utf8');
  return body.trim() === '' ? {} : jsonObject(body, '');
}

/** The parts of OpenAI's unified interface: an offer and, as JSON, the session that is wanted. */
export async function readForm(request: IncomingMessage): Promise<{ sdp: string; configuration: unknown }> {
  const body = await readBody(request);
  let form: Map<string, string | Blob>;
  try {
    const headers = { 'content-type': String(request.headers['content-type']) };
    form = new Map(await new Response(body, { headers }).formData());
  } catch {
    throw new ClientMistake('invalid_multipart', 'The body of the request is no multipart/form-data.');
  }
  onlyKnown(Object.fromEntries(form), ['sdp', 'session'], '');
  const sdp = form.get('sdp');
  if (sdp === undefined) throw new ClientMistake('missing_required_parameter', "Missing required parameter: 'sdp'.", 'sdp');
  const session = form.get('session');
  return {
    sdp: await textOf(sdp),
    configuration: session === undefined ? undefined : jsonObject(await textOf(session), 'session'),
  };
}

async function textOf(entry: string | Blob): Promise<string> {
  return typeof entry === 'string' ? entry : entry.text();
}

function jsonObject(body: string, path: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new ClientMistake('invalid_json', `Invalid JSON${path === '' ? ' in the body of the request' : ` in '${path}'`}.`, path || null);
  }
  return object(value, path === '' ? 'body' : path);
}
