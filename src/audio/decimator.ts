/** Louder than any sound card gives: what lies beyond, or is no number at all, is a fault and counts as silence. */
const maxAmplitude = 8;
/** Samples that one call may bring, and what is kept of earlier ones. */
const roomFrames = 2_048;

/**
 * Keeps every `factor`th sample of a stream behind a low-pass filter: a Blackman-windowed sinc of 16 taps a kept
 * sample, 6 dB down at 0.45 of the lower rate. That is steep enough for an analysis in bands, not for ears.
 */
export class Decimator {
  readonly #factor: number;
  readonly #filter: Float32Array;
  readonly #buffer: Float32Array;
  /** Samples in the buffer, history among them, and where the next output's first tap lies. */
  #filled = 0;
  #start = 0;

  /** @param factor whole number from 1; 1 lets everything through */
  constructor(factor: number) {
    this.#factor = factor;
    const taps = factor === 1 ? 1 : factor * 16;
    this.#filter = lowPass(taps, 0.45 / factor);
    this.#buffer = new Float32Array(taps + roomFrames);
    this.reset();
  }

  reset(): void {
    this.#filled = this.#filter.length - 1;
    this.#buffer.fill(0, 0, this.#filled);
    this.#start = 0;
  }

  /**
   * Takes `count` samples of `input` (at most 1,024) from `from` on, silence where it has none, and writes what is kept
   * of them into `output`; returns how many that are.
   */
  write(input: Float32Array | undefined, from: number, count: number, output: Float32Array): number {
    const buffer = this.#buffer;
    this.#append(input, from, count);
    const filter = this.#filter;
    const taps = filter.length;
    let start = this.#start;
    let written = 0;
    for (; start + taps <= this.#filled; start += this.#factor) {
      let sum = 0;
      for (let i = 0; i < taps; i += 1) sum += filter[i]! * buffer[start + i]!;
      output[written] = sum;
      written += 1;
    }
    this.#start = start;
    return written;
  }

  #append(input: Float32Array | undefined, from: number, count: number): void {
    const buffer = this.#buffer;
    if (this.#filled + count > buffer.length) {
      const keepFrom = Math.min(this.#start, this.#filled);
      buffer.copyWithin(0, keepFrom, this.#filled);
      this.#filled -= keepFrom;
      this.#start -= keepFrom;
    }
    const given = input === undefined ? 0 : Math.max(0, Math.min(count, input.length - from));
    const at = this.#filled;
    for (let i = 0; i < given; i += 1) {
      const sample = input![from + i]!;
      buffer[at + i] = sample > -maxAmplitude && sample < maxAmplitude ? sample : 0;
    }
    buffer.fill(0, at + given, at + count);
    this.#filled = at + count;
  }
}

/** @param cutoff cycles a sample */
function lowPass(taps: number, cutoff: number): Float32Array {
  if (taps === 1) return Float32Array.of(1);
  const filter = Float32Array.from({ length: taps }, (_, i) => {
    const x = i - (taps - 1) / 2;
    const turn = (2 * Math.PI * (i + 0.5)) / taps;
    const window = 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
    return (Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x)) * window;
  });
  const sum = filter.reduce((total, tap) => total + tap, 0);
  return filter.map((tap) => tap / sum);
}
