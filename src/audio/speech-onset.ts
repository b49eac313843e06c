import { bandCount, BandPowers } from './band-powers.ts';
import { decibels } from './decibels.ts';
import { NoiseFloor } from './noise-floor.ts';

/** Frames of 10 ms that have to sound like speech, less those in between that do not: a click ends before. */
const onsetFrames = 6;
/** Without speech for so long, the next word is a new onset. */
const rearmFrames = 30;
/** A band counts from so far above its noise, and no further than the limit, in dB. */
const bandMarginDb = 7;
const bandLimitDb = 12;
/** Mean over all bands of what counts, in dB, from which a frame sounds like speech. */
const frameThresholdDb = 1;
/** Quieter than any speech that a service could understand: −66 dB of full scale over all bands. */
const leastPower = 2.5e-7;

/**
 * Finds where speech begins: when for about 60 ms several bands of the voice stand out of their steady noise. Fans, hum
 * and hiss of any level become the floor, clicks are too short. It looks at power only: a noise that begins and lasts,
 * such as a kettle, counts once.
 */
export class SpeechOnset {
  readonly #bands: BandPowers;
  readonly #floor = new NoiseFloor();
  #isAllowed = true;
  #evidence = 0;
  #quietFrames = 0;
  #isSpeech = false;
  #hasBegun = false;

  /**
   * @param sampleRate frames a second, a whole number from 8,000 to 768,000
   * @throws RangeError for another rate
   */
  constructor(sampleRate: number) {
    this.#bands = new BandPowers(sampleRate, () => this.#judge());
  }

  /** From an onset until there was no speech for 300 ms. */
  get isSpeech(): boolean {
    return this.#isSpeech;
  }

  /**
   * Takes a block of any length; true once for every time speech begins.
   * @param gateOpen @param gateActive of the echo gate: while the far end plays, only what opens the gate may count
   */
  add(mic: Float32Array, gateOpen: boolean, gateActive: boolean): boolean {
    this.#isAllowed = gateOpen || !gateActive;
    this.#hasBegun = false;
    this.#bands.write(mic);
    return this.#hasBegun;
  }

  reset(): void {
    this.#bands.reset();
    this.#floor.reset();
    this.#evidence = 0;
    this.#quietFrames = 0;
    this.#isSpeech = false;
  }

  #judge(): void {
    const isLoud = this.#standsOut();
    if (!this.#isAllowed) this.#evidence = 0;
    else if (isLoud) this.#evidence = Math.min(onsetFrames, this.#evidence + 1);
    else this.#evidence = Math.max(0, this.#evidence - 1);

    if (!this.#isSpeech) {
      if (this.#evidence < onsetFrames) return;
      this.#isSpeech = true;
      this.#hasBegun = true;
      this.#quietFrames = 0;
      return;
    }
    this.#quietFrames = isLoud && this.#isAllowed ? 0 : this.#quietFrames + 1;
    if (this.#quietFrames < rearmFrames) return;
    this.#isSpeech = false;
    this.#evidence = 0;
  }

  #standsOut(): boolean {
    const powers = this.#bands.first;
    let total = 0;
    for (let b = 0; b < bandCount; b += 1) total += powers[b]!;
    this.#floor.add(powers);
    if (total < leastPower) return false;
    let sum = 0;
    for (let b = 0; b < bandCount; b += 1) {
      const aboveDb = decibels(powers[b]! / this.#floor.powers[b]!) - bandMarginDb;
      if (aboveDb > 0) sum += Math.min(bandLimitDb, aboveDb);
    }
    return sum > frameThresholdDb * bandCount;
  }
}
