import { streamRate } from '../../src/audio/stream-format.ts';

/** PCM16, 24 kHz, of a tone that is loud all the time: between two zero crossings it is quiet for 0.1 ms at most. */
export class Tone {
  readonly #step: number;
  #phase = 0;

  constructor(hertz: number) {
    this.#step = (2 * Math.PI * hertz) / streamRate;
  }

  next(ms: number): Buffer {
    const pcm = Buffer.alloc(Math.round((ms * streamRate) / 1_000) * 2);
    for (let i = 0; i < pcm.length; i += 2) {
      pcm.writeInt16LE(Math.round(Math.sin(this.#phase) * 16_000), i);
      this.#phase += this.#step;
    }
    return pcm;
  }
}
