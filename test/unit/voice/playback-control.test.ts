import { describe, expect, it, onTestFinished } from 'vitest';
import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import type { PlaybackCommand, PlaybackMessage } from '../../../src/audio/messages.ts';
import { PlaybackControl } from '../../../src/voice/playback-control.ts';

const entry = (itemId: string, playedFrames: number): LedgerEntry => ({
  itemId,
  contentIndex: 0,
  receivedFrames: 4800,
  playedFrames,
  ended: false,
});

/** A control whose worklet the test plays. */
function attached() {
  const { port1, port2 } = new MessageChannel();
  const control = new PlaybackControl({ onPlaying: () => {}, onHeard: () => {}, onUnderrun: () => {}, onHeardOut: () => {} });
  control.attach(port1);
  const clears: number[] = [];
  port2.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => {
    if (data.type === 'clear') clears.push(data.id);
  });
  port2.start();
  onTestFinished(() => {
    control.attach(null);
    port2.close();
  });
  const answer = (message: PlaybackMessage): void => port2.postMessage(message);
  return { control, clears, answer };
}

describe('two interruptions, the second before the worklet answered the first', () => {
  it('each hear what was cut by them', async () => {
    const { control, answer } = attached();
    control.play('item_1', 0, new Uint8Array(9600));
    const first = control.clear();
    control.play('item_2', 0, new Uint8Array(9600));
    const second = control.clear();
    answer({ type: 'cleared', id: 1, ledger: [entry('item_1', 2400)], tail: [] });
    answer({ type: 'cleared', id: 2, ledger: [entry('item_2', 0)], tail: [] });
    expect((await first).ledger).toEqual([entry('item_1', 2400)]);
    expect((await second).ledger).toEqual([entry('item_2', 0)]);
  });
});

describe('a worklet that does not answer', () => {
  it('is not waited for: what was last known counts', async () => {
    const { control } = attached();
    control.play('item_1', 0, new Uint8Array(9600));
    expect((await control.clear()).ledger).toEqual([entry('item_1', 0)]);
  });
});
