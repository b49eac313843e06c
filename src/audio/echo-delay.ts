import { bandCount } from './band-powers.ts';

/** Delays that are looked for: 0 to 300 ms, in frames of 10 ms. */
export const lagCount = 31;

/** Frames after which what was heard counts 1/e: one tracker is sure, the other soon sees a delay that jumped. */
const slowMemory = 200;
const fastMemory = 70;
/** Two voices that speak at the same time by chance correlate too: a first lag has to show more, and for longer. */
const leastFirstCorrelation = 0.4;
const leastCorrelation = 0.25;
const winsAtFirst = 20;
const winsLater = 15;
const meanRate = 0.02;

/**
 * Finds by how many frames the microphone follows the far end: the lag at which the levels of their bands in dB, each
 * less its running mean, correlate best.
 */
export class EchoDelay {
  readonly #slow = new LagTracker(slowMemory);
  readonly #fast = new LagTracker(fastMemory);
  readonly #micMeans = new Float64Array(bandCount);
  readonly #farMeans = new Float64Array(bandCount);
  readonly #mic = new Float64Array(bandCount);
  /** Levels of the far end less their means, and their energy, of the last frames: a ring. */
  readonly #far = new Float64Array(lagCount * bandCount);
  readonly #farEnergies = new Float64Array(lagCount);
  readonly #products = new Float64Array(lagCount);
  readonly #energies = new Float64Array(lagCount);
  #newest = 0;
  #frames = 0;

  /** The lag over the last 2 s, in frames; −1 while unknown. */
  get lag(): number {
    return this.#slow.lag;
  }

  /** The lag over the last 0.7 s; −1 while unknown. */
  get recentLag(): number {
    return this.#fast.lag;
  }

  /**
   * @param mic @param far levels of a frame's bands in dB
   * @param isActive false where the far end is silent: nothing can be learnt then
   */
  add(mic: Float64Array, far: Float64Array, isActive: boolean): void {
    this.#newest = (this.#newest + 1) % lagCount;
    const at = this.#newest * bandCount;
    // True means from the first frame on: a guess that is left slowly looks the same in both signals, as an echo does.
    const rate = isActive || this.#frames === 0 ? Math.max(meanRate, 1 / (this.#frames + 1)) : 0;
    if (rate > 0) this.#frames += 1;
    let micEnergy = 0;
    let farEnergy = 0;
    for (let b = 0; b < bandCount; b += 1) {
      this.#micMeans[b]! += rate * (mic[b]! - this.#micMeans[b]!);
      this.#farMeans[b]! += rate * (far[b]! - this.#farMeans[b]!);
      const m = mic[b]! - this.#micMeans[b]!;
      const x = far[b]! - this.#farMeans[b]!;
      this.#mic[b] = m;
      this.#far[at + b] = x;
      micEnergy += m * m;
      farEnergy += x * x;
    }
    this.#farEnergies[this.#newest] = farEnergy;
    if (!isActive) return;

    for (let lag = 0; lag < lagCount; lag += 1) {
      const frame = (this.#newest - lag + lagCount) % lagCount;
      let product = 0;
      for (let b = 0; b < bandCount; b += 1) product += this.#far[frame * bandCount + b]! * this.#mic[b]!;
      this.#products[lag] = product;
      this.#energies[lag] = this.#farEnergies[frame]!;
    }
    this.#slow.add(this.#products, this.#energies, micEnergy);
    this.#fast.add(this.#products, this.#energies, micEnergy);
  }

  reset(): void {
    this.#slow.reset();
    this.#fast.reset();
    this.#micMeans.fill(0);
    this.#farMeans.fill(0);
    this.#far.fill(0);
    this.#farEnergies.fill(0);
    this.#newest = 0;
    this.#frames = 0;
  }
}

/** Changes its mind only after the same lag has won some times in a row; to a neighbour at once. */
class LagTracker {
  readonly #forgetting: number;
  readonly #products = new Float64Array(lagCount);
  readonly #farEnergies = new Float64Array(lagCount);
  #micEnergy = 0;
  #lag = -1;
  #candidate = -1;
  #wins = 0;

  constructor(memoryFrames: number) {
    this.#forgetting = 1 - 1 / memoryFrames;
  }

  get lag(): number {
    return this.#lag;
  }

  add(products: Float64Array, farEnergies: Float64Array, micEnergy: number): void {
    const keep = this.#forgetting;
    this.#micEnergy = keep * this.#micEnergy + micEnergy;
    let best = -1;
    // The least correlation as a square that is not yet divided by the microphone's energy.
    let bestScore = (this.#lag < 0 ? leastFirstCorrelation : leastCorrelation) ** 2 * this.#micEnergy;
    for (let lag = 0; lag < lagCount; lag += 1) {
      const product = keep * this.#products[lag]! + products[lag]!;
      const farEnergy = keep * this.#farEnergies[lag]! + farEnergies[lag]!;
      this.#products[lag] = product;
      this.#farEnergies[lag] = farEnergy;
      if (product <= 0 || product * product <= bestScore * farEnergy) continue;
      bestScore = (product * product) / farEnergy;
      best = lag;
    }
    this.#wins = best >= 0 && best === this.#candidate ? this.#wins + 1 : 1;
    this.#candidate = best;
    if (best < 0) return;
    const isNeighbour = this.#lag >= 0 && Math.abs(best - this.#lag) <= 1;
    if (isNeighbour || this.#wins >= (this.#lag < 0 ? winsAtFirst : winsLater)) this.#lag = best;
  }

  reset(): void {
    this.#products.fill(0);
    this.#farEnergies.fill(0);
    this.#micEnergy = 0;
    this.#lag = -1;
    this.#candidate = -1;
    this.#wins = 0;
  }
}
