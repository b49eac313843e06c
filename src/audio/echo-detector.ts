import { bandCount } from './band-powers.ts';
import { decibels, powerOf } from './decibels.ts';
import { EchoDelay, lagCount } from './echo-delay.ts';
import { EchoPath } from './echo-path.ts';
import { Hangover } from './hangover.ts';
import { NoiseFloor } from './noise-floor.ts';

/** Louder than −60 dB of full scale over all bands, the far end is heard; 0.6 s later the room has forgotten it. */
const leastFarPower = 1e-6;
const activeFrames = 60;
/** How much of the far end a room keeps from frame to frame, −2.1 dB: a reverberation time of 0.29 s. */
const decay = powerOf(-2.1);
/** How far a band has to be above the foretold echo to be evidence of a near talker: in deviations, and more in dB. */
const deviationShare = 0.5;
const marginDb = 0.5;
/**
 * What every band gets of the whole echo, −35 dB: a loudspeaker that distorts, and the window's own leakage, put sound
 * where the far end has none.
 */
const spread = powerOf(-35);
const bandLimitDb = 20;
const smoothing = 0.6;

/**
 * Decides, frame by frame of 10 ms, whether more is heard than the echo that the far end's bands foretell. The echo of a
 * band is what the far end was at the found delay, decaying as in a room, times a gain that is learnt; what is above it
 * by more than the gain's deviation, as a mean over the bands, is evidence of a near talker.
 */
export class EchoDetector {
  readonly #noise = new NoiseFloor();
  readonly #delay = new EchoDelay();
  readonly #path = new EchoPath();
  readonly #hangover = new Hangover();

  /** Powers of the far end in the last frames: a ring. */
  readonly #history = new Float64Array(lagCount * bandCount);
  #newest = 0;
  readonly #micLevels = new Float64Array(bandCount);
  readonly #farLevels = new Float64Array(bandCount);
  /** Powers of the far end at the delay, and as the room keeps them. */
  readonly #delayed = new Float64Array(bandCount);
  readonly #reference = new Float64Array(bandCount);
  readonly #expected = new Float64Array(bandCount);
  #framesSinceFar = activeFrames;
  #evidence = 0;

  /** The far end was heard within the last 0.6 s. */
  get isActive(): boolean {
    return this.#framesSinceFar < activeFrames;
  }

  get isOpen(): boolean {
    return !this.isActive || this.#hangover.isOpen;
  }

  /** @param mic @param far band powers of one frame */
  add(mic: Float64Array, far: Float64Array): void {
    this.#noise.add(mic);
    this.#remember(far);
    for (let b = 0; b < bandCount; b += 1) {
      this.#micLevels[b] = decibels(mic[b]! + 2 * this.#noise.powers[b]!);
      this.#farLevels[b] = decibels(far[b]! + 1e-7);
    }
    this.#delay.add(this.#micLevels, this.#farLevels, this.isActive);
    if (!this.isActive) {
      this.#hangover.reset();
      this.#evidence = 0;
      this.#reference.fill(0);
      return;
    }
    this.#foretell();
    this.#evidence += smoothing * (this.#aboveEcho(mic) - this.#evidence);
    this.#hangover.add(this.#evidence);
    if (this.#delay.lag >= 0) this.#path.learn(mic, this.#noise.powers, this.#reference, this.#hangover.isOpen);
    else this.#path.learnSilence(mic, this.#noise.powers, this.#delayed);
  }

  reset(): void {
    this.#noise.reset();
    this.#delay.reset();
    this.#path.reset();
    this.#hangover.reset();
    this.#history.fill(0);
    this.#newest = 0;
    this.#reference.fill(0);
    this.#framesSinceFar = activeFrames;
    this.#evidence = 0;
  }

  #remember(far: Float64Array): void {
    this.#newest = (this.#newest + 1) % lagCount;
    this.#history.set(far, this.#newest * bandCount);
    let total = 0;
    for (let b = 0; b < bandCount; b += 1) total += far[b]!;
    this.#framesSinceFar = total > leastFarPower ? 0 : Math.min(activeFrames, this.#framesSinceFar + 1);
  }

  /** Expects of every band the greatest power around both delays, or around all while none is known, and noise. */
  #foretell(): void {
    this.#delayed.fill(0);
    const { lag: slow, recentLag: fast } = this.#delay;
    for (let lag = 0; lag < lagCount; lag += 1) {
      const isNear = Math.abs(lag - slow) <= 1 || (fast >= 0 && Math.abs(lag - fast) <= 1);
      if (slow >= 0 && !isNear) continue;
      const at = ((this.#newest - lag + lagCount) % lagCount) * bandCount;
      for (let b = 0; b < bandCount; b += 1) {
        if (this.#history[at + b]! > this.#delayed[b]!) this.#delayed[b] = this.#history[at + b]!;
      }
    }
    let total = 0;
    for (let b = 0; b < bandCount; b += 1) {
      this.#reference[b] = Math.max(this.#delayed[b]!, decay * this.#reference[b]!);
      this.#expected[b] = this.#reference[b]! * powerOf(this.#path.gainsDb[b]!);
      total += this.#expected[b]!;
    }
    for (let b = 0; b < bandCount; b += 1) this.#expected[b]! += spread * total + 2 * this.#noise.powers[b]!;
  }

  /** How far the bands stand above echo and noise, in dB, as a mean over all. */
  #aboveEcho(mic: Float64Array): number {
    let sum = 0;
    for (let b = 0; b < bandCount; b += 1) {
      if (mic[b]! <= 4 * this.#noise.powers[b]!) continue;
      const margin = deviationShare * this.#path.deviationsDb[b]! + marginDb;
      const above = decibels(mic[b]! / this.#expected[b]!) - margin;
      if (above > 0) sum += Math.min(bandLimitDb, above);
    }
    return sum / bandCount;
  }
}
