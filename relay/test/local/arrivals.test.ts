import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../dist/local/calls/arrivals.js';

const SILENCE = 0xff;

/** What is heard of packets of 20 ms, each full of its own number; the stream passes the end of both counters. */
function hear(order: readonly (number | 'tick' | { sequence: number; time: number })[]): number[] {
  const heard: number[] = [];
  const arrivals = new Arrivals(SILENCE, (bytes) => heard.push(...bytes));
  for (const one of order) {
    if (one === 'tick') {
      arrivals.tick();
      continue;
    }
    const { sequence, time } = typeof one === 'number' ? { sequence: one, time: one } : one;
    arrivals.take({
      sequenceNumber: (65_533 + sequence) & 0xffff,
      timestamp: (4_294_967_000 + time * 160) >>> 0,
      payload: Buffer.alloc(160, time),
    });
  }
  return heard.filter((_, at) => at % 160 === 0);
}

describe('packets of a call', () => {
  test('are heard in the order in which they were sent', () => {
    expect(hear([0, 1, 3, 2, 5, 4, 6])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('that come twice are heard once', () => {
    expect(hear([0, 1, 1, 0, 2])).toEqual([0, 1, 2]);
  });

  test('that are lost are silence of their length, and too late they are nothing', () => {
    expect(hear([0, 3, 4, 5, 6, 7, 1, 8])).toEqual([0, SILENCE, SILENCE, 3, 4, 5, 6, 7, 8]);
  });

  test('that stay away are silence, which does not come twice when they go on', () => {
    const pause = Array.from({ length: 8 }, () => 'tick' as const);
    // Three ticks beyond the patience of five; two frames of the pause are still owed when the next packet comes.
    expect(hear([0, ...pause, { sequence: 1, time: 6 }])).toEqual([0, SILENCE, SILENCE, SILENCE, SILENCE, SILENCE, 6]);
  });

  test('are nothing before the first has come', () => {
    expect(hear(['tick', 'tick', 'tick', 'tick', 'tick', 'tick', 'tick'])).toEqual([]);
  });
});
