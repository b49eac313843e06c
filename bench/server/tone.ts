import { streamRate } from '../../src/audio/stream-format.ts';

/** Syllables a second, as speech has them: the peak of its modulation spectrum. */
const syllableRate = 4;

/**
 * PCM16, 24 kHz, of a tone. It is loud all the time: between two zero crossings it is quiet for 0.1 ms at most; or, with
 * syllables, it swells and falls as speech does, for what follows the loudness.
 */
export class Tone {
  readonly #step: number;
  readonly #hasSyllables: boolean;
  #phase = 0;
  #frames = 0;

  constructor(hertz: number, hasSyllables = false) {
    this.#step = (2 * Math.PI * hertz) / streamRate;
    this.#hasSyllables = hasSyllables;
  }

  next(ms: number): Buffer {
    const pcm = Buffer.alloc(Math.round((ms * streamRate) / 1_000) * 2);
    for (let i = 0; i < pcm.length; i += 2) {
      pcm.writeInt16LE(Math.round(Math.sin(this.#phase) * 16_000 * this.#loudness()), i);
      this.#phase += this.#step;
      this.#frames += 1;
    }
    return pcm;
  }

  #loudness(): number {
    if (!this.#hasSyllables) return 1;
    return 0.5 - 0.5 * Math.cos((2 * Math.PI * syllableRate * this.#frames) / streamRate);
  }
}
