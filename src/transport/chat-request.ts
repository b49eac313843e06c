import { isObject, objectField, stringField } from '../protocol/wire-fields.ts';
import { EventStreamParser } from './event-stream.ts';

/** How long the relay may be silent, milliseconds. */
export interface ChatLimits {
  /** Until it begins to answer; it waits for its own service up to ten seconds. */
  readonly firstByteMs: number;
  /** Between two words; it says at least that it is there every fifteen seconds. */
  readonly silenceMs: number;
}

export interface ChatMessage {
  readonly id?: string | undefined;
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface ChatRequest {
  readonly url: string;
  /** Goes as bearer. */
  readonly token: string | null;
  readonly messages: readonly ChatMessage[];
  readonly limits: ChatLimits;
  /** Ends the request; it then settles as `lost`. */
  readonly signal: AbortSignal;
  /** A frame as a socket would bring it. */
  readonly onFrame: (frame: string) => void;
}

export type ChatOutcome =
  /** The stream came to its end. `code` and `reason` are those with which a socket would have been closed. */
  | { readonly type: 'ended'; readonly code: number; readonly reason: string }
  /** The relay said no before it began. `code` and `message` are its own words, if it had any. */
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly code: string | null;
      readonly message: string | null;
      readonly retryAfterMs: number | null;
    }
  /** The network or the relay broke off, or took too long. */
  | { readonly type: 'lost'; readonly message: string };

const REFUSAL_LIMIT_BYTES = 64 * 1024;

/** Asks the relay for one answer (docs/wire.md, "Text over HTTP"). Never rejects. */
export async function requestAnswer({
  url,
  token,
  messages,
  limits,
  signal,
  onFrame,
}: ChatRequest): Promise<ChatOutcome> {
  const watch = new SilenceWatch(limits.firstByteMs, signal);
  let begun = false;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        Accept: 'text/event-stream',
        'Content-Type': 'application/json',
        ...(token !== null && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ messages }),
      cache: 'no-store',
      signal: watch.signal,
    });
    begun = true;
    watch.allow(limits.silenceMs);
    const isStream = /^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '');
    if (!response.ok || !isStream || response.body === null) return await readRefusal(response, watch);
    const parser = new EventStreamParser();
    for await (const bytes of chunks(response.body)) {
      watch.heard();
      for (const { type, data } of parser.push(bytes)) {
        if (type === 'message') onFrame(data);
        else if (type === 'end') return readEnd(data);
        if (signal.aborted) return { type: 'lost', message: 'The answer was given up.' };
      }
    }
    return { type: 'lost', message: 'The answer broke off.' };
  } catch {
    // Browsers tell no more than that it failed.
    const message = begun ? 'The answer broke off.' : 'The relay could not be reached.';
    return { type: 'lost', message: watch.tooLong ? 'The relay did not answer in time.' : message };
  } finally {
    watch.end();
  }
}

/** Ends a request that hears nothing for too long, and one that its owner gave up. */
class SilenceWatch {
  readonly #controller = new AbortController();
  readonly #listening = new AbortController();
  #limitMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  tooLong = false;

  constructor(limitMs: number, owner: AbortSignal) {
    this.#limitMs = limitMs;
    const give = (): void => this.#controller.abort();
    if (owner.aborted) give();
    else owner.addEventListener('abort', give, { signal: this.#listening.signal });
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  allow(limitMs: number): void {
    this.#limitMs = limitMs;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.tooLong = true;
      this.#controller.abort();
    }, this.#limitMs);
  }

  /** Frees all, and the connection where something of the answer is left unread. */
  end(): void {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#controller.abort();
  }
}

/** The chunks of a body. WebKit has no `for await` over a stream itself. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function readEnd(data: string): ChatOutcome {
  const end = parse(data);
  const code = end['code'];
  return { type: 'ended', code: typeof code === 'number' ? code : 1000, reason: stringField(end, 'reason') ?? '' };
}

async function readRefusal(response: Response, watch: SilenceWatch): Promise<ChatOutcome> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  if (response.body !== null) {
    for await (const chunk of chunks(response.body)) {
      watch.heard();
      bytes += chunk.byteLength;
      if (bytes > REFUSAL_LIMIT_BYTES) break;
      text += decoder.decode(chunk, { stream: true });
    }
  }
  const error = objectField(parse(text), 'error');
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return {
    type: 'refused',
    // An answer that is no stream comes from whatever else stands at that address.
    status: response.ok ? 404 : response.status,
    code: stringField(error, 'code'),
    message: stringField(error, 'message'),
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null,
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
