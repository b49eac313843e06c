import { AssistantError } from '../base/assistant-error.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { ReconnectionPolicy } from '../transport/reconnection.ts';
import type { VoiceCommand, VoiceReport } from '../voice/voice-messages.ts';
import { explainClose, type Closing } from './close-error.ts';

/**
 * The first connection is tried this often: enough for a relay that is just restarting, not so often that a visitor
 * waits.
 */
const FIRST_ATTEMPTS = 3;
/** A session that stood so long was sound: its loss is a new one. A shorter one goes on with the backoff. */
const SOUND_MS = 10_000;

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
export type ConnectCommand = Extract<VoiceCommand, { type: 'connect' }>;

export type ConnectTarget = Omit<ConnectCommand, 'type' | 'attempt'>;

/** The way was closed before there was a connection to ask for; as the close that a socket would have had. */
export interface Refusal {
  readonly refused: { readonly code: number; readonly reason: string };
}

export interface ConnectionHandlers {
  /** What to connect to, asked anew for each try: a token may have expired, the conversation has grown. */
  readonly target: () => Promise<ConnectTarget | Refusal>;
  readonly onState: (state: ConnectionState, error: AssistantError | null, retryAt: number | null) => void;
  /** The session stands; `again`: it replaces one that was lost. */
  readonly onReady: (again: boolean) => void;
  /** A try ended before a session stood. Answers the code to explain it by. */
  readonly onNeverStood: (code: number) => number;
  /** The session that stood is gone, whether or not another try follows. */
  readonly onLost: () => void;
}

/**
 * Keeps one connection alive: opens it, explains its end, and opens it again with backoff, at once when the browser is
 * back online. It owns all waits of this kind; `disconnect()` ends every one of them.
 */
export class Connection {
  readonly #voice: MessagePort;
  readonly #policy: ReconnectionPolicy;
  readonly #handlers: ConnectionHandlers;
  #state: ConnectionState = 'idle';
  /** Changes with every try and every end: what was awaited for an older one no longer counts. */
  #generation = 0;
  #stoodBefore = false;
  #stoodSince = 0;
  /** Tries that failed, and sessions that broke at once, without a sound session in between. */
  #failures = 0;
  #opening: { promise: Promise<void>; resolve: () => void; reject: (error: AssistantError) => void } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastError: Closing['lastError'] = null;
  readonly #listening = new AbortController();

  constructor(voice: MessagePort, policy: ReconnectionPolicy, handlers: ConnectionHandlers) {
    this.#voice = voice;
    this.#policy = policy;
    this.#handlers = handlers;
    globalThis.addEventListener?.('online', () => this.#hurry(), { signal: this.#listening.signal });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What was on its way when the connection was given up must not come into the next one. Errors explain a close. */
  accepts(event: ServerEvent): boolean {
    const state = this.#state;
    return state === 'connected' || (event.type === 'error' && (state === 'connecting' || state === 'reconnecting'));
  }

  /** Resolves when the session stands; rejects when it cannot be had. Joins a connection that is under way, and hurries it. */
  connect(): Promise<void> {
    if (this.#state === 'connected') return Promise.resolve();
    if (this.#opening === null) {
      const { promise, resolve, reject } = promiseWithResolvers();
      this.#opening = { promise, resolve, reject };
      // A caller may have given up waiting; the state tells all the same.
      promise.catch(() => {});
      if (this.#state !== 'reconnecting') {
        this.#failures = 0;
        this.#stoodBefore = false;
        void this.#try('connecting');
      }
    }
    this.#hurry();
    return this.#opening.promise;
  }

  disconnect(code = 1000, reason = ''): void {
    if (this.#state === 'idle') return;
    const stood = this.#state === 'connected';
    this.#stop('idle', null);
    this.#voice.postMessage({ type: 'disconnect', code, reason } satisfies VoiceCommand);
    if (stood) this.#handlers.onLost();
  }

  dispose(): void {
    this.disconnect();
    this.#listening.abort();
  }

  /** Told of every error of the wire: the last one explains the close that follows it. */
  noteError(code: string | null, message: string): void {
    this.#lastError = { code, message };
  }

  handle(report: Extract<VoiceReport, { type: 'ready' | 'closed' }>): void {
    if (report.attempt !== this.#generation || this.#state === 'idle' || this.#state === 'failed') return;
    if (report.type === 'closed') return this.#closed(report);
    const again = this.#stoodBefore;
    this.#stoodBefore = true;
    this.#stoodSince = Date.now();
    this.#set('connected', null, null);
    this.#opening?.resolve();
    this.#opening = null;
    this.#handlers.onReady(again);
  }

  async #try(state: 'connecting' | 'reconnecting'): Promise<void> {
    const generation = ++this.#generation;
    this.#lastError = null;
    this.#set(state, null, null);
    try {
      const target = await this.#handlers.target();
      if (generation !== this.#generation) return;
      if ('refused' in target) {
        return this.#closed({ type: 'closed', attempt: generation, ...target.refused, timedOut: false });
      }
      const command: VoiceCommand = { type: 'connect', attempt: generation, ...target };
      this.#voice.postMessage(command, target.port === undefined ? [] : [target.port]);
    } catch (cause) {
      if (generation !== this.#generation) return;
      const error =
        cause instanceof AssistantError ? cause : new AssistantError('connection-lost', 'No connection.', { cause });
      this.#fail(error);
    }
  }

  #closed(report: Extract<VoiceReport, { type: 'closed' }>): void {
    let { code } = report;
    if (this.#state === 'connected') {
      if (Date.now() - this.#stoodSince >= SOUND_MS) this.#failures = 0;
      this.#handlers.onLost();
    } else {
      code = this.#handlers.onNeverStood(code);
    }
    this.#failures++;
    const { error, retry } = explainClose({ ...report, code, lastError: this.#lastError });
    const allowed = this.#stoodBefore || this.#failures < FIRST_ATTEMPTS;
    const delayMs = retry && allowed ? this.#policy.delayMs(this.#failures) : null;
    if (delayMs === null) return this.#fail(error);
    const state = this.#stoodBefore ? 'reconnecting' : 'connecting';
    this.#set(state, this.#stoodBefore ? error : null, this.#stoodBefore ? Date.now() + delayMs : null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#try(state);
    }, delayMs);
  }

  /** Cuts a waiting short: the network is back, or somebody asks. */
  #hurry(): void {
    if (this.#timer === undefined || this.#state !== 'reconnecting') return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#try('reconnecting');
  }

  #fail(error: AssistantError): void {
    this.#stop('failed', error);
    // The voice loop may hold speech for a session that will not come.
    this.#voice.postMessage({ type: 'disconnect', code: 1000, reason: '' } satisfies VoiceCommand);
  }

  #stop(state: 'idle' | 'failed', error: AssistantError | null): void {
    this.#generation++;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const opening = this.#opening;
    this.#opening = null;
    this.#set(state, error, null);
    opening?.reject(error ?? new AssistantError('aborted', 'The connection was given up.'));
  }

  #set(state: ConnectionState, error: AssistantError | null, retryAt: number | null): void {
    this.#state = state;
    this.#handlers.onState(state, error, retryAt);
  }
}

/** `Promise.withResolvers` came to browsers in 2024; this is all of it that is needed. */
function promiseWithResolvers(): {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: AssistantError) => void;
} {
  let resolve!: () => void;
  let reject!: (error: AssistantError) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
