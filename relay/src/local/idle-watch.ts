/** Waits for the user after an answer, as `idle_timeout_ms` asks: counted from the moment its audio has played out. */
export class IdleWatch {
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  /** `playedAt` is of `performance.now()`; no timeout stops the watch. */
  watch(playedAt: number, timeoutMs: number | null): void {
    this.stop();
    if (timeoutMs === null) return;
    this.#timer = setTimeout(this.#onIdle, Math.max(0, playedAt - performance.now()) + timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
