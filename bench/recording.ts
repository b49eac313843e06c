import { quantile } from './statistics.ts';

export interface Block {
  readonly frame: number;
  /** When it was rendered, on this process's clock. */
  readonly at: number;
  readonly samples: Float32Array;
}

/** Samples that a capture worklet handed out, and when. */
export interface Handed {
  readonly at: number;
  readonly samples: number;
}

/** −60 dB: what is quieter is not heard beside a tone at half of full scale. */
const audible = 0.001;
/** A tone is below that for 0.1 ms at its zero crossings. */
const quietLimitMs = 2;
/** Blocks that come closer than this were rendered by one call of the device. */
const burstGapMs = 2;

export interface Sound {
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Durations of the silences inside. */
  readonly gapsMs: readonly number[];
  /** What was heard, gaps left out. */
  readonly heardMs: number;
}

/**
 * What went to the loudspeaker, and when.
 *
 * A browser renders blocks of 128 frames in bursts, one burst for each call of the device (10 ms here, 21 ms at 24 kHz),
 * and the device then plays the burst evenly. A frame's time is therefore not when its block was rendered but its place
 * on the device's even time: the last frame of a burst is heard 10 ms after the first, though both were rendered at
 * once. That line is laid through the first blocks of the bursts, where rendering came latest for its frame; of those
 * the 90th percentile, since a call may be late by itself. Good to about 2 ms, and always on the late side. What the
 * device's own buffer adds (this browser says 42 ms) is the same for every path and is left out.
 */
export class Recording {
  readonly rate: number;
  readonly handed: readonly Handed[];
  readonly #blocks: readonly Block[];

  constructor(rate: number, blocks: readonly Block[], handed: readonly Handed[]) {
    this.rate = rate;
    this.#blocks = blocks;
    this.handed = handed;
  }

  get durationMs(): number {
    return (this.#blocks.length * 128 * 1_000) / this.rate;
  }

  joined(later: Recording): Recording {
    const rate = later.rate || this.rate;
    return new Recording(rate, [...this.#blocks, ...later.#blocks], [...this.handed, ...later.handed]);
  }

  /** The first and the last audible frame, and what is silent in between; undefined where all is silent. */
  sound(): Sound | undefined {
    let first: number | undefined;
    let last = 0;
    const gapsMs: number[] = [];
    for (const { frame, samples } of this.#blocks) {
      for (let i = 0; i < samples.length; i += 1) {
        if (Math.abs(samples[i]!) < audible) continue;
        const at = frame + i;
        const quietMs = ((at - last - 1) * 1_000) / this.rate;
        if (first === undefined) first = at;
        else if (quietMs > quietLimitMs) gapsMs.push(quietMs);
        last = at;
      }
    }
    if (first === undefined) return undefined;
    const spanMs = ((last - first + 1) * 1_000) / this.rate;
    return {
      firstFrame: first,
      lastFrame: last,
      gapsMs,
      heardMs: spanMs - gapsMs.reduce((sum, gap) => sum + gap, 0),
    };
  }

  /** Milliseconds of silence at the end. */
  get silentMs(): number {
    const end = this.#blocks.at(-1);
    if (end === undefined) return 0;
    const sound = this.sound();
    if (sound === undefined) return this.durationMs;
    return ((end.frame + 127 - sound.lastFrame) * 1_000) / this.rate;
  }

  /** When a frame leaves for the device, on this process's clock: see above. */
  timeOf(frame: number): number {
    const offsets: number[] = [];
    let before = Number.NEGATIVE_INFINITY;
    for (const { frame, at } of this.#blocks) {
      if (at - before > burstGapMs) offsets.push(at - (frame * 1_000) / this.rate);
      before = at;
    }
    return quantile(offsets, 0.9) + (frame * 1_000) / this.rate;
  }
}
