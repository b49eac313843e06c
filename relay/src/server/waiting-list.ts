/** More than this wait outside all the same, but are not told which number they are. */
const most = 10_000;

/**
 * Who was turned away because all places were taken, in the order of their first try: who has waited longer is let in first.
 * Visitors of one address count as one.
 */
export class WaitingList {
  readonly #forgetAfterMs: number;
  /** To the time of the last try, in `performance.now()`. Maps keep the order of insertion. */
  readonly #waiting = new Map<string, number>();

  /** @param forgetAfterMs who does not try again within this has left the line */
  constructor(forgetAfterMs: number) {
    this.#forgetAfterMs = forgetAfterMs;
  }

  /** Whether it is this visitor's turn, with so many places free. One that is let in leaves the line. */
  admits(visitor: string, free: number): boolean {
    this.#forget();
    const isNext = this.#before(visitor) < free;
    if (isNext) this.#waiting.delete(visitor);
    return isNext;
  }

  /** Joins the line, or stays in it; says which number the visitor is, from 1, or null beyond what is counted. */
  join(visitor: string): number | null {
    if (!this.#waiting.has(visitor) && this.#waiting.size >= most) return null;
    this.#waiting.set(visitor, performance.now());
    return this.#before(visitor) + 1;
  }

  #before(visitor: string): number {
    let before = 0;
    for (const waiting of this.#waiting.keys()) {
      if (waiting === visitor) return before;
      before++;
    }
    return before;
  }

  #forget(): void {
    const since = performance.now() - this.#forgetAfterMs;
    for (const [visitor, lastTry] of this.#waiting) if (lastTry < since) this.#waiting.delete(visitor);
  }
}
