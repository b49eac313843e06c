/** A change that nobody sees: a page is not woken for it twenty times a second. */
const least = 0.002;
const leastShare = 0.1;

/** RMS over consecutive windows of a stream. */
export class LevelMeter {
  readonly #windowFrames: number;
  #sum = 0;
  #frames = 0;
  #level = 0;
  #told = 0;

  /** @param windowMs length of a window; about 50 ms follows syllables without flicker */
  constructor(sampleRate: number, windowMs = 50) {
    this.#windowFrames = Math.max(1, Math.round((sampleRate * windowMs) / 1_000));
  }

  /** RMS of the last whole window, 0 to 1. */
  get level(): number {
    return this.#level;
  }

  /** Takes a block; true when a window was completed and {@link level} is another than the last one told. */
  add(samples: Float32Array): boolean {
    let isNew = false;
    for (let i = 0; i < samples.length; i += 1) {
      const sample = samples[i]!;
      this.#sum += sample * sample;
      this.#frames += 1;
      if (this.#frames < this.#windowFrames) continue;
      const level = Math.sqrt(this.#sum / this.#frames);
      this.#level = level <= 1 ? level : level > 1 ? 1 : 0;
      this.#sum = 0;
      this.#frames = 0;
      isNew ||= this.#isNews();
    }
    return isNew;
  }

  #isNews(): boolean {
    const change = Math.abs(this.#level - this.#told);
    // Silence is told exactly, so that what rests is at rest.
    const isNews = this.#level === 0 ? this.#told !== 0 : change > Math.max(least, leastShare * this.#told);
    if (isNews) this.#told = this.#level;
    return isNews;
  }

  reset(): void {
    this.#sum = 0;
    this.#frames = 0;
    this.#level = 0;
    this.#told = 0;
  }
}
