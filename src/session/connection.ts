import { AssistantError } from '../base/assistant-error.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { ReconnectionPolicy } from '../transport/reconnection.ts';
import type { VoiceCommand, VoiceReport } from '../voice/voice-messages.ts';
import { explainClose, refusedUpgrade, type Closing } from './close-error.ts';
import { Deferred } from './deferred.ts';
import { isOffline, watchNetwork } from './network-watch.ts';
import { PlannedMove } from './planned-move.ts';

/**
 * The first connection is tried this often: enough for a relay that is just restarting, not so often that a visitor
 * waits.
 */
const FIRST_ATTEMPTS = 3;
/** A session that stood so long, or gave an answer, was sound: its loss is a new one. Any other goes on with the backoff. */
const SOUND_MS = 10_000;
/** Without a network a try costs nothing and means nothing: it is repeated at this pace, and not counted. */
const OFFLINE_RETRY_MS = 5_000;
/** So long a network is waited for; then the microphone is let go, and the visitor may try again. */
const OFFLINE_LIMIT_MS = 600_000;
/** No relay makes a visitor wait longer, whatever it says. */
const RETRY_AFTER_LIMIT_MS = 60_000;
/** So long before its end a session is left, in the first pause of the talk. */
const MOVE_AHEAD_MS = 300_000;
/** And at the latest so long before it. */
const MOVE_LATEST_MS = 10_000;
/** A session that seems to end sooner is told so by a clock that is wrong; without this it would be left again and again. */
const MOVE_EARLIEST_MS = 300_000;

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
export type ConnectCommand = Extract<VoiceCommand, { type: 'connect' }>;

export type ConnectTarget = Omit<ConnectCommand, 'type' | 'attempt'>;

/** The way was closed before there was a connection to ask for; as the close that a socket would have had. */
export interface Refusal {
  readonly refused: { readonly code: number; readonly reason: string };
}

export interface ConnectionHandlers {
  /** What to connect to, asked anew for each try: a token may have expired, the conversation has grown. */
  readonly target: (standby: boolean) => Promise<ConnectTarget | Refusal>;
  /** What a session that stood by has to be told when it is taken. */
  readonly memory: () => Pick<ConnectCommand, 'settings' | 'history'>;
  readonly onState: (state: ConnectionState, error: AssistantError | null, retryAt: number | null) => void;
  /** Another network, or a visitor who asks anew (`byVisitor`): what failed may work. */
  readonly onHope: (byVisitor: boolean) => void;
  /** What is sent from here on goes to the next session. */
  readonly onOpening: () => void;
  /** The session stands; `again`: it replaces one that was lost, or was left. */
  readonly onReady: (again: 'restored' | 'moved' | null) => void;
  /** A try ended before a session stood. Answers the code to explain it by. */
  readonly onNeverStood: (code: number) => number;
  /** The session that stood is gone, whether or not another try follows. `resaid`: items whose speech comes again. */
  readonly onLost: (resaid: readonly string[]) => void;
  /** Whether anybody is there at all, asked where a connection was refused without a word. */
  readonly isReachable?: (url: string) => Promise<boolean>;
}

/**
 * Keeps one connection alive: opens it, explains its end, opens it again with backoff, at once when the browser is
 * back online, and leaves it in a pause before an end that is known. It owns all waits of this kind; `disconnect()` ends every one.
 */
export class Connection {
  readonly #voice: MessagePort;
  readonly #policy: ReconnectionPolicy;
  readonly #handlers: ConnectionHandlers;
  readonly #move: PlannedMove;
  #state: ConnectionState = 'idle';
  #attempts = 0;
  /** Changes with every try and every end: what was awaited for an older one no longer counts. */
  #generation = 0;
  #stoodBefore = false;
  #stoodSince = 0;
  /** Tries that failed, and sessions that broke at once, without a sound session in between. */
  #failures = 0;
  #offlineSince: number | null = null;
  #url = '';
  /** A WebSocket of the loop's own. One that the page makes may carry the sound: it cannot stand by beside another. */
  #isPlain = true;
  #opening: Deferred | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastError: Closing['lastError'] = null;
  readonly #listening = new AbortController();

  constructor(voice: MessagePort, policy: ReconnectionPolicy, handlers: ConnectionHandlers) {
    this.#voice = voice;
    this.#policy = policy;
    this.#handlers = handlers;
    this.#move = new PlannedMove(policy, {
      open: () => this.#openStandby(),
      change: (attempt) => {
        this.#generation = attempt;
        this.#handlers.onOpening();
        this.#post({ type: 'change', attempt, ...this.#handlers.memory() });
      },
    });
    watchNetwork(
      {
        onDoubt: (sure) => this.#state === 'connected' && this.#post({ type: 'doubt', sure }),
        onHope: () => {
          handlers.onHope(false);
          this.#hurry();
        },
      },
      this.#listening.signal,
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get #isOver(): boolean {
    return this.#state === 'idle' || this.#state === 'failed';
  }

  /** Nothing is said, heard or awaited. */
  set isPause(value: boolean) {
    this.#move.isPause = value && this.#state === 'connected';
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
      this.#opening = new Deferred();
      if (this.#state !== 'reconnecting') {
        this.#failures = 0;
        this.#stoodBefore = false;
        this.#handlers.onHope(true);
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
    this.#post({ type: 'disconnect', code, reason });
    if (stood) this.#handlers.onLost([]);
  }

  dispose(): void {
    this.disconnect();
    this.#listening.abort();
  }

  /** Told of every event of the wire: the last error explains the close that follows, and some tell the end beforehand. */
  follow(event: ServerEvent): void {
    if (event.type === 'error') {
      const { code, message, retryAfterMs = 0, position } = event;
      this.#lastError = { code, message, retryAfterMs, position };
    } else if (event.type === 'response-done' && event.status === 'completed') {
      // As good as time.
      this.#failures = 0;
    } else if (event.type === 'draining') {
      // Whoever takes its place may be there already; if not, this session goes on as long as it may.
      this.#move.plan(0, event.closeAfterMs * 0.8);
    } else if (event.type === 'session-created' && event.expiresAt !== null) {
      const leftMs = event.expiresAt - Date.now();
      if (leftMs < MOVE_EARLIEST_MS + MOVE_LATEST_MS || leftMs > 2 ** 31) return;
      this.#move.plan(Math.max(MOVE_EARLIEST_MS, leftMs - MOVE_AHEAD_MS), leftMs - MOVE_LATEST_MS);
    }
  }

  handle(report: Extract<VoiceReport, { type: 'ready' | 'closed' | 'standby' }>): void {
    if (this.#isOver) return;
    if (report.attempt === this.#move.attempt && report.attempt !== this.#generation) {
      if (report.type === 'standby') this.#move.standsBy();
      else if (report.type === 'closed') this.#move.failed();
      return;
    }
    if (report.attempt !== this.#generation || report.type === 'standby') return;
    if (report.type === 'closed') return this.#closed(report);
    const again = this.#state === 'connected' ? 'moved' : this.#stoodBefore ? 'restored' : null;
    if (again === 'moved') this.#handlers.onLost(report.resaid);
    this.#move.cancel();
    this.#stoodBefore = true;
    this.#stoodSince = Date.now();
    this.#lastError = null;
    this.#offlineSince = null;
    if (again !== 'moved') this.#set('connected', null, null);
    this.#opening?.resolve();
    this.#opening = null;
    this.#handlers.onReady(again);
  }

  async #try(state: 'connecting' | 'reconnecting'): Promise<void> {
    const generation = ++this.#attempts;
    this.#generation = generation;
    this.#move.cancel();
    this.#lastError = null;
    this.#set(state, null, null);
    try {
      const target = await this.#handlers.target(false);
      if (generation !== this.#generation) return;
      if ('refused' in target) {
        const { refused } = target;
        return this.#closed({ type: 'closed', attempt: generation, ...refused, timedOut: false, opened: true, resaid: [] });
      }
      this.#url = target.url;
      this.#isPlain = target.port === undefined && target.carriesAudio !== true;
      this.#handlers.onOpening();
      this.#post({ type: 'connect', attempt: generation, ...target });
    } catch (cause) {
      if (generation !== this.#generation) return;
      const error =
        cause instanceof AssistantError ? cause : new AssistantError('connection-lost', 'No connection.', { cause });
      // A page that gets no token just now, because the network is away from it as well, may get one later.
      if (this.#stoodBefore && error.code === 'unauthorized') this.#retry(error, 0, false);
      else this.#fail(error);
    }
  }

  #openStandby(): number {
    const attempt = ++this.#attempts;
    if (!this.#isPlain) return attempt;
    void (async () => {
      try {
        const target = await this.#handlers.target(true);
        if ('refused' in target) return this.#move.failed();
        if (attempt !== this.#move.attempt || this.#state !== 'connected') return;
        this.#post({ type: 'connect', attempt, ...target, standby: true });
      } catch {
        if (attempt === this.#move.attempt) this.#move.failed();
      }
    })();
    return attempt;
  }

  #closed(report: Extract<VoiceReport, { type: 'closed' }>): void {
    const stood = this.#state === 'connected';
    this.#move.cancel();
    if (stood && Date.now() - this.#stoodSince >= SOUND_MS) this.#failures = 0;
    const code = stood ? report.code : this.#handlers.onNeverStood(report.code);
    const { error, retry } = explainClose({ ...report, code, lastError: this.#lastError });
    const refused = code === 1006 && !report.opened && !report.timedOut;
    if (retry) this.#retry(error, this.#lastError?.retryAfterMs ?? 0, refused);
    else this.#fail(error);
    // Behind the news: a face that listens for a moment, to nobody, would be a lie.
    // Where no other session comes, nothing is said again.
    if (stood) this.#handlers.onLost(this.#isOver ? [] : report.resaid);
  }

  /** @param refused the connection never opened, and nobody said why */
  #retry(error: AssistantError, afterMs: number, refused: boolean): void {
    const delayMs = this.#delayMs(afterMs);
    if (delayMs === null) return void this.#giveUp(error, refused);
    const state = this.#stoodBefore ? 'reconnecting' : 'connecting';
    const isTold = this.#stoodBefore || error.code === 'busy';
    this.#set(state, isTold ? error : null, isTold ? Date.now() + delayMs : null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#try(state);
    }, delayMs);
  }

  /** How long to wait before the next try, or null if there is none. */
  #delayMs(afterMs: number): number | null {
    if (this.#stoodBefore && isOffline()) {
      this.#offlineSince ??= Date.now();
      return Date.now() - this.#offlineSince < OFFLINE_LIMIT_MS ? OFFLINE_RETRY_MS : null;
    }
    this.#offlineSince = null;
    this.#failures++;
    const allowed = this.#stoodBefore || this.#failures < FIRST_ATTEMPTS;
    const delayMs = allowed ? this.#policy.delayMs(this.#failures) : null;
    // On top of what the relay asks for, so that those whom it sent away do not all come back at once.
    return delayMs === null ? null : delayMs + Math.min(afterMs, RETRY_AFTER_LIMIT_MS);
  }

  /** A browser does not tell why an upgrade failed: a relay that answers otherwise has refused it. */
  async #giveUp(error: AssistantError, refused: boolean): Promise<void> {
    const { isReachable } = this.#handlers;
    if (!refused || isReachable === undefined || isOffline()) return this.#fail(error);
    const generation = ++this.#attempts;
    this.#generation = generation;
    const isThere = await isReachable(this.#url);
    if (generation === this.#generation) this.#fail(isThere ? refusedUpgrade(this.#url) : error);
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
    this.#post({ type: 'disconnect', code: 1000, reason: '' });
  }

  #stop(state: 'idle' | 'failed', error: AssistantError | null): void {
    this.#generation = ++this.#attempts;
    this.#move.cancel();
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

  #post(command: VoiceCommand): void {
    const port = command.type === 'connect' ? command.port : undefined;
    this.#voice.postMessage(command, port === undefined ? [] : [port]);
  }
}
