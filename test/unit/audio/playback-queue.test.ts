import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/audio/ledger.ts';
import { PlaybackQueue } from '../../../src/audio/playback-queue.ts';

/** Frames of a fade: 5 ms. */
const fade = 120;
const gain = (frame: number): number => 0.5 + 0.5 * Math.cos((Math.PI * frame) / fade);

interface Content {
  readonly itemId: string;
  readonly contentIndex: number;
  readonly bytes: number[];
  read: number;
  played: number;
  ended: boolean;
}

interface Frame {
  readonly content: Content | null;
  readonly audible: boolean;
}

const received = (content: Content): number => Math.floor(content.bytes.length / 2);
const keyOf = (itemId: string, contentIndex: number): string => `${itemId}/${contentIndex}`;

/** The queue as one would tell it to a child: one entry a byte, one entry a frame, and no thought of speed. */
class PlainQueue {
  readonly contents: Content[] = [];
  /** Contents that have audio, in the order in which it arrived. */
  ready: Content[] = [];
  /** What was read and not played yet. */
  ahead: Frame[] = [];
  events: string[] = [];
  playing: Content | null = null;
  #reading: Content | null = null;
  #starved = false;
  #lastSample = 0;
  /** What is left of the fades, a number a frame: to be added, and to be multiplied with. */
  #out: number[] = [];
  #in: number[] = [];
  #tail = 0;
  readonly #tailFrames: number;

  constructor(tailFrames: number) {
    this.#tailFrames = tailFrames;
  }

  find(itemId: string, contentIndex: number): Content | undefined {
    return this.contents.find((one) => one.itemId === itemId && one.contentIndex === contentIndex);
  }

  append(itemId: string, contentIndex: number, bytes: readonly number[]): void {
    let content = this.find(itemId, contentIndex);
    if (content === undefined) {
      content = { itemId, contentIndex, bytes: [], read: 0, played: 0, ended: false };
      this.contents.push(content);
    }
    if (content.ended) return;
    content.bytes.push(...bytes);
    if (received(content) > content.read && !this.ready.includes(content)) this.ready.push(content);
  }

  end(itemId: string, contentIndex: number): void {
    const content = this.find(itemId, contentIndex);
    if (content === undefined) return;
    content.ended = true;
    this.#finish(content);
  }

  read(count: number): number[] {
    return Array.from({ length: count }, () => {
      const content = this.ready[0];
      if (content === undefined) {
        if (this.#reading !== null && !this.#reading.ended && !this.#starved) {
          this.#starved = true;
          this.#out = Array.from({ length: fade }, (_, i) => this.#lastSample * gain(i + 1));
        }
        this.ahead.push({ content: null, audible: this.#tail > 0 || this.#out.length > 0 });
        this.#tail = Math.max(0, this.#tail - 1);
        return this.#faded(0);
      }
      if (this.#starved && content === this.#reading) {
        this.events.push('underrun');
        this.#in = Array.from({ length: fade }, (_, i) => gain(fade - i));
      }
      this.#starved = false;
      this.#reading = content;
      this.#tail = this.#tailFrames;
      const word = content.bytes[content.read * 2]! | (content.bytes[content.read * 2 + 1]! << 8);
      content.read += 1;
      if (content.read === received(content)) this.ready.shift();
      this.ahead.push({ content, audible: true });
      this.#lastSample = this.#faded((word >= 0x8000 ? word - 0x1_0000 : word) / 0x8000);
      return this.#lastSample;
    });
  }

  advance(count: number, quiet: boolean): void {
    for (const { content } of this.ahead.splice(0, count)) {
      if (content === null) continue;
      this.playing = content;
      content.played += 1;
      if (quiet) continue;
      if (content.played === 1) this.events.push(`started ${keyOf(content.itemId, content.contentIndex)}`);
      this.#finish(content);
    }
  }

  clear(): LedgerEntry[] {
    const ledger = this.contents.map(entryOf);
    this.contents.length = 0;
    this.ready = [];
    this.ahead = [];
    this.playing = null;
    this.#reading = null;
    this.#starved = false;
    this.#out = [];
    this.#in = [];
    this.#tail = 0;
    return ledger;
  }

  get isSettled(): boolean {
    return this.ready.length === 0 && this.#out.length === 0 && this.ahead.every(({ audible }) => !audible);
  }

  #faded(sample: number): number {
    return sample * (this.#in.shift() ?? 1) + (this.#out.shift() ?? 0);
  }

  #finish(content: Content): void {
    if (!content.ended || content.played < received(content)) return;
    this.contents.splice(this.contents.indexOf(content), 1);
    this.events.push(`played ${keyOf(content.itemId, content.contentIndex)} ${content.played}`);
  }
}

function entryOf(content: Content): LedgerEntry {
  const { itemId, contentIndex, played, ended } = content;
  return { itemId, contentIndex, receivedFrames: received(content), playedFrames: played, ended };
}

/** The queue itself, with what it told. */
class Real {
  readonly queue: PlaybackQueue;
  events: string[] = [];

  constructor(tailFrames: number) {
    this.queue = new PlaybackQueue(
      {
        started: (itemId, contentIndex) => this.events.push(`started ${keyOf(itemId, contentIndex)}`),
        played: (entry) => {
          expect(entry).toMatchObject({ ended: true, receivedFrames: entry.playedFrames });
          this.events.push(`played ${keyOf(entry.itemId, entry.contentIndex)} ${entry.playedFrames}`);
        },
        underrun: () => this.events.push('underrun'),
      },
      24_000,
      tailFrames,
    );
  }
}

type Step = fc.Command<PlainQueue, Real>;

function step(
  name: string,
  run: (plain: PlainQueue, real: Real) => void,
  check?: (plain: Readonly<PlainQueue>) => boolean,
): Step {
  return {
    check: (plain) => check?.(plain) ?? true,
    run: (plain, real) => {
      run(plain, real);
      expect(real.events).toEqual(plain.events);
      expect(real.queue.hasAudio).toBe(plain.ready.length > 0);
      expect(real.queue.isEmpty).toBe(plain.contents.length === 0);
      expect(real.queue.isSettled).toBe(plain.isSettled);
      expect(real.queue.playing).toEqual(plain.playing === null ? undefined : entryOf(plain.playing));
    },
    toString: () => name,
  };
}

function read(plain: PlainQueue, { queue }: Real, count: number): void {
  const target = new Float32Array(count);
  queue.read(target, count);
  const wanted = plain.read(count);
  const wrong = wanted.findIndex((sample, i) => Math.abs(sample - target[i]!) > 1e-6);
  expect(wrong, `sample ${wrong}: ${target[wrong]} for ${wanted[wrong]}`).toBe(-1);
}

const item = fc.constantFrom('a', 'b', 'c');
const index = fc.constantFrom(0, 0, 0, 1);
/** The queue keeps its samples in pages of 4,800; these go over their borders. */
const long = fc
  .integer({ min: 9_000, max: 12_000 })
  .map((length) => Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256));
const chunk = fc.oneof(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 900, size: 'max' }), long);
const frames = fc.oneof(
  fc.integer({ min: 3_000, max: 6_000 }),
  fc.integer({ min: 0, max: 8 }),
  fc.constant(128),
  fc.integer({ min: 0, max: 700 }),
);
const steps = fc.commands(
  [
    fc.tuple(item, index, chunk).map(([itemId, at, bytes]) =>
      step(`append ${bytes.length} to ${keyOf(itemId, at)}`, (plain, { queue }) => {
        queue.append(itemId, at, bytes.slice().buffer);
        plain.append(itemId, at, [...bytes]);
      }),
    ),
    fc.tuple(item, index).map(([itemId, at]) =>
      step(`end ${keyOf(itemId, at)}`, (plain, { queue }) => {
        queue.end(itemId, at);
        plain.end(itemId, at);
      }),
    ),
    frames.map((count) => step(`read ${count}`, (plain, real) => read(plain, real, count))),
    // More than was read, too.
    frames.map((count) =>
      step(`advance ${count}`, (plain, { queue }) => {
        queue.advance(count);
        plain.advance(count, false);
      }),
    ),
    frames.map((count) =>
      step(`play ${count}`, (plain, real) => {
        read(plain, real, count);
        real.queue.advance(count);
        plain.advance(count, false);
      }),
    ),
    fc.constant(
      step(
        'forget the silence ahead',
        (plain, { queue }) => {
          queue.forgetAhead();
          plain.ahead = [];
        },
        (plain) => plain.isSettled,
      ),
    ),
    // As an interruption does: what the fade still lets through counts, and nobody is told.
    frames.map((count) =>
      step(`clear after ${count}`, (plain, real) => {
        read(plain, real, count);
        real.queue.advance(count, true);
        plain.advance(count, true);
        expect(real.queue.clear()).toEqual(plain.clear());
      }),
    ),
  ],
  { size: 'max', maxCommands: 60 },
);

describe('the queue of what is to be heard', () => {
  it.each([0, 50])(
    'gives the samples, tells the events and keeps the ledger of a plain list, whatever happens (tail of %i)',
    (tailFrames) => {
      fc.assert(
        fc.property(steps, (walk) => {
          const plain = new PlainQueue(tailFrames);
          const real = new Real(tailFrames);
          fc.modelRun(() => ({ model: plain, real }), walk);
          // And then everything is heard to its end.
          for (const { itemId, contentIndex } of plain.contents.slice()) {
            real.queue.end(itemId, contentIndex);
            plain.end(itemId, contentIndex);
          }
          while (!plain.isSettled) {
            read(plain, real, 128);
            real.queue.advance(128);
            plain.advance(128, false);
          }
          expect(real.events).toEqual(plain.events);
          expect([real.queue.isSettled, real.queue.isEmpty, plain.contents.length]).toEqual([true, true, 0]);
        }),
        { numRuns: 150 },
      );
    },
    20_000,
  );

  it('plays another answer while one starves, and goes on with it behind that, without a gap', () => {
    const { queue, events } = new Real(0);
    const target = new Float32Array(4);
    const samples = (value: number, count: number): ArrayBuffer => new Int16Array(count).fill(value * 0x8000).buffer;
    queue.append('a', 0, samples(0.25, 1));
    queue.append('b', 0, samples(0.5, 2));
    queue.read(target.subarray(0, 2), 2);
    queue.append('a', 0, samples(0.75, 1));
    queue.read(target.subarray(2), 2);
    queue.advance(4);
    expect([...target]).toEqual([0.25, 0.5, 0.5, 0.75]);
    expect(events).toEqual(['started a/0', 'started b/0']);
  });

  it('knows a thousand contents at most: a peer that opens them without end fills no memory', () => {
    const { queue } = new Real(0);
    for (let i = 0; i < 1_100; i += 1) queue.append(`item ${i}`, 0, new ArrayBuffer(2));
    expect(queue.clear()).toHaveLength(1_000);
  });

  it('cuts a content that does not fit any more, says so by its ledger, and leaves no hole in it', () => {
    const { queue } = new Real(0);
    const minute = new ArrayBuffer(60 * 48_000);
    for (let i = 0; i < 29; i += 1) queue.append('a', 0, minute);
    queue.append('b', 0, new ArrayBuffer(59 * 48_000));
    queue.append('b', 0, new ArrayBuffer(48_000 + 2));
    // It would fit, but what was before it did not.
    queue.append('b', 0, new ArrayBuffer(2));
    queue.append('c', 0, new ArrayBuffer(48_000));
    expect(queue.clear().map(({ itemId, receivedFrames }) => [itemId, receivedFrames / 24_000])).toEqual([
      ['a', 29 * 60],
      ['b', 59],
      ['c', 1],
    ]);
  });
});
