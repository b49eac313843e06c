import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { closeSocket } from '../session/close-socket.js';
import type { SessionCall } from '../session/session-call.js';
import { upstreamShapes } from '../session/shapes.js';
import type { SessionSetup, WireObject } from '../session/upstream-shape.js';
import { connectUpstream } from '../upstream/connect.js';
import { withSignal } from '../upstream/time-limit.js';
import { asUpstreamFailure, UpstreamFailure } from '../upstream/upstream-failure.js';
import type { Upstream, UpstreamCalls } from '../upstream/upstream.js';
import type { Guest } from './entrance.js';

interface CallsOptions {
  /** From the offer to the open sideband, in milliseconds; a new offer has as long. */
  readonly timeoutMs: number;
  /** How long a browser may take from the answer to its socket, in milliseconds. */
  readonly takeWithinMs: number;
  log(line: string): void;
}

/** What a call needs of the relay. */
export interface CallParts {
  readonly upstream: Upstream;
  setup(): Promise<SessionSetup>;
}

/** A call that was made, until its end. */
export interface Call extends SessionCall {
  /** Who made it: the socket that takes it up is theirs. */
  readonly guest: Guest;
  /** For the log. */
  readonly logId: string;
  /** Of the relay's making, and unguessable: who knows it may take the call, once. */
  readonly id: string;
  readonly answer: string;
  readonly setup: SessionSetup;
  /** Answers a new offer; undefined where the service cannot. Rejects with an `UpstreamFailure`. */
  readonly restart: ((offer: string) => Promise<string>) | undefined;
}

/** A service that does not even end a call is not waited for longer. */
const hangUpTimeoutMs = 5_000;

/**
 * Calls from their offer to their end. One that no browser's socket takes up in time is hung up; one that is taken
 * belongs to its session, which hangs up.
 */
export class Calls {
  readonly #options: CallsOptions;
  /** Each ends the wait for a sideband. */
  readonly #opening = new Set<AbortController>();
  /** By id, all that run. */
  readonly #running = new Map<string, Call>();
  /** Those that wait for their browser. */
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** What must have ended before the relay has. */
  readonly #work = new Set<Promise<unknown>>();
  #making = 0;
  #isClosing = false;
  #hasToldOfNone = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Calls that have no session yet: each will be a visitor. */
  get pending(): number {
    return this.#making + this.#waiting.size;
  }

  /**
   * Makes a call with the relay's session. Null where the service has none; rejects with an `UpstreamFailure`. Counted
   * from now on.
   */
  async make(offer: string, parts: CallParts, guest: Guest): Promise<Call | null> {
    this.#making++;
    const work = this.#make(offer, parts, guest).finally(() => this.#making--);
    this.#keep(work);
    return work;
  }

  /** The call of that id, which from now on is the taker's to hang up; undefined when there is none to be taken. */
  take(id: string): Call | undefined {
    const timer = this.#waiting.get(id);
    if (timer === undefined) return undefined;
    clearTimeout(timer);
    this.#waiting.delete(id);
    return this.#running.get(id);
  }

  /** One that runs, taken or not. */
  find(id: string): Call | undefined {
    return this.#running.get(id);
  }

  /** Hangs up a call that no browser has taken: it left before it had the answer. */
  drop(id: string, why: string): void {
    const call = this.take(id);
    if (!call) return;
    this.#options.log(`session ${call.logId} ended: ${why}`);
    this.#keep(Promise.all([call.hangUp(), closeSocket(call.sideband, 1000, '')]));
    // Nobody has read it yet: its answer to the close would not be seen.
    call.sideband.resume();
  }

  /** Ends all that wait, and settles when each is hung up. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const opening of this.#opening) opening.abort();
    for (const id of this.#waiting.keys()) this.drop(id, 'the relay stops');
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }

  async #make(offer: string, { upstream, setup }: CallParts, guest: Guest): Promise<Call | null> {
    const service = upstream.calls;
    if (!service) return null;
    const { log, timeoutMs } = this.#options;
    const logId = randomBytes(4).toString('hex');
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const settings = await withSignal(setup(), deadline);
      const session = upstreamShapes[upstream.shape].session(settings);
      // Not cut short by whoever leaves meanwhile: without the id in the answer nobody could hang up.
      const created = await service.create(offer, session, deadline);
      if (!created) {
        // Said once: every page asks.
        if (!this.#hasToldOfNone) log('the service turned out to have no calls: visitors speak over the WebSocket');
        this.#hasToldOfNone = true;
        return null;
      }
      const sideband = await this.#openSideband(service, created.id, deadline);
      log(`session ${logId} call made`);
      return this.#admit({ guest, logId, service, created, sideband, settings, session });
    } catch (error) {
      const failure = asUpstreamFailure(error);
      log(`session ${logId} ${failure.code}: ${failure.message} [${failure.detail}]`);
      throw failure;
    }
  }

  async #openSideband(service: UpstreamCalls, callId: string, deadline: AbortSignal): Promise<WebSocket> {
    const opening = new AbortController();
    this.#opening.add(opening);
    if (this.#isClosing) opening.abort();
    try {
      const sideband = await connectUpstream(
        { endpoint: (signal) => service.sideband(callId, signal) },
        { timeoutMs: this.#options.timeoutMs, signal: AbortSignal.any([deadline, opening.signal]) },
      );
      // Nobody else listens until a session takes it; what is lost meanwhile is seen then.
      sideband.on('error', () => {});
      return sideband;
    } catch (error) {
      this.#keep(this.#hangUp(service, callId));
      const failure = asUpstreamFailure(error);
      if (failure.code !== 'upstream_misconfigured') throw failure;
      throw new UpstreamFailure(
        'upstream_misconfigured',
        'The voice service made the call, but lets the relay have no part in it. The operator must switch calls off.',
        failure.detail,
      );
    } finally {
      this.#opening.delete(opening);
    }
  }

  #admit(made: {
    readonly guest: Guest;
    readonly logId: string;
    readonly service: UpstreamCalls;
    readonly created: { readonly id: string; readonly answer: string };
    readonly sideband: WebSocket;
    readonly settings: SessionSetup;
    readonly session: WireObject;
  }): Call {
    const { service, created, settings, ...rest } = made;
    const id = randomBytes(24).toString('base64url');
    let ended: Promise<void> | undefined;
    const { restart } = service;
    const call: Call = {
      ...rest,
      id,
      answer: created.answer,
      setup: settings,
      hangUp: () => {
        this.#running.delete(id);
        return (ended ??= this.#hangUp(service, created.id, made.logId));
      },
      restart: restart && ((offer) => restart(created.id, offer, AbortSignal.timeout(this.#options.timeoutMs))),
    };
    const { takeWithinMs } = this.#options;
    this.#running.set(id, call);
    this.#waiting.set(
      id,
      setTimeout(() => this.drop(id, 'the browser opened no socket for its call'), takeWithinMs),
    );
    if (this.#isClosing) this.drop(id, 'the relay stops');
    return call;
  }

  /** Never rejects: who hangs up can do no more. */
  async #hangUp(service: UpstreamCalls, callId: string, logId = 'of no browser'): Promise<void> {
    try {
      await service.hangUp(callId, AbortSignal.timeout(hangUpTimeoutMs));
    } catch (error) {
      const { message, detail } = asUpstreamFailure(error);
      this.#options.log(`session ${logId} the call could not be hung up: ${message} [${detail}]`);
    }
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.catch(() => {}).finally(() => this.#work.delete(kept));
    this.#work.add(kept);
  }
}
