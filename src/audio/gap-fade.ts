import { streamRate } from './stream-format.ts';

const fadeFrames = streamRate / 200;

/**
 * Keeps a gap in a stream from clicking: over 5 ms the last sample before it glides to silence, and over 5 ms what
 * follows glides in, both at once where the gap is shorter.
 */
export class GapFade {
  #out = fadeFrames;
  #outFrom = 0;
  #in = fadeFrames;

  /** Frames until the fade-out has come to silence. */
  get remainingFrames(): number {
    return fadeFrames - this.#out;
  }

  /** @param lastSample what was heard last */
  fadeOut(lastSample: number): void {
    this.#out = 0;
    this.#outFrom = lastSample;
  }

  fadeIn(): void {
    this.#in = 0;
  }

  reset(): void {
    this.#out = fadeFrames;
    this.#in = fadeFrames;
  }

  /** The next sample of the stream, or 0 in a gap, as it is to be heard. */
  apply(sample: number): number {
    let faded = sample;
    if (this.#in < fadeFrames) {
      faded *= gainAt(fadeFrames - this.#in);
      this.#in += 1;
    }
    if (this.#out < fadeFrames) {
      this.#out += 1;
      faded += this.#outFrom * gainAt(this.#out);
    }
    return faded;
  }
}

/** Half a cosine, from 1 at frame 0 to 0 at {@link fadeFrames}. */
function gainAt(frame: number): number {
  return 0.5 + 0.5 * Math.cos((Math.PI * frame) / fadeFrames);
}
