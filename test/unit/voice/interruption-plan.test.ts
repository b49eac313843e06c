import type { Cleared } from '../../../src/audio/messages.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import { planInterruption } from '../../../src/voice/interruption-plan.ts';

/** The ledger of contents that were handed to the device one behind the other, without a pause. */
function contiguous(ledger: readonly LedgerEntry[]): Cleared {
  return { ledger, tail: ledger.map((entry) => ({ frames: entry.playedFrames, entry })) };
}

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
    expect(planInterruption(contiguous(ledger), ms(latencyMs))).toEqual({ truncate, remove });
  });

  it.each([
    {
      name: 'of an answer that the service goes on with',
      ledger: [entry('a', 700, 900, false), entry('b', 0, 250, false)],
      truncate: [truncation('a', 700, 900, false)],
      remove: ['b'],
    },
    {
      name: 'of one that was complete long ago',
      ledger: [entry('a', 700, 9000), entry('b', 0, 8000)],
      truncate: [truncation('a', 700, 9000)],
      remove: ['b'],
    },
    {
      name: 'between two items: the first was heard, the second was not',
      ledger: [entry('a', 2000, 2000), entry('b', 0, 2000), entry('c', 0, 2000)],
      truncate: [],
      remove: ['b', 'c'],
    },
    {
      name: 'when nothing was heard of anything',
      ledger: [entry('a', 0, 2000), entry('b', 0, 2000), entry('c', 0, 0, false)],
      truncate: [],
      remove: ['a', 'b', 'c'],
    },
    {
      name: 'while the device holds one whole item between two others',
      ledger: [entry('a', 2000, 2000), entry('b', 100, 100), entry('c', 50, 2000)],
      latencyMs: 250,
      truncate: [truncation('a', 1900, 2000)],
      remove: ['b', 'c'],
    },
    {
      name: 'while the device holds exactly what was played of the second',
      ledger: [entry('a', 2000, 2000), entry('b', 50, 2000)],
      latencyMs: 50,
      truncate: [],
      remove: ['b'],
    },
    {
      name: 'a millisecond into it',
      ledger: [entry('a', 1, 2000), entry('b', 0, 2000)],
      truncate: [truncation('a', 1, 2000)],
      remove: ['b'],
    },
    {
      name: 'a frame before its end',
      ledger: [{ ...entry('a', 2000, 2000), playedFrames: ms(2000) - 1 }],
      truncate: [truncation('a', 1999, 2000)],
      remove: [],
    },
    {
      name: 'in the first part of an item: of the second the service must not believe that it was heard',
      ledger: [entry('a', 300, 1000, true, 0), entry('a', 0, 900, true, 1)],
      truncate: [truncation('a', 300, 1000, true, 0), truncation('a', 1, 900, true, 1)],
      remove: [],
    },
    {
      name: 'in the second part of an item, as far as the device has it',
      ledger: [entry('a', 1000, 1000, true, 0), entry('a', 300, 900, true, 1), entry('b', 0, 100)],
      latencyMs: 100,
      truncate: [truncation('a', 200, 900, true, 1)],
      remove: ['b'],
    },
  ])('$name', ({ ledger, latencyMs = 0, truncate, remove }) => {
    expect(planInterruption(contiguous(ledger), ms(latencyMs))).toEqual({ truncate, remove });
  });

  /** A ledger as the queue gives it: heard to its end, then in part, then not at all; one or two contents an item. */
  const ledgers = fc
    .record({
      items: fc.array(
        fc.array(fc.record({ frames: fc.oneof(fc.nat(60), fc.nat(100_000)), ended: fc.boolean() }), {
          minLength: 1,
          maxLength: 2,
        }),
        { maxLength: 5 },
      ),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ items, share }) => {
      const contents = items.flatMap((parts, item) => parts.map((part, at) => ({ ...part, itemId: `i${item}`, at })));
      let left = Math.round(contents.reduce((sum, { frames }) => sum + frames, 0) * share);
      return contents.map(({ itemId, at, frames, ended }): LedgerEntry => {
        const playedFrames = Math.min(left, frames);
        left -= playedFrames;
        return { itemId, contentIndex: at, receivedFrames: frames, playedFrames, ended };
      });
    });
  const latencies = fc.oneof(fc.nat(200), fc.nat(20_000), fc.double({ min: -1_000, max: 200_000, noNaN: true }));

  it('cuts where it was heard, frame by frame, and deletes what was not, whatever was queued', () => {
    fc.assert(
      fc.property(ledgers, latencies, (ledger, latency) => {
        const { truncate, remove } = planInterruption(contiguous(ledger), latency);
        // The same with one entry a frame: what was played, less what the device still holds at its end.
        const played = ledger.flatMap((one, at) => Array.from({ length: one.playedFrames }, () => at));
        const heard = played.slice(0, Math.max(0, played.length - Math.max(0, Math.round(latency))));
        const heardFrames = ledger.map(() => 0);
        for (const at of heard) heardFrames[at]! += 1;
        const heardMs = heardFrames.map((frames) => Math.floor(frames / 24));

        const isHeard = (itemId: string): boolean =>
          ledger.some((one, at) => one.itemId === itemId && heardMs[at]! > 0);
        const cut = ledger.filter(({ itemId, ended, receivedFrames }, at) => {
          const isWhole = ended && heardFrames[at] === receivedFrames;
          return isHeard(itemId) && receivedFrames >= 24 && !isWhole;
        });
        expect(truncate.map(({ itemId, contentIndex }) => [itemId, contentIndex])).toEqual(
          cut.map(({ itemId, contentIndex }) => [itemId, contentIndex]),
        );
        for (const { itemId, contentIndex, audioEndMs, receivedMs, ended } of truncate) {
          const at = ledger.findIndex((one) => one.itemId === itemId && one.contentIndex === contentIndex);
          expect(audioEndMs).toBe(Math.max(1, heardMs[at]!));
          expect(audioEndMs).toBeGreaterThan(0);
          expect(audioEndMs).toBeLessThanOrEqual(receivedMs);
          expect(receivedMs).toBe(Math.floor(ledger[at]!.receivedFrames / 24));
          expect(ended).toBe(ledger[at]!.ended);
          expect(remove).not.toContain(itemId);
        }
        const unheard = ledger.filter(({ itemId }) => !isHeard(itemId));
        expect(remove).toEqual([...new Set(unheard.map(({ itemId }) => itemId))]);
      }),
      { numRuns: 300 },
    );
  });

  it('never claims more than was received, and names no item for both, even where a ledger makes no sense', () => {
    const entries = fc.uniqueArray(
      fc.record({
        itemId: fc.constantFrom('a', 'b', 'c', 'd'),
        contentIndex: fc.nat(1),
        playedFrames: fc.nat(100_000),
        receivedFrames: fc.nat(100_000),
        ended: fc.boolean(),
      }),
      { selector: (one) => `${one.itemId} ${one.contentIndex}` },
    );
    fc.assert(
      fc.property(entries, fc.double({ min: -1000, max: 50_000, noNaN: true }), (ledger, latency) => {
        const { truncate, remove } = planInterruption(contiguous(ledger), latency);
        for (const cut of truncate) {
          expect(Number.isInteger(cut.audioEndMs)).toBe(true);
          expect(cut.audioEndMs).toBeGreaterThan(0);
          expect(cut.audioEndMs).toBeLessThanOrEqual(cut.receivedMs);
          expect(remove).not.toContain(cut.itemId);
        }
        expect(new Set(remove).size).toBe(remove.length);
      }),
    );
  });
});

describe('what a device held back', () => {
  const whole = { itemId: 'whole', contentIndex: 0, receivedFrames: 24_000, playedFrames: 24_000, ended: true };
  const next = { itemId: 'next', contentIndex: 0, receivedFrames: 24_000, playedFrames: ms(20), ended: false };

  it('of an item that was handed over whole was not heard, and the one behind it not at all', () => {
    const tail = [
      { frames: 24_000 - ms(20), entry: whole },
      { frames: ms(20), entry: next },
    ];
    expect(planInterruption({ ledger: [next], tail }, ms(42))).toEqual({
      truncate: [{ itemId: 'whole', contentIndex: 0, audioEndMs: 978, receivedMs: 1000, ended: true }],
      remove: ['next'],
    });
  });

  it('may be the silence between two items, which nobody misses', () => {
    const tail = [
      { frames: ms(500), entry: whole },
      { frames: ms(22), entry: null },
      { frames: ms(20), entry: next },
    ];
    expect(planInterruption({ ledger: [next], tail }, ms(42))).toEqual({ truncate: [], remove: ['next'] });
    expect(planInterruption({ ledger: [next], tail }, ms(52)).truncate).toEqual([
      { itemId: 'whole', contentIndex: 0, audioEndMs: 990, receivedMs: 1000, ended: true },
    ]);
  });
});
