/** Taps on each side of a sample: 16 lobes of the sinc keep 8 kHz speech clean up to 7.3 kHz. */
const HALF_TAPS = 16;
const KAISER_BETA = 8;
/** Where the pass band ends, as a part of the lower Nyquist frequency; what is above must be gone at 1.0. */
const CUTOFF = 0.92;

/**
 * Changes the rate of a stream of samples by a ratio of small whole numbers, with a polyphase windowed sinc
 * (Kaiser, about 80 dB). Samples are -1..1. One instance belongs to one stream.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #phases: readonly Float32Array[];
  readonly #reach: number;
  #pending: Float32Array;
  /** Position of the next output in the up-sampled stream, counted from the first sample of `#pending`. */
  #next: number;
  #owed = 0;

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const stretch = Math.max(1, this.#down / this.#up);
    this.#reach = Math.ceil(HALF_TAPS * stretch);
    this.#phases = Array.from({ length: this.#up }, (_, phase) => phaseTaps(phase / this.#up, this.#reach, stretch));
    // Silence before the first sample, so that output and input begin at the same instant.
    this.#pending = new Float32Array(this.#reach);
    this.#next = this.#reach * this.#up;
  }

  /** Takes samples in, gives out those that are certain by now. */
  push(samples: Float32Array): Float32Array {
    this.#owed += samples.length * (this.#up / this.#down);
    return this.#run(samples);
  }

  /** The tail: what `push` held back for want of samples after it. The instance is used up. */
  flush(): Float32Array {
    const owed = Math.max(0, Math.round(this.#owed));
    return this.#run(new Float32Array(this.#reach + 1)).subarray(0, owed);
  }

  #run(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.#pending.length + samples.length);
    input.set(this.#pending);
    input.set(samples, this.#pending.length);
    // An output at input position p reads p - reach + 1 … p + reach.
    const end = (input.length - this.#reach) * this.#up;
    const count = Math.max(0, Math.ceil((end - this.#next) / this.#down));
    const output = new Float32Array(count);
    let position = this.#next;
    for (let index = 0; index < count; index++, position += this.#down) {
      const taps = this.#phases[position % this.#up]!;
      const start = Math.floor(position / this.#up) - this.#reach + 1;
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) sum += taps[tap]! * input[start + tap]!;
      output[index] = sum;
    }
    const consumed = Math.max(0, Math.floor(position / this.#up) - this.#reach);
    this.#pending = input.slice(consumed);
    this.#next = position - consumed * this.#up;
    this.#owed -= count;
    return output;
  }
}

/** A whole recording at once. */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const resampler = new Resampler(fromHz, toHz);
  const body = resampler.push(samples);
  const tail = resampler.flush();
  const all = new Float32Array(body.length + tail.length);
  all.set(body);
  all.set(tail, body.length);
  return all;
}

function phaseTaps(offset: number, reach: number, stretch: number): Float32Array {
  const taps = new Float32Array(reach * 2);
  const cutoff = CUTOFF / stretch;
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap++) {
    const distance = tap - (reach - 1) - offset;
    const x = Math.PI * distance * cutoff;
    const sinc = distance === 0 ? 1 : Math.sin(x) / x;
    const edge = Math.min(1, Math.abs(distance) / reach);
    taps[tap] = cutoff * sinc * (bessel(KAISER_BETA * Math.sqrt(1 - edge * edge)) / bessel(KAISER_BETA));
    sum += taps[tap]!;
  }
  // Every phase passes a constant unchanged; else the phases' differing gains would be heard as a whistle.
  return taps.map((tap) => tap / sum);
}

function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
