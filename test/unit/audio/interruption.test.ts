import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Listener, blockLength, bytesOf, entry, floats, onDevice, speech } from './listener.ts';

describe('an interruption', () => {
  for (const rate of [24_000, 44_100, 48_000]) {
    it(`is silent within 5 ms at ${rate}, without a click, and the ledger counts what was heard`, () => {
      const listener = new Listener(rate);
      listener.player.append('a', 0, bytesOf(speech(24_000, 1)));
      listener.player.append('b', 0, bytesOf(speech(4_800, 2)));
      listener.player.end('a', 0);
      const blocks = Math.round((rate * 0.4) / blockLength);
      listener.listen(blocks);
      const before = listener.heard.length;
      const ledger = listener.player.clear();
      listener.listen(20);

      const audible = listener.heard.findLastIndex((sample) => Math.abs(sample) > 1e-6) + 1;
      expect(audible - before).toBeLessThanOrEqual(rate * 0.005);
      expect(audible - before).toBeGreaterThan(rate * 0.002);
      const steps = listener.heard
        .slice(before - 1, audible + 1)
        .map((sample, i, all) => Math.abs(sample - (all[i - 1] ?? sample)));
      const loudestStep = Math.max(
        ...onDevice(speech(4_800, 1), rate).map((s, i, all) => Math.abs(s - (all[i - 1] ?? s))),
      );
      expect(Math.max(...steps)).toBeLessThanOrEqual(loudestStep * 1.1);

      const heardFrames = ((before + Math.floor(rate * 0.003)) * 24_000) / rate;
      expect(ledger.map(({ itemId }) => itemId)).toEqual(['a', 'b']);
      expect(Math.abs(ledger[0]!.playedFrames - heardFrames)).toBeLessThanOrEqual(1);
      expect(ledger[1]).toEqual(entry('b', 4_800, 0, false));
    });
  }

  for (const rate of [24_000, 44_100, 48_000]) {
    it(`is as exact after fifty answers, and pauses between them, as in the first at ${rate}`, () => {
      const listener = new Listener(rate);
      for (let i = 0; i < 50; i += 1) {
        listener.player.append(`a${i}`, 0, bytesOf(speech(480)));
        listener.player.end(`a${i}`, 0);
        listener.listen(30);
      }
      listener.player.append('last', 0, bytesOf(speech(24_000)));
      const before = listener.heard.length;
      listener.listen(100);
      const heardFrames = ((listener.heard.length - before + Math.floor(rate * 0.003)) * 24_000) / rate;
      expect(Math.abs(listener.player.clear()[0]!.playedFrames - heardFrames)).toBeLessThanOrEqual(1);
    });

    it(`is as exact after fifty gaps of the network as in the first at ${rate}`, () => {
      const listener = new Listener(rate);
      for (let i = 0; i < 50; i += 1) {
        listener.player.append('a', 0, bytesOf(speech(480)));
        // Longer than a player waits that has learnt of gaps, and until it has come to rest.
        listener.listen(200);
      }
      expect(listener.underruns).toBe(49);
      listener.player.append('a', 0, bytesOf(speech(24_000)));
      const before = listener.heard.length;
      listener.listen(100);
      const heardFrames = 50 * 480 + ((listener.heard.length - before + Math.floor(rate * 0.003)) * 24_000) / rate;
      expect(Math.abs(listener.player.clear()[0]!.playedFrames - heardFrames)).toBeLessThanOrEqual(1);
    });
  }

  it('tells what was handed to the device last: the item before, the pause, and the item that was cut', () => {
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(speech(1_280)));
    listener.player.end('a', 0);
    listener.listen(20);
    listener.player.append('b', 0, bytesOf(speech(24_000)));
    listener.listen(10);
    expect(listener.player.clear().map(({ itemId }) => itemId)).toEqual(['b']);
    const fade = 24_000 * 0.003;
    expect(listener.player.tail).toEqual([
      { frames: 1_280, entry: entry('a', 1_280, 1_280, true) },
      { frames: 1_280, entry: null },
      { frames: 1_280 + fade, entry: entry('b', 24_000, 1_280 + fade, false) },
    ]);
    // Never more than a second of it.
    listener.player.append('c', 0, bytesOf(speech(48_000)));
    listener.listen(300);
    listener.player.clear();
    expect(listener.player.tail.map(({ frames }) => frames)).toEqual([24_000]);
    // What was cut is over: it is no part of the next tail.
    listener.player.clear();
    expect(listener.player.tail).toEqual([]);
  });

  it('tells of what it cut by the ledger alone', () => {
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(speech(300)));
    listener.player.end('a', 0);
    listener.listen(2);
    // The rest of it is shorter than the fade, so all of it is heard.
    expect(listener.player.clear()).toEqual([entry('a', 300, 300, true)]);
    listener.listen(10);
    expect(listener.events).toEqual(['started a/0']);
    expect(listener.player.clear()).toEqual([]);
  });

  it('that comes twice, before the first has faded, cuts only what came between', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, bytesOf(speech(24_000)));
    listener.listen(10);
    expect(listener.player.clear()).toHaveLength(1);
    expect(listener.player.clear()).toEqual([]);
    listener.listen(1);
    listener.player.append('b', 0, bytesOf(speech(24_000)));
    expect(listener.player.clear()).toEqual([entry('b', 24_000, 0, false)]);
    listener.listen(10);
    const audible = listener.heard.findLastIndex((sample) => sample !== 0) + 1 - 10 * blockLength;
    expect(audible).toBeLessThanOrEqual(240);
    expect(listener.events).toEqual(['started a/0']);
  });

  it('of what was not heard yet is silent at once', () => {
    const listener = new Listener(48_000);
    listener.player.append('a', 0, bytesOf(speech(300)));
    expect(listener.player.clear()).toEqual([entry('a', 300, 0, false)]);
    listener.listen(4);
    expect(listener.heard.every((sample) => sample === 0)).toBe(true);
    expect(listener.events).toEqual([]);
  });

  it('does not touch the answer that comes after it', () => {
    const next = speech(1_000, 3);
    const listener = new Listener(24_000);
    listener.player.append('a', 0, bytesOf(speech(10_000)));
    listener.listen(3);
    listener.player.clear();
    listener.player.append('b', 0, bytesOf(next));
    listener.player.end('b', 0);
    listener.listen(20);
    const start = 4 * blockLength;
    expect(listener.heard.slice(start, start + 1_000)).toEqual(floats(next));
    expect(listener.events).toEqual(['started a/0', 'started b/0', 'played b/0 1000', 'drained']);
  });
});

describe('any order of chunks, ends, blocks and interruptions', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('append' as const),
      item: fc.integer({ min: 0, max: 3 }),
      bytes: fc.integer({ min: 0, max: 1_500 }),
    }),
    fc.record({ do: fc.constant('end' as const), item: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ do: fc.constant('listen' as const), blocks: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ do: fc.constant('clear' as const) }),
  );

  for (const rate of [24_000, 44_100, 48_000]) {
    it(`keeps the ledger true at ${rate}`, () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
          const listener = new Listener(rate);
          // The simple model: bytes that arrived since the last clear, by item; what ended takes no more.
          let bytes = new Map<number, number>();
          let ended = new Set<number>();
          const forget = (): void => {
            for (const event of listener.events.splice(0)) {
              const match = /^played i(\d)\/0 (\d+)$/.exec(event);
              if (match === null) continue;
              const item = Number(match[1]);
              expect(Number(match[2])).toBe(Math.floor(bytes.get(item)! / 2));
              expect(ended.has(item)).toBe(true);
              bytes.delete(item);
              ended.delete(item);
            }
          };
          for (const current of steps) {
            if (current.do === 'append') {
              if (!ended.has(current.item)) bytes.set(current.item, (bytes.get(current.item) ?? 0) + current.bytes);
              listener.player.append(`i${current.item}`, 0, new ArrayBuffer(current.bytes));
            } else if (current.do === 'end') {
              if (bytes.has(current.item)) ended.add(current.item);
              listener.player.end(`i${current.item}`, 0);
            } else if (current.do === 'listen') {
              listener.listen(current.blocks);
            } else {
              const ledger = listener.player.clear();
              expect(ledger.map(({ itemId }) => itemId)).toEqual([...bytes.keys()].map((item) => `i${item}`));
              for (const { itemId, receivedFrames, playedFrames, ended: isEnded } of ledger) {
                const item = Number(itemId.slice(1));
                expect(receivedFrames).toBe(Math.floor(bytes.get(item)! / 2));
                expect(playedFrames).toBeLessThanOrEqual(receivedFrames);
                expect(isEnded).toBe(ended.has(item));
              }
              bytes = new Map();
              ended = new Set();
            }
            forget();
          }
          for (const item of bytes.keys()) listener.player.end(`i${item}`, 0);
          for (const item of bytes.keys()) ended.add(item);
          const rest = [...bytes.values()].reduce((sum, count) => sum + count / 2, 0);
          listener.listen(Math.ceil(((rest / 24_000) * rate) / blockLength) + 20);
          const last = listener.events.at(-1);
          forget();
          expect(bytes.size).toBe(0);
          if (rest >= 1) expect(last).toBe('drained');
        }),
        { numRuns: 150 },
      );
    });
  }
});
