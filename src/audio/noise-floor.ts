import { bandCount } from './band-powers.ts';

const windowFrames = 80;
/** Far below the noise of any microphone: keeps logarithms of digital silence finite. */
const leastPower = 1e-10;

/** Frames after digital silence that say nothing yet: the window is only partly filled. */
const warmUpFrames = 3;

/**
 * Power of the steady noise in every band by minimum statistics (after R. Martin, 2001): twice the least smoothed power
 * of the last 0.8 to 1.6 s. Digital silence, as a device gives it that starts or is muted, begins it anew.
 */
export class NoiseFloor {
  readonly powers = new Float64Array(bandCount).fill(leastPower);
  readonly #smoothed = new Float64Array(bandCount);
  readonly #least = new Float64Array(bandCount);
  readonly #leastBefore = new Float64Array(bandCount);
  #frames = 0;
  #warmUp = warmUpFrames;

  /** @param bands powers of a frame of 10 ms */
  add(bands: Float64Array): void {
    if (isSilent(bands)) {
      this.reset();
      return;
    }
    const isNew = this.#warmUp > 0;
    if (isNew) this.#warmUp -= 1;
    for (let b = 0; b < bandCount; b += 1) {
      const power = bands[b]!;
      const smoothed = isNew ? power : 0.7 * this.#smoothed[b]! + 0.3 * power;
      this.#smoothed[b] = smoothed;
      this.#least[b] = isNew || this.#frames === 0 ? smoothed : Math.min(this.#least[b]!, smoothed);
      if (isNew) this.#leastBefore[b] = smoothed;
      this.powers[b] = 2 * Math.min(this.#least[b]!, this.#leastBefore[b]!) + leastPower;
    }
    this.#frames += 1;
    if (this.#frames < windowFrames) return;
    this.#frames = 0;
    this.#leastBefore.set(this.#least);
  }

  reset(): void {
    this.powers.fill(leastPower);
    this.#frames = 0;
    this.#warmUp = warmUpFrames;
  }
}

function isSilent(bands: Float64Array): boolean {
  for (let b = 0; b < bandCount; b += 1) if (bands[b]! > 0) return false;
  return true;
}
