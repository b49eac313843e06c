import { setTimeout as delay } from 'node:timers/promises';

/** Lets audio leave `pace` times faster than it plays, on a schedule that late timers do not stretch. */
export class Pacer {
  readonly #pace: number;
  #dueAt = 0;

  constructor(pace: number) {
    this.#pace = pace;
  }

  /** Resolves when the next piece, which plays for `durationMs`, may leave. Rejects when aborted. */
  async turn(durationMs: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const dueAt = Math.max(this.#dueAt, now);
    this.#dueAt = dueAt + durationMs / this.#pace;
    if (dueAt - now >= 1) await delay(dueAt - now, undefined, { signal });
    else signal.throwIfAborted();
  }
}
