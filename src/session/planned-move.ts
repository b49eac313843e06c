import type { ReconnectionPolicy } from '../transport/reconnection.ts';

export interface PlannedMoveParts {
  /** Opens a session beside the one that stands; returns its attempt. */
  readonly open: () => number;
  /** Goes on with it. */
  readonly change: (attempt: number) => void;
}

/**
 * Moves a conversation to a fresh session before the one that stands ends, when its end is known: in a pause of the talk, or
 * else in the last moment. The other session stands before this one is left, so nobody notices; where it cannot be had, this one
 * goes on to its end.
 */
export class PlannedMove {
  readonly #policy: ReconnectionPolicy;
  readonly #parts: PlannedMoveParts;
  #isPause = false;
  /** From then on a pause is used. */
  #due = false;
  /** No pause came: now in any case. */
  #pressing = false;
  #attempt: number | null = null;
  #standsBy = false;
  #failures = 0;
  #dueTimer: ReturnType<typeof setTimeout> | undefined;
  #pressTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(policy: ReconnectionPolicy, parts: PlannedMoveParts) {
    this.#policy = policy;
    this.#parts = parts;
  }

  /** The attempt of the session that is to be moved to, once there is one. */
  get attempt(): number | null {
    return this.#attempt;
  }

  /** Moves in a pause that comes `dueMs` from now or later, at the latest `latestMs` from now. */
  plan(dueMs: number, latestMs: number): void {
    clearTimeout(this.#dueTimer);
    clearTimeout(this.#pressTimer);
    this.#dueTimer = setTimeout(() => {
      this.#due = true;
      this.#step();
    }, dueMs);
    this.#pressTimer = setTimeout(() => {
      this.#due = true;
      this.#pressing = true;
      this.#step();
    }, latestMs);
  }

  /** Nothing is said, heard or awaited; or something is again. */
  set isPause(value: boolean) {
    if (value === this.#isPause) return;
    this.#isPause = value;
    this.#step();
  }

  standsBy(): void {
    this.#standsBy = true;
    this.#step();
  }

  /** The session that was to stand by is not to be had; another try follows. */
  failed(): void {
    this.#attempt = null;
    this.#standsBy = false;
    const delayMs = this.#policy.delayMs(++this.#failures);
    this.#due = false;
    clearTimeout(this.#dueTimer);
    if (delayMs === null) return;
    this.#dueTimer = setTimeout(() => {
      this.#due = true;
      this.#step();
    }, delayMs);
  }

  /** Done, or of no use any more. */
  cancel(): void {
    clearTimeout(this.#dueTimer);
    clearTimeout(this.#pressTimer);
    this.#due = false;
    this.#pressing = false;
    this.#attempt = null;
    this.#standsBy = false;
    this.#failures = 0;
  }

  #step(): void {
    if (!this.#due || !(this.#isPause || this.#pressing)) return;
    if (this.#attempt === null) this.#attempt = this.#parts.open();
    else if (this.#standsBy) this.#parts.change(this.#attempt);
  }
}
