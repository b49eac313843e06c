import type { WebSocket } from 'ws';
import type { CheckedEngineOptions } from '../engine-options.js';
import type { SessionOptions } from '../session.js';
import { Call } from './call.js';
import { checkedOffer } from './offer.js';
import { loadWerift } from './werift.js';

export interface CallsOptions extends CheckedEngineOptions {
  /** Whether one more session may begin. */
  hasRoom(): boolean;
  parts(): Promise<SessionOptions['parts']>;
}

export interface CallRequest {
  readonly sdp: string;
  readonly model: string;
  readonly configuration: unknown;
  /** The key that the client came with. */
  readonly key: string | undefined;
  readonly address: string;
}

/** Why no call can be made, beside the client's mistakes. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly status: 429 | 501 | 503;

  constructor(status: 429 | 501 | 503, message: string) {
    super(message);
    this.status = status;
  }
}

/** The calls that run. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, { readonly call: Call; readonly key: string | undefined }>();
  #beginning = 0;
  #isClosed = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Calls that run or begin. */
  get size(): number {
    return this.#calls.size + this.#beginning;
  }

  /** Connections that belong to calls. */
  get sidebands(): number {
    return [...this.#calls.values()].reduce((sum, { call }) => sum + call.sidebands, 0);
  }

  find(id: string): Call | undefined {
    return this.#calls.get(id)?.call;
  }

  /** Whether a call was made with that key, which may have expired since. */
  wasMadeWith(id: string, key: string): boolean {
    return this.#calls.get(id)?.key === key;
  }

  /** Answers an offer. Throws a `ClientMistake` when it or the configuration is wrong, and `CallRefused`. */
  async create({ sdp, model, configuration, key, address }: CallRequest): Promise<{ id: string; sdp: string }> {
    const { limits, pace, onDiagnostic } = this.#options;
    const offer = checkedOffer(sdp);
    if (!this.#options.hasRoom()) {
      throw new CallRefused(429, `The engine serves at most ${limits.sessions} sessions at a time. Try again later.`);
    }
    this.#beginning += 1;
    try {
      const library = await loadWerift();
      if (library === undefined) {
        throw new CallRefused(501, 'WebRTC needs the package "werift", which is not installed. Install it beside realtime-assistant-relay: npm install werift@0.23.0');
      }
      let id = '';
      const { call, sdp: answer } = await Call.answering({
        library,
        offer,
        address,
        model,
        configuration,
        parts: await this.#options.parts(),
        pace,
        sessionMinutes: limits.sessionMinutes,
        ended: () => this.#calls.delete(id),
        onDiagnostic,
      });
      if (this.#isClosed) {
        await call.end('The engine is closing.', 1001);
        throw new CallRefused(503, 'The engine is closing.');
      }
      ({ id } = call);
      this.#calls.set(id, { call, key });
      return { id, sdp: answer };
    } finally {
      this.#beginning -= 1;
    }
  }

  /** Adds a sideband; false when the call is over or has too many. */
  join(id: string, socket: WebSocket): boolean {
    const call = this.find(id);
    if (call === undefined || !call.hasRoom) return false;
    call.join(socket);
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#calls.values()].map(({ call }) => call.end('The engine is closing.', 1001)));
  }
}
