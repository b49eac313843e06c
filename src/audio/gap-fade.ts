
/**
 * Keeps a gap in a stream from clicking: over 5 ms the last sample before it glides to silence, and over 5 ms what
 * follows glides in, both at once where the gap is shorter.
 */
export class GapFade {
  readonly #frames: number;
  #out: number;
  #outFrom = 0;
  #in: number;

  /** @param streamRate frames a second */
  constructor(streamRate: number) {
    this.#frames = Math.round(streamRate / 200);
    this.#out = this.#frames;
    this.#in = this.#frames;
  }

  /** Frames until the fade-out has come to silence. */
  get remainingFrames(): number {
    return this.#frames - this.#out;
  }

  /** @param lastSample what was heard last */
  fadeOut(lastSample: number): void {
    this.#out = 0;
    this.#outFrom = lastSample;
  }

  fadeIn(): void {
    this.#in = 0;
  }

  reset(): void {
    this.#out = this.#frames;
    this.#in = this.#frames;
  }

  /** The next sample of the stream, or 0 in a gap, as it is to be heard. */
  apply(sample: number): number {
    let faded = sample;
    if (this.#in < this.#frames) {
      faded *= this.#gainAt(this.#frames - this.#in);
      this.#in += 1;
    }
    if (this.#out < this.#frames) {
      this.#out += 1;
      faded += this.#outFrom * this.#gainAt(this.#out);
    }
    return faded;
  }

  /** Half a cosine, from 1 at frame 0 to 0 at the end of the fade. */
  #gainAt(frame: number): number {
    return 0.5 + 0.5 * Math.cos((Math.PI * frame) / this.#frames);
  }
}
