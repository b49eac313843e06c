/** Share of the lower of both Nyquist frequencies up to which tones pass unchanged: 10.5 kHz of a 24 kHz stream. */
const passBand = 0.875;
/** Ripple and stop band of the filter in dB; images and aliases lie below it. */
const attenuationDb = 96;
/** Exact filters are tabulated up to so many phases; rarer ratios interpolate between them (error below −105 dB). */
const maxPhases = 1_024;
/** Input frames that may wait to be read; also how rarely the history is moved to the front of the buffer. */
const roomFrames = 16_384;

/**
 * Changes the sample rate of a stream by any ratio of whole rates: a polyphase filter of Kaiser-windowed sincs.
 *
 * Output frame `k` stands for the moment of input frame `k · inputRate / outputRate` exactly: no group delay is added,
 * but a frame can only be made when {@link lookaheadFrames} of input beyond it are there (2 ms). What was cut into
 * blocks in one way or another gives the same output to the bit. Positions are whole numbers, so nothing drifts. Memory
 * is constant, and no block allocates.
 */
export class Resampler {
  /** Input frames that lie beyond an output frame when it is made. */
  readonly lookaheadFrames: number;

  /** The ratio in lowest terms: `#up` output frames for every `#down` input frames. */
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  readonly #phases: number;
  readonly #filter: Float32Array;
  /** Filter of a phase between two tabulated ones; only used where `#up` is above {@link maxPhases}. */
  readonly #between: Float32Array;

  readonly #buffer: Float32Array;
  /** Frames in the buffer, history among them. */
  #filled = 0;
  /**
   * Index in the buffer of the first tap of the next output frame, and how far it lies beyond, in `#up`ths of a frame.
   */
  #start = 0;
  #phase = 0;
  #inputFrames = 0;
  #outputFrames = 0;

  /** @param inputRate @param outputRate frames a second, whole numbers from 3,000 to 768,000: what browsers allow */
  constructor(inputRate: number, outputRate: number) {
    requireRate('inputRate', inputRate);
    requireRate('outputRate', outputRate);
    const divisor = greatestCommonDivisor(inputRate, outputRate);
    this.#up = outputRate / divisor;
    this.#down = inputRate / divisor;
    this.#phases = Math.min(this.#up, maxPhases);

    const lower = Math.min(1, outputRate / inputRate);
    const same = this.#up === this.#down;
    this.lookaheadFrames = same ? 1 : halfLength(lower);
    this.#taps = this.lookaheadFrames * 2;
    this.#filter = same ? Float32Array.of(1, 0) : filterTable(this.#phases, this.lookaheadFrames, lower);
    this.#between = new Float32Array(this.#taps);
    this.#buffer = new Float32Array(this.#taps + roomFrames);
    this.reset();
  }

  /** Forgets all input: the next frame is the first of a new stream. */
  reset(): void {
    // The first output frame stands for the first input frame, which is the last tap of the filter's first half.
    this.#filled = this.lookaheadFrames - 1;
    this.#buffer.fill(0, 0, this.#filled);
    this.#start = 0;
    this.#phase = 0;
    this.#inputFrames = 0;
    this.#outputFrames = 0;
  }

  /** Input frames that have to be given for `count` more output frames. */
  inputNeeded(count: number): number {
    if (count === 0) return 0;
    const lastStart = this.#start + Math.floor((this.#phase + (count - 1) * this.#down) / this.#up);
    return Math.max(0, lastStart + this.#taps - this.#filled);
  }

  /** Output frames that can be read when `count` more input frames have been written. */
  outputFor(count: number): number {
    const reach = this.#filled + count - this.#taps - this.#start;
    return reach < 0 ? 0 : Math.floor(((reach + 1) * this.#up - 1 - this.#phase) / this.#down) + 1;
  }

  /**
   * Takes the first `count` frames of `input`.
   * @throws RangeError where more than 16,384 frames wait to be read
   */
  write(input: Float32Array, count = input.length): void {
    this.#makeRoom(count);
    for (let i = 0; i < count; i += 1) this.#buffer[this.#filled + i] = input[i]!;
    this.#filled += count;
    this.#inputFrames += count;
  }

  /** Writes up to `count` frames into `output`, as many as the input allows; returns how many. */
  read(output: Float32Array, count = output.length): number {
    const buffer = this.#buffer;
    const taps = this.#taps;
    const wholeStep = Math.floor(this.#down / this.#up);
    const partStep = this.#down % this.#up;
    const exact = this.#phases === this.#up;
    let start = this.#start;
    let phase = this.#phase;
    let written = 0;
    while (written < count && start + taps <= this.#filled) {
      const filter = exact ? this.#filter : this.#interpolate(phase);
      const row = exact ? phase * taps : 0;
      // Two sums that do not wait for each other: twice as fast, and there is always an even number of taps.
      let even = 0;
      let odd = 0;
      for (let i = 0; i < taps; i += 2) {
        even += filter[row + i]! * buffer[start + i]!;
        odd += filter[row + i + 1]! * buffer[start + i + 1]!;
      }
      output[written] = even + odd;
      written += 1;
      start += wholeStep;
      phase += partStep;
      if (phase >= this.#up) {
        phase -= this.#up;
        start += 1;
      }
    }
    this.#start = start;
    this.#phase = phase;
    this.#outputFrames += written;
    return written;
  }

  /**
   * Reads what still waits for its lookahead, as if silence followed, and resets. `output` has to hold {@link
   * outputFor} of {@link lookaheadFrames}. With that a stream of `n` frames has given `ceil(n · outputRate /
   * inputRate)`.
   */
  flush(output: Float32Array): number {
    const rest = Math.ceil((this.#inputFrames * this.#up) / this.#down) - this.#outputFrames;
    this.write(new Float32Array(this.inputNeeded(rest)));
    const written = this.read(output, rest);
    this.reset();
    return written;
  }

  /** Moves what the next output needs to the front of the buffer when the back is used up. */
  #makeRoom(count: number): void {
    if (this.#filled + count <= this.#buffer.length) return;
    const keepFrom = Math.min(this.#start, this.#filled);
    this.#buffer.copyWithin(0, keepFrom, this.#filled);
    this.#filled -= keepFrom;
    this.#start -= keepFrom;
    if (this.#filled + count <= this.#buffer.length) return;
    throw new RangeError(`${count} frames do not fit beside the ${this.#filled} that wait: read before you write more`);
  }

  #interpolate(phase: number): Float32Array {
    const position = (phase / this.#up) * this.#phases;
    const row = Math.floor(position);
    const part = position - row;
    const at = row * this.#taps;
    const next = at + this.#taps;
    for (let i = 0; i < this.#taps; i += 1) {
      this.#between[i] = this.#filter[at + i]! * (1 - part) + this.#filter[next + i]! * part;
    }
    return this.#between;
  }
}

/**
 * Half of the taps, after Kaiser: (A − 7.95) / (14.36 · Δf) of them for a transition band of Δf cycles a frame.
 * @param lower the lower of both rates as a share of the input rate
 */
function halfLength(lower: number): number {
  const transition = ((1 - passBand) / 2) * lower;
  return Math.ceil((attenuationDb - 7.95) / (14.36 * transition) / 2);
}

/** One filter for each phase, and one more for phase 1, where interpolation ends. */
function filterTable(phases: number, half: number, lower: number): Float32Array {
  const taps = half * 2;
  const table = new Float32Array((phases + 1) * taps);
  const cutoff = ((1 + passBand) / 4) * lower;
  const beta = 0.1102 * (attenuationDb - 8.7);
  const windowScale = 1 / besselI0(beta);
  const row = new Float64Array(taps);
  for (let phase = 0; phase <= phases; phase += 1) {
    let sum = 0;
    for (let i = 0; i < taps; i += 1) {
      const x = i - (half - 1) - phase / phases;
      const window = besselI0(beta * Math.sqrt(Math.max(0, 1 - (x / half) ** 2))) * windowScale;
      const angle = 2 * Math.PI * cutoff * x;
      row[i] = (x === 0 ? 1 : Math.sin(angle) / angle) * window;
      sum += row[i]!;
    }
    // Each phase passes a constant unchanged; otherwise the phases would add a tone of their own to it.
    for (let i = 0; i < taps; i += 1) table[phase * taps + i] = row[i]! / sum;
  }
  return table;
}

/** Modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function requireRate(name: string, rate: number): void {
  if (Number.isInteger(rate) && rate >= 3_000 && rate <= 768_000) return;
  throw new RangeError(`${name} has to be a whole number of frames a second from 3,000 to 768,000, not ${rate}`);
}
