import { executeServerCommand } from '@web/test-runner-commands';

function countLive(prototype: string): Promise<number> {
  return executeServerCommand('count-live', { prototype: `${prototype}.prototype` });
}

/**
 * How many objects of the audio's kinds the page holds. Tracks are not among them: Chromium itself keeps one for a
 * while after it was stopped.
 */
export async function liveNow(): Promise<Record<string, number>> {
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
