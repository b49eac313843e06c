import { sampleBytes, writePcm16 } from './pcm16.ts';

/**
 * Cuts a stream of samples into PCM16 frames of one length. Each frame is a buffer of its own, so it can be
 * transferred.
 */
export class FrameGatherer {
  readonly #frameLength: number;
  readonly #emit: (pcm: ArrayBuffer) => void;
  readonly #gathered: Float32Array;
  #length = 0;

  /** @param frameLength samples in a frame: 480 for 20 ms at 24 kHz */
  constructor(frameLength: number, emit: (pcm: ArrayBuffer) => void) {
    if (!Number.isInteger(frameLength) || frameLength < 1) {
      throw new RangeError(`frameLength has to be a whole number of samples from 1, not ${frameLength}`);
    }
    this.#frameLength = frameLength;
    this.#emit = emit;
    this.#gathered = new Float32Array(frameLength);
  }

  push(samples: Float32Array, count = samples.length): void {
    for (let i = 0; i < count; i += 1) {
      this.#gathered[this.#length] = samples[i]!;
      this.#length += 1;
      if (this.#length === this.#frameLength) this.flush();
    }
  }

  /** Emits what is gathered of an unfinished frame, as a shorter one; nothing when there is none. */
  flush(): void {
    if (this.#length === 0) return;
    const pcm = new ArrayBuffer(this.#length * sampleBytes);
    writePcm16(this.#gathered, this.#length, new DataView(pcm), 0);
    this.#length = 0;
    this.#emit(pcm);
  }

  /** Forgets what is gathered. */
  reset(): void {
    this.#length = 0;
  }
}
