import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import type { PlaybackCommand, PlaybackMessage } from '../../../src/audio/messages.ts';
import { PlaybackControl } from '../../../src/voice/playback-control.ts';

const entry = (itemId: string, playedFrames: number, receivedFrames: number, ended = false): LedgerEntry => ({
  itemId,
  contentIndex: 0,
  playedFrames,
  receivedFrames,
  ended,
});

describe('the hand on the loudspeaker', () => {
  let control: PlaybackControl;
  let worklet: MessagePort;
  let commands: PlaybackCommand[];
  let playing: boolean[];
  /** What the worklet answers to `clear`; null: nothing. */
  let ledger: readonly LedgerEntry[] | null;
  const say = (message: PlaybackMessage) => worklet.postMessage(message);

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    worklet = port1;
    commands = [];
    playing = [];
    ledger = null;
    worklet.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => {
      commands.push(data);
      if (data.type === 'clear' && ledger !== null) say({ type: 'cleared', id: data.id, ledger });
    });
    worklet.start();
    control = new PlaybackControl((value) => playing.push(value));
    control.attach(port2);
  });
  afterEach(() => {
    control.attach(null);
    worklet.close();
  });

  it('hands audio over and says that something plays', async () => {
    control.play('a', 0, new Uint8Array([1, 2, 3, 4]));
    expect(playing).toEqual([true]);
    await vi.waitFor(() => expect(commands).toHaveLength(1));
    expect(commands[0]).toMatchObject({ type: 'audio', itemId: 'a', pcm: new Uint8Array([1, 2, 3, 4]).buffer });
  });

  it('sends only the bytes that are meant, when they lie in a larger buffer', async () => {
    control.play('a', 0, new Uint8Array([9, 1, 2, 9]).subarray(1, 3));
    await vi.waitFor(() => expect(commands).toHaveLength(1));
    expect(commands[0]).toMatchObject({ pcm: new Uint8Array([1, 2]).buffer });
  });

  it('tells what was cut, as the worklet counted it', async () => {
    control.play('a', 0, new Uint8Array(480));
    ledger = [entry('a', 100, 240)];
    const cut = control.clear();
    expect(control.playing).toBe(false);
    expect(await cut).toEqual([entry('a', 100, 240)]);
  });

  it('goes by what it knows when the worklet does not answer', async () => {
    control.play('a', 0, new Uint8Array(480));
    control.end('a', 0);
    expect(await control.clear()).toEqual([entry('a', 0, 240, true)]);
  });

  it('has nothing to cut when nothing plays', async () => {
    expect(await control.clear()).toEqual([]);
    expect(commands).toEqual([]);
  });

  it('does not take the end of old audio for silence while new audio is on its way', async () => {
    control.play('a', 0, new Uint8Array(480));
    control.end('a', 0);
    control.play('b', 0, new Uint8Array(480));
    say({ type: 'played', entry: entry('a', 240, 240, true) });
    say({ type: 'drained' });
    say({ type: 'progress', entry: entry('b', 240, 240) });
    say({ type: 'drained' });
    await vi.waitFor(() => expect(playing).toEqual([true, false]));
  });

  it('ends an item that the service forgot to end', async () => {
    control.play('a', 0, new Uint8Array(480));
    control.endItem('a');
    control.endItem('a');
    await vi.waitFor(() => expect(commands).toHaveLength(2));
    expect(commands[1]).toEqual({ type: 'end', itemId: 'a', contentIndex: 0 });
  });

  it('lets go of who waits when the loudspeaker is taken away', async () => {
    control.play('a', 0, new Uint8Array(480));
    const cut = control.clear();
    control.attach(null);
    expect(await cut).toEqual([]);
    control.play('a', 0, new Uint8Array(480));
    expect(control.playing).toBe(false);
  });
});
