/** How often it is looked at. */
const TICK_MS = 1_000;
/** Something is due and nothing comes: the other side is asked for a sign. */
const QUIET_MS = 10_000;
/** Nothing but silence for so long from a server that gives signs. */
const DEAD_MS = 20_000;
/** The same of one that never gave any: it may just be thinking. */
const PATIENCE_MS = 30_000;
/** Longest wait for a sign where there is a reason to doubt: a network that changed, a machine that slept. */
const SIGN_MS = 3_000;
/** Not a byte leaves, while more and more wait. */
const STALL_MS = 8_000;
/** No timer that runs each second is so late but in a machine that slept; hidden pages' timers run once a minute. */
const SLEEP_MS = 70_000;

export interface PulseParts {
  /** `due`: the protocol says that something must come now. `likely`: something comes nearly always. */
  readonly awaits: () => 'due' | 'likely' | 'nothing';
  /** Bytes that were given to the connection, and those of them that have not left yet. */
  readonly traffic: () => { readonly written: number; readonly buffered: number };
  /** Asks the other side for a sign. False where the wire has no word for it. */
  readonly ask: () => boolean;
  readonly onDead: (reason: string) => void;
}

/**
 * Finds out that a connection is dead although nobody said so: after sleep, or a change of network, a socket stays open for
 * minutes and swallows what it is given. A page cannot ping, and a quiet server is no dead one; so silence counts only where the
 * protocol owes an answer, and where there is another reason to doubt the server is asked for something that it has to
 * answer. Whether this server does is learned: one that never answered such a question is not judged by it alone.
 */
export class Pulse {
  readonly #parts: PulseParts;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastSign = 0;
  #lastTick = 0;
  #wallClock = 0;
  #awaitedSince: number | null = null;
  #asked: { readonly at: number; readonly sure: boolean; readonly limitMs: number } | null = null;
  /** This server has answered a question of ours. */
  #answers = false;
  #gone = 0;
  #goneAt = 0;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** The session stands. */
  start(): void {
    this.stop();
    const now = performance.now();
    this.#lastSign = now;
    this.#lastTick = now;
    this.#wallClock = Date.now();
    this.#goneAt = now;
    this.#gone = 0;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#asked = null;
    this.#awaitedSince = null;
  }

  /** Something came. */
  sign(): void {
    this.#lastSign = performance.now();
    this.#asked = null;
  }

  /** The answer to the question came. */
  answered(): void {
    this.#answers = true;
  }

  /** There is a reason to think that the connection is dead. `sure`: so good a one that no answer is proof. */
  doubt(sure: boolean): void {
    if (this.#timer === undefined) return;
    if (this.#asked?.limitMs === SIGN_MS && (this.#asked.sure || !sure)) return;
    if (this.#parts.ask()) this.#asked = { at: performance.now(), sure, limitMs: SIGN_MS };
    else if (sure) this.#parts.onDead('no sign can be asked for');
  }

  #tick(): void {
    const now = performance.now();
    const slept = Date.now() - this.#wallClock > SLEEP_MS || now - this.#lastTick > SLEEP_MS;
    this.#wallClock = Date.now();
    this.#lastTick = now;
    if (slept) {
      this.#goneAt = now;
      return this.doubt(true);
    }
    if (this.#isStalled(now)) return this.#parts.onDead('nothing leaves');
    if (this.#asked !== null && this.#asked.limitMs === SIGN_MS && now - this.#asked.at >= SIGN_MS) {
      const { sure } = this.#asked;
      this.#asked = null;
      if (sure || this.#answers) return this.#parts.onDead('no sign');
    }
    this.#watch(now);
  }

  #watch(now: number): void {
    const awaits = this.#parts.awaits();
    if (awaits === 'nothing') {
      this.#awaitedSince = null;
      return;
    }
    this.#awaitedSince ??= now;
    const quietMs = now - Math.max(this.#lastSign, this.#awaitedSince);
    if (quietMs < QUIET_MS) return;
    if (this.#asked === null && this.#parts.ask()) this.#asked = { at: now, sure: false, limitMs: DEAD_MS };
    if (this.#answers ? quietMs >= DEAD_MS : awaits === 'due' && quietMs >= PATIENCE_MS) {
      this.#parts.onDead('nothing came that was due');
    }
  }

  #isStalled(now: number): boolean {
    const { written, buffered } = this.#parts.traffic();
    const gone = written - buffered;
    if (buffered === 0 || gone > this.#gone) {
      this.#gone = gone;
      this.#goneAt = now;
    }
    return now - this.#goneAt >= STALL_MS;
  }
}
