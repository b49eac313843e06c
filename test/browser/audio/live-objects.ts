import { executeServerCommand } from '@web/test-runner-commands';
import { engine } from './engine.ts';

function countLive(prototype: string): Promise<number> {
  return executeServerCommand('count-live', { prototype: `${prototype}.prototype` });
}

/** What the page made, where its objects cannot be counted. */
const made: AudioContext[] = [];

if (engine !== 'chromium') {
  const Original = AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  };
}

/**
 * How many objects of the audio's kinds the page holds. Tracks are not among them: Chromium itself keeps one for a
 * while after it was stopped. The count is Chromium's DevTools'; the other engines have no way to it, so there it is how
 * many contexts were not closed.
 */
export async function liveNow(): Promise<Record<string, number>> {
  if (engine !== 'chromium') return { contexts: made.filter(({ state }) => state !== 'closed').length };
  return {
    contexts: await countLive('AudioContext'),
    worklets: await countLive('AudioWorkletNode'),
    ports: await countLive('MessagePort'),
  };
}

/** Browsers free a closed context a moment later; polls until it is so, or gives the last count. */
export async function liveAfter(before: Record<string, number>): Promise<Record<string, number>> {
  let after = await liveNow();
  for (let i = 0; i < 20 && Object.keys(before).some((key) => after[key]! > before[key]!); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    after = await liveNow();
  }
  return after;
}
