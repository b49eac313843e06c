import type { PostOffer } from './call.ts';

/** Where offers are posted, and as whom. */
export interface CallAddress {
  /** `http:` or `https:`. */
  readonly url: string;
  /** Bearer token, or null. */
  readonly token: string | null;
}

/** The other side took no offer. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  /** HTTP status; 204, 404, 405 and 501 mean that it offers no calls. */
  readonly status: number;

  constructor(status: number) {
    super(`The offer of a call was answered with HTTP ${status}.`);
    this.status = status;
  }

  get isOffered(): boolean {
    return ![204, 404, 405, 501].includes(this.status);
  }
}

/** A call that did not come about, as the close that a socket would have had: `docs/wire.md`. */
export function closeCodeOf(error: unknown): number {
  if (!(error instanceof CallRefused)) return 1006;
  if (!error.isOffered) return 4404;
  return { 400: 4404, 401: 4401, 403: 4401, 429: 4429, 503: 1013 }[error.status] ?? 1006;
}

/** An answer of SDP is some kilobytes; what is more is none. */
const ANSWER_LIMIT = 64 * 1024;

/**
 * Posts offers as OpenAI's `/v1/realtime/calls` takes them: SDP there and back, the new call's address in `Location`.
 */
export class CallPoster {
  readonly #address: CallAddress;
  #location: string | undefined;

  constructor(address: CallAddress) {
    this.#address = address;
  }

  /** The last part of the call's address, by which the other side knows it. */
  get callId(): string | undefined {
    return this.#location === undefined ? undefined : new URL(this.#location).pathname.split('/').at(-1);
  }

  readonly place: PostOffer = async (offer, signal) => {
    const response = await this.#send('POST', this.#address.url, offer, signal);
    const location = response.headers.get('Location');
    if (location !== null) this.#location = new URL(location, this.#address.url).href;
    return readAnswer(response);
  };

  /** Only our own relay's engine can; others answer 404 or 501. */
  readonly restart: PostOffer = async (offer, signal) => {
    if (this.#location === undefined) throw new CallRefused(501);
    return readAnswer(await this.#send('PATCH', this.#location, offer, signal));
  };

  #send(method: string, url: string, body: string, signal: AbortSignal): Promise<Response> {
    const { token } = this.#address;
    const headers: Record<string, string> = { 'Content-Type': 'application/sdp' };
    if (token !== null) headers['Authorization'] = `Bearer ${token}`;
    return fetch(url, { method, headers, body, signal, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  }
}

async function readAnswer(response: Response): Promise<string> {
  if (response.status !== 200 && response.status !== 201) {
    void response.body?.cancel();
    throw new CallRefused(response.status);
  }
  const answer = await response.text();
  if (!answer.startsWith('v=') || answer.length > ANSWER_LIMIT) throw new TypeError('The answer to the offer is no SDP.');
  return answer;
}
