import { Decimator } from './decimator.ts';
import { Fft } from './fft.ts';

/** Bands of a frame, equally wide on the mel scale. */
export const bandCount = 16;
/** Frames a second of the analysis, whatever the device's rate is. */
export const bandFrameRate = 100;

const lowestHz = 150;
const highestHz = 7_000;
/** The rate inside is at least this where the device's is: enough for the highest band. */
const leastInnerRate = 14_000;
const windowMs = 16;
const chunkLength = 1_024;

/**
 * Powers of two signals in mel bands, every 10 ms: windows of 16 ms (Hann), about 16 kHz inside. Both signals share one
 * transform, as its real and its imaginary part. The unit is the mean square of full scale.
 */
export class BandPowers {
  readonly first = new Float64Array(bandCount);
  readonly second = new Float64Array(bandCount);

  readonly #onFrame: () => void;
  readonly #innerRate: number;
  readonly #firstInput: Decimator;
  readonly #secondInput: Decimator;
  readonly #firstKept = new Float32Array(chunkLength);
  readonly #secondKept = new Float32Array(chunkLength);

  readonly #window: Float64Array;
  /** The last window of either signal, as a ring. */
  readonly #firstRing: Float64Array;
  readonly #secondRing: Float64Array;
  #ringAt = 0;
  /** Inner samples until the next frame; its fraction keeps 100 frames a second at odd rates. */
  #untilFrame: number;

  readonly #fft: Fft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** First bin of every band, and the end of the last. */
  readonly #edges: Int32Array;
  readonly #scale: number;

  /**
   * @param sampleRate frames a second of both signals, a whole number from 8,000 to 768,000
   * @param onFrame called within {@link write} when {@link first} and {@link second} are new
   * @throws RangeError for another rate
   */
  constructor(sampleRate: number, onFrame: () => void) {
    if (!Number.isInteger(sampleRate) || sampleRate < 8_000 || sampleRate > 768_000) {
      throw new RangeError(
        `sampleRate has to be a whole number of frames a second from 8,000 to 768,000, not ${sampleRate}`,
      );
    }
    this.#onFrame = onFrame;
    const factor = Math.max(1, Math.floor(sampleRate / leastInnerRate));
    this.#innerRate = sampleRate / factor;
    this.#firstInput = new Decimator(factor);
    this.#secondInput = new Decimator(factor);
    this.#untilFrame = this.#innerRate / bandFrameRate;

    const length = Math.round((this.#innerRate * windowMs) / 1_000);
    this.#window = Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length));
    this.#firstRing = new Float64Array(length);
    this.#secondRing = new Float64Array(length);
    this.#fft = new Fft(2 ** Math.ceil(Math.log2(length)));
    this.#re = new Float64Array(this.#fft.size);
    this.#im = new Float64Array(this.#fft.size);
    this.#edges = bandEdges(this.#innerRate, this.#fft.size);
    // Parseval: half of all bins hold half of size · Σ window² · mean square; |2X|² is summed.
    const energy = this.#window.reduce((sum, w) => sum + w * w, 0);
    this.#scale = 1 / (4 * this.#fft.size * (energy / 2));
  }

  /** Takes a block of both signals; where the second is missing or shorter, it is silent. Any length does. */
  write(first: Float32Array, second?: Float32Array): void {
    for (let at = 0; at < first.length; at += chunkLength) {
      const count = Math.min(chunkLength, first.length - at);
      const kept = this.#firstInput.write(first, at, count, this.#firstKept);
      this.#secondInput.write(second, at, count, this.#secondKept);
      for (let i = 0; i < kept; i += 1) this.#take(this.#firstKept[i]!, this.#secondKept[i]!);
    }
  }

  reset(): void {
    this.#firstInput.reset();
    this.#secondInput.reset();
    this.#firstRing.fill(0);
    this.#secondRing.fill(0);
    this.#ringAt = 0;
    this.#untilFrame = this.#innerRate / bandFrameRate;
  }

  #take(first: number, second: number): void {
    this.#firstRing[this.#ringAt] = first;
    this.#secondRing[this.#ringAt] = second;
    this.#ringAt += 1;
    if (this.#ringAt === this.#window.length) this.#ringAt = 0;
    this.#untilFrame -= 1;
    if (this.#untilFrame >= 0.5) return;
    this.#untilFrame += this.#innerRate / bandFrameRate;
    this.#analyse();
    this.#onFrame();
  }

  #analyse(): void {
    const re = this.#re;
    const im = this.#im;
    const length = this.#window.length;
    const size = this.#fft.size;
    for (let i = 0, from = this.#ringAt; i < length; i += 1) {
      re[i] = this.#firstRing[from]! * this.#window[i]!;
      im[i] = this.#secondRing[from]! * this.#window[i]!;
      from += 1;
      if (from === length) from = 0;
    }
    re.fill(0, length);
    im.fill(0, length);
    this.#fft.transform(re, im);
    // With Z the transform of a + ib: 2A[k] = Z[k] + conj Z[−k], and 2iB[k] = Z[k] − conj Z[−k].
    for (let band = 0; band < bandCount; band += 1) {
      let first = 0;
      let second = 0;
      for (let k = this.#edges[band]!; k < this.#edges[band + 1]!; k += 1) {
        const m = size - k;
        first += (re[k]! + re[m]!) ** 2 + (im[k]! - im[m]!) ** 2;
        second += (re[k]! - re[m]!) ** 2 + (im[k]! + im[m]!) ** 2;
      }
      this.first[band] = first * this.#scale;
      this.second[band] = second * this.#scale;
    }
  }
}

/** Mel as O'Shaughnessy has it: 2595 · log10(1 + f / 700). */
function bandEdges(rate: number, size: number): Int32Array {
  const mel = (hz: number): number => 2_595 * Math.log10(1 + hz / 700);
  const low = mel(lowestHz);
  const high = mel(Math.min(highestHz, 0.47 * rate));
  return Int32Array.from({ length: bandCount + 1 }, (_, i) => {
    const hz = 700 * (10 ** ((low + ((high - low) * i) / bandCount) / 2_595) - 1);
    return Math.ceil((hz * size) / rate);
  });
}
