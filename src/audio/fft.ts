/** Discrete Fourier transform of one power-of-two length, in place. Tables are made once, nothing is allocated later. */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    if (!Number.isInteger(Math.log2(size)) || size < 2) {
      throw new RangeError(`size has to be a power of two, not ${size}`);
    }
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / size));
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i += 1) {
      this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0);
    }
  }

  /** X[k] = Σ x[n] · e^(−2πi·kn/size), unscaled; both arrays hold {@link size} values. */
  transform(re: Float64Array, im: Float64Array): void {
    const size = this.size;
    this.#reorder(re, im);
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let k = 0; k < half; k += 1) {
        const cos = this.#cos[k * step]!;
        const sin = this.#sin[k * step]!;
        for (let a = k; a < size; a += 2 * half) {
          const b = a + half;
          const turnedRe = re[b]! * cos + im[b]! * sin;
          const turnedIm = im[b]! * cos - re[b]! * sin;
          re[b] = re[a]! - turnedRe;
          im[b] = im[a]! - turnedIm;
          re[a] = re[a]! + turnedRe;
          im[a] = im[a]! + turnedIm;
        }
      }
    }
  }

  #reorder(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.size; i += 1) {
      const j = this.#reversed[i]!;
      if (j <= i) continue;
      const keptRe = re[i]!;
      const keptIm = im[i]!;
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = keptRe;
      im[j] = keptIm;
    }
  }
}
