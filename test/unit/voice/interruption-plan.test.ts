import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import { planInterruption } from '../../../src/voice/interruption-plan.ts';

const ms = (count: number) => count * 24;
const entry = (itemId: string, playedMs: number, receivedMs: number, ended = true, contentIndex = 0): LedgerEntry => ({
  itemId,
  contentIndex,
  playedFrames: ms(playedMs),
  receivedFrames: ms(receivedMs),
  ended,
});
const truncation = (itemId: string, audioEndMs: number, receivedMs: number, ended = true, contentIndex = 0) => ({
  itemId,
  contentIndex,
  audioEndMs,
  receivedMs,
  ended,
});

describe('what the service is told when the visitor interrupts', () => {
  it.each([
    { name: 'nothing plays', ledger: [], truncate: [], remove: [] },
    {
      name: 'in the midst of an answer',
      ledger: [entry('a', 1200, 3000)],
      truncate: [truncation('a', 1200, 3000)],
      remove: [],
    },
    {
      name: 'what the device still held was not heard',
      ledger: [entry('a', 1200, 3000)],
      latencyMs: 200,
      truncate: [truncation('a', 1000, 3000)],
      remove: [],
    },
    {
      name: 'what waited behind is deleted',
      ledger: [entry('a', 500, 3000), entry('b', 0, 2000), entry('c', 0, 100, false)],
      truncate: [truncation('a', 500, 3000)],
      remove: ['b', 'c'],
    },
    { name: 'nothing of it was heard yet', ledger: [entry('a', 0, 250, false)], truncate: [], remove: ['a'] },
    { name: 'less than a millisecond was heard', ledger: [entry('a', 0.5, 250)], truncate: [], remove: ['a'] },
    {
      name: 'all that was played is still in the device',
      ledger: [entry('a', 80, 250)],
      latencyMs: 100,
      truncate: [],
      remove: ['a'],
    },
    {
      name: 'the device holds the end of one and the start of the next',
      ledger: [entry('a', 2000, 2000), entry('b', 50, 2000)],
      latencyMs: 150,
      truncate: [truncation('a', 1900, 2000)],
      remove: ['b'],
    },
    { name: 'it was heard to its end', ledger: [entry('a', 2000, 2000)], truncate: [], remove: [] },
    {
      name: 'it was heard as far as it came, and more was to come',
      ledger: [entry('a', 2000, 2000, false)],
      truncate: [truncation('a', 2000, 2000, false)],
      remove: [],
    },
    {
      name: 'one item in two parts',
      ledger: [entry('a', 1000, 1000, true, 0), entry('a', 300, 900, true, 1)],
      truncate: [truncation('a', 300, 900, true, 1)],
      remove: [],
    },
    {
      name: 'odd milliseconds are rounded down',
      ledger: [entry('a', 10.9, 3000)],
      truncate: [truncation('a', 10, 3000)],
      remove: [],
    },
    {
      name: 'a latency that makes no sense is none',
      ledger: [entry('a', 100, 300)],
      latencyMs: -50,
      truncate: [truncation('a', 100, 300)],
      remove: [],
    },
  ])('$name', ({ ledger, latencyMs = 0, truncate, remove }) => {
    expect(planInterruption(ledger, ms(latencyMs))).toEqual({ truncate, remove });
  });

  it('never claims more than was received, never names an item for both, and leaves none out', () => {
    const entries = fc.uniqueArray(
      fc.record({
        itemId: fc.constantFrom('a', 'b', 'c', 'd'),
        contentIndex: fc.constant(0),
        playedFrames: fc.nat(100_000),
        receivedFrames: fc.nat(100_000),
        ended: fc.boolean(),
      }),
      { selector: (one) => one.itemId },
    );
    fc.assert(
      fc.property(entries, fc.double({ min: -1000, max: 50_000, noNaN: true }), (ledger, latency) => {
        const { truncate, remove } = planInterruption(ledger, latency);
        for (const cut of truncate) {
          expect(Number.isInteger(cut.audioEndMs)).toBe(true);
          expect(cut.audioEndMs).toBeGreaterThan(0);
          expect(cut.audioEndMs).toBeLessThanOrEqual(cut.receivedMs);
          expect(remove).not.toContain(cut.itemId);
        }
      }),
    );
  });
});
