/** A network that is later than this is no jitter any more; who waits longer for every answer is worse off. */
const maxMs = 400;
/** Less is the browser's own grain: it hands messages to a worklet between blocks, which it renders in bursts of 10 ms. */
const grainMs = 12;
/** How much of the caution is left after an answer that did not need it. */
const decay = 0.75;

/**
 * How much audio has to wait before an answer begins to play, learnt from how late its chunks came before.
 *
 * A chunk that comes `d` after the time at which it would come in a stream without jitter has a delay of `d`. Playing that
 * began with a chunk of delay `d₀` needs every other at `d₀`; what one came later is what waiting would have bridged. When
 * audio did run out, the whole spread counts, down to the earliest chunk: the next answer may begin with such a one.
 * Services send faster than audio plays, so normally nothing is late and nothing waits. Times and lengths are frames of the
 * stream.
 */
export class StartThreshold {
  readonly #framesPerMs: number;
  #threshold = 0;
  /** When the stretch that plays began to arrive. */
  #begin: number | undefined;
  /** Frames that have arrived since then. */
  #length = 0;
  /** The least delay of a chunk, against {@link #begin}. */
  #earliest = 0;
  /** The greatest one. */
  #lateness = 0;
  /** Audio ran out: how late was what came next? */
  #ranDry = false;

  /** @param streamRate frames a second */
  constructor(streamRate: number) {
    this.#framesPerMs = streamRate / 1_000;
  }

  /** Frames that have to be there before playing begins. */
  get frames(): number {
    return this.#threshold;
  }

  /** When the stretch that is arriving began. */
  get begin(): number | undefined {
    return this.#begin;
  }

  /** A chunk came. */
  add(now: number, frames: number): void {
    const delay = now - (this.#begin ?? now) - this.#length;
    if (this.#ranDry) {
      this.#learn(delay - this.#earliest);
      this.#reset();
    }
    if (this.#begin === undefined) {
      this.#begin = now;
    } else {
      this.#earliest = Math.min(this.#earliest, delay);
      this.#lateness = Math.max(this.#lateness, delay);
      this.#learn(delay);
    }
    this.#length += frames;
  }

  /** Audio ran out before its end: what comes next begins anew. */
  runDry(): void {
    this.#ranDry = this.#begin !== undefined;
  }

  /** The audio is over: it was played or cut. */
  end(): void {
    if (this.#begin === undefined) return;
    const eased = this.#threshold * decay;
    if (this.#lateness < eased) this.#threshold = eased < grainMs * this.#framesPerMs ? 0 : eased;
    this.#reset();
  }

  #learn(lateness: number): void {
    if (lateness <= grainMs * this.#framesPerMs) return;
    this.#threshold = Math.min(maxMs * this.#framesPerMs, Math.max(this.#threshold, lateness));
  }

  #reset(): void {
    this.#begin = undefined;
    this.#length = 0;
    this.#earliest = 0;
    this.#lateness = 0;
    this.#ranDry = false;
  }
}
