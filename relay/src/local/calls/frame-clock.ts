import { FRAME_MS } from './playout.js';

/** After a longer halt of the process time begins anew: a burst would only lengthen the peer's jitter buffer. */
const MAX_LATE_FRAMES = 10;

/** Calls every 20 ms of a clock that only goes forward. Late timers are caught up, so it never drifts. */
export class FrameClock {
  readonly #onFrame: () => void;
  #dueAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;

  constructor(onFrame: () => void) {
    this.#onFrame = onFrame;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#dueAt = performance.now();
    this.#tick();
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    if (now - this.#dueAt > MAX_LATE_FRAMES * FRAME_MS) this.#dueAt = now;
    while (this.#isRunning && this.#dueAt <= now) {
      this.#dueAt += FRAME_MS;
      this.#onFrame();
    }
    if (this.#isRunning) this.#timer = setTimeout(() => this.#tick(), Math.max(1, this.#dueAt - performance.now()));
  }
}
