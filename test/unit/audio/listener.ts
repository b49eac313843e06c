import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import { Player, type PlayerEvents } from '../../../src/audio/player.ts';
import { Resampler } from '../../../src/audio/resampler.ts';

export const blockLength = 128;

/** A player with its output and its events written down. */
export class Listener {
  readonly player: Player;
  readonly heard: number[] = [];
  readonly events: string[] = [];
  readonly progress: { readonly entry: LedgerEntry; readonly at: number }[] = [];
  underruns = 0;

  constructor(rate: number) {
    const events: PlayerEvents = {
      started: (itemId, contentIndex) => this.events.push(`started ${itemId}/${contentIndex}`),
      progress: (entry) => this.progress.push({ entry, at: this.heard.length + blockLength }),
      played: (entry) => this.events.push(`played ${entry.itemId}/${entry.contentIndex} ${entry.playedFrames}`),
      drained: () => this.events.push('drained'),
      underrun: () => (this.underruns += 1),
      level: () => {},
    };
    this.player = new Player(24_000, rate, events);
  }

  listen(blocks: number): this {
    const block = new Float32Array(blockLength);
    for (let i = 0; i < blocks; i += 1) {
      this.player.render(block);
      this.heard.push(...block);
    }
    return this;
  }
}

export function speech(frames: number, seed = 1): Int16Array {
  return Int16Array.from(
    { length: frames },
    (_, i) => 9_000 * Math.sin(i * 0.05 * seed) + 4_000 * Math.sin(i * 0.31 + seed),
  );
}

export function bytesOf(samples: Int16Array): ArrayBuffer {
  return samples.slice().buffer;
}

export function floats(samples: Int16Array): number[] {
  return Array.from(samples, (sample) => sample / 32_768);
}

export function onDevice(samples: Int16Array, rate: number): number[] {
  const resampler = new Resampler(24_000, rate);
  resampler.write(Float32Array.from(samples, (sample) => sample / 32_768));
  const output = new Float32Array(samples.length * 4 + 1_000);
  const length = resampler.read(output);
  const rest = resampler.flush(output.subarray(length));
  return [...output.subarray(0, length + rest)];
}

export const entry = (itemId: string, receivedFrames: number, playedFrames: number, ended: boolean): LedgerEntry => ({
  itemId,
  contentIndex: 0,
  receivedFrames,
  playedFrames,
  ended,
});
