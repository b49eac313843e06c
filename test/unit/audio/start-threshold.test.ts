import { describe, expect, it } from 'vitest';
import { StartThreshold } from '../../../src/audio/start-threshold.ts';
import { Listener, blockLength, bytesOf, speech } from './listener.ts';

/** Frames of 24 kHz in a millisecond. */
const ms = 24;

/** One answer of so many chunks of 20 ms; `lateMs` tells how much later than in real time each comes. */
function arrive(threshold: StartThreshold, start: number, chunks: number, lateMs: (chunk: number) => number): void {
  for (let i = 0; i < chunks; i += 1) threshold.add(start + (i * 20 + lateMs(i)) * ms, 20 * ms);
  threshold.end();
}

describe('how much audio waits before an answer begins', () => {
  it('is nothing at first, and stays nothing while audio comes in time or sooner', () => {
    const threshold = new StartThreshold(24_000);
    expect(threshold.frames).toBe(0);
    arrive(threshold, 0, 50, () => 0);
    expect(threshold.frames).toBe(0);
    // Ten times faster than it plays.
    arrive(threshold, 100_000, 50, (i) => -18 * i);
    expect(threshold.frames).toBe(0);
    // The browser's own grain is no jitter.
    arrive(threshold, 200_000, 50, (i) => (i % 2) * 10);
    expect(threshold.frames).toBe(0);
  });

  it('is as long as the latest chunk was late', () => {
    const threshold = new StartThreshold(24_000);
    arrive(threshold, 0, 50, (i) => (i === 30 ? 80 : 0));
    expect(threshold.frames).toBe(80 * ms);
  });

  it('grows at once, fades with each answer that did not need it, and never exceeds 400 ms', () => {
    const threshold = new StartThreshold(24_000);
    arrive(threshold, 0, 50, (i) => (i === 30 ? 2_000 : 0));
    expect(threshold.frames).toBe(400 * ms);
    let last = threshold.frames;
    for (let answer = 1; threshold.frames > 0; answer += 1) {
      expect(answer, 'answers until it is forgotten').toBeLessThan(20);
      arrive(threshold, answer * 100_000, 50, () => 0);
      expect(threshold.frames).toBeLessThan(last);
      last = threshold.frames;
    }
  });
});

/** Plays 20 ms chunks that arrive in real time, each up to so much later; returns the gaps heard in each second. */
function playWithJitter(jitterMs: number, seconds: number): { gaps: number[]; listener: Listener } {
  const listener = new Listener(24_000);
  const chunks = Array.from({ length: seconds * 50 }, (_, i) => {
    // A fixed pattern without a rhythm.
    const noise = Math.abs(Math.sin(i * 12.9898) * 43_758.5453) % 1;
    return (i * 20 + noise * jitterMs) * ms;
  });
  // A network delays, but keeps the order.
  for (let i = 1; i < chunks.length; i += 1) chunks[i] = Math.max(chunks[i]!, chunks[i - 1]!);
  const gaps = Array.from({ length: seconds + 1 }, () => 0);
  let next = 0;
  for (let now = 0; next < chunks.length; now += blockLength) {
    while (next < chunks.length && chunks[next]! <= now) {
      listener.player.append('a', 0, bytesOf(speech(20 * ms, next + 1)));
      next += 1;
    }
    const before = listener.underruns;
    listener.listen(1);
    gaps[Math.floor(now / 24_000)]! += listener.underruns - before;
  }
  return { gaps, listener };
}

describe('an answer that comes in real time', () => {
  it('over a network with jitter stumbles at most at its beginning', () => {
    for (const jitterMs of [30, 80, 200]) {
      const { gaps } = playWithJitter(jitterMs, 20);
      const late = gaps.slice(3).reduce((sum, count) => sum + count, 0);
      expect(late, `gaps after the third second with ${jitterMs} ms: ${gaps.join(' ')}`).toBe(0);
    }
  });

  it('begins at once, and without its end, where nothing was late before', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, bytesOf(speech(480)));
    listener.listen(1);
    expect(listener.events).toEqual(['started a/0']);
  });

  it('begins at once for all caution where all of it is there', () => {
    const { listener } = playWithJitter(200, 5);
    listener.player.clear();
    listener.listen(20);
    const before = listener.heard.length;
    listener.player.append('b', 0, bytesOf(speech(480)));
    listener.player.end('b', 0);
    listener.listen(1);
    expect(listener.heard.slice(before).some((sample) => sample !== 0)).toBe(true);
  });

  it('begins after the time it has learnt to wait, even if no more comes', () => {
    const { listener } = playWithJitter(200, 5);
    listener.player.clear();
    listener.listen(20);
    const before = listener.heard.length;
    listener.player.append('b', 0, bytesOf(speech(480)));
    listener.listen(Math.ceil((400 * ms) / blockLength));
    const begin = listener.heard.slice(before).findIndex((sample) => sample !== 0);
    expect(begin).toBeGreaterThan(30 * ms);
    expect(begin).toBeLessThanOrEqual(400 * ms);
  });
});

describe('an answer that steps back', () => {
  const constant = (frames: number): ArrayBuffer => new Int16Array(frames).fill(16_384).buffer;

  it('glides to the gain within 10 ms and back, without a click', () => {
    const listener = new Listener(24_000);
    listener.player.append('a', 0, constant(24_000));
    listener.listen(40);
    listener.player.duck(0.2);
    listener.listen(2);
    expect(listener.heard.at(-1)).toBeCloseTo(0.1, 5);
    listener.player.duck(1);
    listener.listen(2);
    expect(listener.heard.at(-1)).toBeCloseTo(0.5, 5);
    const steps = listener.heard.slice(blockLength).map((sample, i, all) => Math.abs(sample - (all[i - 1] ?? sample)));
    expect(Math.max(...steps)).toBeLessThan(0.005);
  });

  it('is cut from where it is, and the next one is as loud as ever', () => {
    const listener = new Listener(24_000);
    listener.player.append('a', 0, constant(24_000));
    listener.listen(40);
    listener.player.duck(0.2);
    listener.listen(4);
    const before = listener.heard.length;
    listener.player.clear();
    listener.listen(4);
    expect(Math.max(...listener.heard.slice(before))).toBeLessThanOrEqual(0.1 + 1e-6);
    listener.player.append('b', 0, constant(24_000));
    listener.listen(10);
    expect(listener.heard.at(-1)).toBeCloseTo(0.5, 5);
  });

  it('takes no gain that is none', () => {
    const listener = new Listener(24_000);
    listener.player.append('a', 0, constant(24_000));
    for (const gain of [Number.NaN, -1, 7, Infinity]) {
      listener.player.duck(gain);
      listener.listen(4);
      expect(listener.heard.at(-1)).toBeCloseTo(0.5, 5);
    }
  });
});
