/** A gain that changes without a click: it glides to where it is told to go. */
export class GainGlide {
  readonly #step: number;
  #gain = 1;
  #target = 1;

  /** @param sampleRate frames a second @param glideMs time of the way from 0 to 1 */
  constructor(sampleRate: number, glideMs = 10) {
    this.#step = 1_000 / (sampleRate * glideMs);
  }

  /** @param gain 0 to 1 */
  glideTo(gain: number): void {
    this.#target = gain >= 0 && gain <= 1 ? gain : 1;
  }

  /** Back to 1 at once, where nothing is heard. */
  reset(): void {
    this.#gain = 1;
    this.#target = 1;
  }

  apply(samples: Float32Array): void {
    if (this.#gain === 1 && this.#target === 1) return;
    for (let i = 0; i < samples.length; i += 1) {
      if (this.#gain < this.#target) this.#gain = Math.min(this.#target, this.#gain + this.#step);
      else if (this.#gain > this.#target) this.#gain = Math.max(this.#target, this.#gain - this.#step);
      samples[i]! *= this.#gain;
    }
  }
}
