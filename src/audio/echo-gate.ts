import { BandPowers } from './band-powers.ts';
import { EchoDetector } from './echo-detector.ts';

/**
 * Knows when the microphone holds only what the loudspeaker plays, delayed, attenuated, coloured and reverberant. It
 * changes no sample: `EchoHold` makes of its verdict what is sent. Memory is constant and no block allocates.
 */
export class EchoGate {
  readonly #bands: BandPowers;
  readonly #detector = new EchoDetector();

  /**
   * @param sampleRate of both inputs, frames a second: a whole number from 8,000 to 768,000
   * @throws RangeError for another rate
   */
  constructor(sampleRate: number) {
    this.#bands = new BandPowers(sampleRate, () => this.#detector.add(this.#bands.first, this.#bands.second));
  }

  /** The far end was heard within the last 0.6 s: there is something to decide. */
  get isActive(): boolean {
    return this.#detector.isActive;
  }

  /** False while the microphone holds only the far end's own voice. Always true while not active. */
  get isOpen(): boolean {
    return this.#detector.isOpen;
  }

  /**
   * Takes one block of both inputs; the verdict is about this block.
   * @param mic any length
   * @param far what was played meanwhile; where it is missing or shorter, silence
   */
  process(mic: Float32Array, far: Float32Array | undefined): void {
    this.#bands.write(mic, far);
  }

  /** Forgets both inputs and what was learnt of the room. */
  reset(): void {
    this.#bands.reset();
    this.#detector.reset();
  }
}
