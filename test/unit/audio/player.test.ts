import { describe, expect, it } from 'vitest';
import { Listener, blockLength, bytesOf, floats, onDevice, speech } from './listener.ts';

describe('an answer that is played', () => {
  it('is heard sample by sample, and then there is silence', () => {
    const answer = speech(3_000);
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(answer));
    listener.player.end('a', 0);
    listener.listen(30);
    expect(listener.heard.slice(0, 3_000)).toEqual(floats(answer));
    expect(listener.heard.slice(3_000).every((sample) => sample === 0)).toBe(true);
    expect(listener.events).toEqual(['started a/0', 'played a/0 3000', 'drained']);
  });

  for (const rate of [44_100, 48_000]) {
    it(`is heard whole and at once on a device of ${rate} frames a second`, () => {
      const answer = speech(2_400);
      const listener = new Listener(rate);
      listener.player.append('a', 0, bytesOf(answer));
      listener.player.end('a', 0);
      listener.listen(60);
      const wanted = onDevice(answer, rate);
      for (const [i, sample] of wanted.entries()) expect(listener.heard[i], `frame ${i}`).toBeCloseTo(sample, 6);
      expect(listener.events.at(-1)).toBe('drained');
    });
  }

  it('may come in chunks of any odd length', () => {
    const answer = speech(2_000);
    const bytes = new Uint8Array(bytesOf(answer));
    const listener = new Listener(24_000);
    let at = 0;
    for (const size of [1, 3, 7, 501, 1, 1, 999, 2_487]) {
      listener.player.append('a', 0, bytes.slice(at, at + size).buffer);
      at += size;
    }
    expect(at).toBe(bytes.length);
    listener.listen(20);
    expect(listener.heard.slice(0, 2_000)).toEqual(floats(answer));
  });

  it('follows the one before it without a gap, and each has a ledger of its own', () => {
    const [first, second] = [speech(1_000, 1), speech(1_000, 2)];
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(first));
    listener.player.append('a', 1, bytesOf(second));
    listener.player.end('a', 0);
    listener.player.end('a', 1);
    listener.listen(20);
    expect(listener.heard.slice(0, 2_000)).toEqual([...floats(first), ...floats(second)]);
    expect(listener.events).toEqual(['started a/0', 'played a/0 1000', 'started a/1', 'played a/1 1000', 'drained']);
  });

  it('that has no audio at all ends too', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, new ArrayBuffer(0));
    listener.player.end('a', 0);
    listener.player.end('never heard of', 0);
    listener.listen(2);
    expect(listener.events).toEqual(['played a/0 0', 'drained']);
  });

  it('of half a sample ends too, and holds nothing up', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, new ArrayBuffer(1));
    listener.listen(2);
    expect(listener.events).toEqual([]);
    listener.player.end('a', 0);
    listener.player.append('b', 0, bytesOf(speech(100)));
    listener.player.end('b', 0);
    listener.listen(4);
    expect(listener.events).toEqual(['played a/0 0', 'drained', 'started b/0', 'played b/0 100', 'drained']);
  });

  it('is told of when its end comes after the last sample was heard', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, bytesOf(speech(480)));
    listener.listen(40);
    expect(listener.events).toEqual(['started a/0']);
    listener.player.end('a', 0);
    expect(listener.events).toEqual(['started a/0', 'played a/0 480', 'drained']);
    expect(listener.underruns).toBe(0);
  });

  for (const rate of [24_000, 44_100, 48_000]) {
    it(`is reported ten times a second, as far as it was heard at ${rate}`, () => {
      const listener = new Listener(rate);
      listener.player.append('a', 0, bytesOf(speech(24_000)));
      listener.listen(Math.ceil(rate / blockLength));
      expect(listener.progress.length).toBeGreaterThanOrEqual(9);
      for (const { entry, at } of listener.progress) {
        const heardFrames = (at * 24_000) / rate;
        expect(Math.abs(entry.playedFrames - heardFrames)).toBeLessThanOrEqual(1);
      }
    });
  }
});

describe('a network that stutters', () => {
  it('is heard as a short fade, not as a click, and is counted', () => {
    const loud = new Int16Array(1_000).fill(20_000);
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(loud));
    listener.listen(20);
    expect(listener.events).toEqual(['started a/0']);
    listener.player.append('a', 0, bytesOf(loud));
    listener.player.end('a', 0);
    listener.listen(20);
    expect(listener.underruns).toBe(1);
    const level = 20_000 / 32_768;
    const gap = listener.heard.slice(999, 20 * blockLength + 130);
    const steps = gap.map((sample, i) => Math.abs(sample - (gap[i - 1] ?? sample)));
    expect(Math.max(...steps)).toBeLessThan(level * 0.02);
    expect(Math.min(...gap)).toBe(0);
    expect(listener.events).toEqual(['started a/0', 'played a/0 2000', 'drained']);
  });

  it('that recovers while the fade goes on makes no click either', () => {
    const loud = new Int16Array(200).fill(20_000);
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(loud));
    listener.listen(2);
    listener.player.append('a', 0, bytesOf(loud));
    listener.listen(1);
    const steps = listener.heard.slice(1, 3 * blockLength).map((sample, i) => Math.abs(sample - listener.heard[i]!));
    expect(Math.max(...steps)).toBeLessThan(0.02);
  });
});

describe('a long answer', () => {
  it('of ten minutes takes no longer a block than one of a second', () => {
    const second = bytesOf(speech(24_000));
    const timeOf = (seconds: number): number => {
      const listener = new Listener(48_000);
      for (let i = 0; i < seconds; i += 1) listener.player.append('a', 0, second);
      const block = new Float32Array(blockLength);
      const times: number[] = [];
      for (let i = 0; i < 300; i += 1) {
        const from = performance.now();
        listener.player.render(block);
        times.push(performance.now() - from);
      }
      return times.toSorted((a, b) => a - b)[150]!;
    };
    timeOf(1);
    const [short, long] = [timeOf(1), timeOf(600)];
    // A block lasts 2.7 ms; a queue that is searched or moved at 600 s would take far more than this.
    expect(long).toBeLessThan(Math.max(short * 3, 0.2));
  });

  it('is cut at thirty minutes, and the ledger does not claim what was cut', () => {
    const listener = new Listener(48_000);
    const minute = bytesOf(new Int16Array(60 * 24_000));
    for (let i = 0; i < 32; i += 1) listener.player.append('a', 0, minute);
    listener.listen(1);
    listener.player.append('a', 0, bytesOf(speech(10)));
    expect(listener.player.clear()[0]?.receivedFrames).toBe(30 * 60 * 24_000);
  });

  it('from a peer that opens contents without end stays bounded', () => {
    const listener = new Listener(48_000);
    for (let i = 0; i < 5_000; i += 1) listener.player.append(`item ${i}`, 0, bytesOf(speech(1)));
    expect(listener.player.clear()).toHaveLength(1_000);
  });
});
