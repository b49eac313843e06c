import { bandCount } from './band-powers.ts';
import { decibels, powerOf } from './decibels.ts';

const leastGainDb = -60;
const greatestGainDb = 6;
const firstDeviationDb = 4;
/** Up three times as fast as down: the gain comes to lie where a quarter of the echo is above it. */
const upDb = 0.75;
const downDb = 0.25;
const trainingFrames = 100;
const trainedRate = 0.2;
/** While the gate is open the near talker may be what is heard; a level that follows the far end's so well is not. */
const openRate = 0.075;
const echoCorrelation = 0.62;
const correlationForgetting = 0.96;
const meanRate = 0.05;

/**
 * What is known of the way from loudspeaker to microphone: for every band its gain, and how far the echo strays from what
 * the gain foretells.
 */
export class EchoPath {
  readonly gainsDb = new Float64Array(bandCount);
  readonly deviationsDb = new Float64Array(bandCount).fill(firstDeviationDb);

  readonly #farMeans = new Float64Array(bandCount);
  readonly #micMeans = new Float64Array(bandCount);
  #farEnergy = 0;
  #micEnergy = 0;
  #product = 0;
  #trainedFrames = 0;

  /**
   * Learns from a frame.
   * @param mic powers @param noise its noise floor
   * @param reference powers of the far end as the room keeps them: delayed and decaying
   * @param isOpen of the gate
   */
  learn(mic: Float64Array, noise: Float64Array, reference: Float64Array, isOpen: boolean): void {
    const correlation = this.#correlate(mic, reference);
    const rate = this.#rate * (isOpen && correlation <= echoCorrelation ? openRate : 1);
    let hasLearnt = false;
    for (let b = 0; b < bandCount; b += 1) {
      if (reference[b]! <= 1e-8 || mic[b]! <= 3 * noise[b]!) continue;
      const error = decibels(mic[b]! / reference[b]!) - this.gainsDb[b]!;
      this.#change(b, error > 0 ? upDb * rate : -downDb * rate);
      hasLearnt = true;
      const size = Math.abs(error);
      if (!isOpen && size < 20) this.deviationsDb[b]! += 0.01 * (Math.min(10, 1.25 * size) - this.deviationsDb[b]!);
    }
    if (hasLearnt) this.#trainedFrames += 1;
  }

  /**
   * Learns, while no delay is known, from what is not heard: the far end is loud, the microphone holds noise. So with
   * headphones nothing is expected of the far end after a while.
   * @param far powers of the far end, the greatest over all delays
   */
  learnSilence(mic: Float64Array, noise: Float64Array, far: Float64Array): void {
    for (let b = 0; b < bandCount; b += 1) {
      if (far[b]! <= 3e-5 || mic[b]! > 3 * noise[b]! || far[b]! * powerOf(this.gainsDb[b]!) <= 3 * noise[b]!) continue;
      this.#change(b, -downDb * this.#rate);
    }
  }

  reset(): void {
    this.gainsDb.fill(0);
    this.deviationsDb.fill(firstDeviationDb);
    this.#farMeans.fill(0);
    this.#micMeans.fill(0);
    this.#farEnergy = 0;
    this.#micEnergy = 0;
    this.#product = 0;
    this.#trainedFrames = 0;
  }

  get #rate(): number {
    return this.#trainedFrames < trainingFrames ? 1 : trainedRate;
  }

  #change(band: number, byDb: number): void {
    this.gainsDb[band] = Math.max(leastGainDb, Math.min(greatestGainDb, this.gainsDb[band]! + byDb));
  }

  /** How well the microphone's levels have followed the reference's, over about 250 ms. */
  #correlate(mic: Float64Array, reference: Float64Array): number {
    let farEnergy = 0;
    let micEnergy = 0;
    let product = 0;
    for (let b = 0; b < bandCount; b += 1) {
      const y = decibels(reference[b]! + 1e-10);
      const m = decibels(mic[b]! + 1e-10);
      this.#farMeans[b]! += meanRate * (y - this.#farMeans[b]!);
      this.#micMeans[b]! += meanRate * (m - this.#micMeans[b]!);
      const far = y - this.#farMeans[b]!;
      const near = m - this.#micMeans[b]!;
      farEnergy += far * far;
      micEnergy += near * near;
      product += far * near;
    }
    this.#farEnergy = correlationForgetting * this.#farEnergy + farEnergy;
    this.#micEnergy = correlationForgetting * this.#micEnergy + micEnergy;
    this.#product = correlationForgetting * this.#product + product;
    return this.#product / Math.sqrt(this.#farEnergy * this.#micEnergy + 1e-12);
  }
}
