import type { Exceeded, Measure } from './limits.js';
import { costOf, readUsage, tokensOf, type Prices } from './usage.js';

interface MeterParts {
  readonly prices: Prices;
  /** Adds minutes, tokens or money to all that count for the visitor; says which share is used up by it. */
  add(measure: Measure, amount: number): Promise<Exceeded | undefined>;
}

/** Time is counted in pieces, so that a relay that dies has counted nearly all, and a long session notices in time. */
const pieceMs = 15_000;

/** Counts what one session uses, and says when it has to end. */
export class Meter {
  readonly #parts: MeterParts;
  #timer: NodeJS.Timeout | undefined;
  #countedAt = performance.now();
  #onExceeded: ((exceeded: Exceeded) => void) | undefined;

  constructor(parts: MeterParts) {
    this.#parts = parts;
  }

  /** From now on time runs. `onExceeded` is called once. */
  start(onExceeded: (exceeded: Exceeded) => void): void {
    this.#countedAt = performance.now();
    this.#onExceeded = onExceeded;
    this.#timer = setInterval(() => this.#countTime(), pieceMs);
  }

  /** Adds the `usage` of an answer. */
  used(usage: unknown): void {
    const counted = readUsage(usage);
    this.#add('tokens', tokensOf(counted));
    this.#add('spend', costOf(counted, this.#parts.prices));
  }

  /** The session is over. */
  stop(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#onExceeded = undefined;
    this.#countTime();
  }

  #countTime(): void {
    const now = performance.now();
    this.#add('minutes', (now - this.#countedAt) / 60_000);
    this.#countedAt = now;
  }

  #add(measure: Measure, amount: number): void {
    if (amount <= 0) return;
    // Never rejects: what cannot be counted is told to the operator by the limits themselves.
    void this.#parts.add(measure, amount).then((exceeded) => {
      if (!exceeded) return;
      this.#onExceeded?.(exceeded);
      this.#onExceeded = undefined;
    });
  }
}
