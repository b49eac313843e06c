import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EchoHold } from '../../../src/audio/echo-hold.ts';

const rate = 48_000;
const ms = (time: number): number => (rate * time) / 1_000;

interface Step {
  readonly frames: number;
  readonly isOpen: boolean;
  readonly isActive: boolean;
}

/** Speaks a number line, 1, 2, 3 …, through the hold, so that every sample says where it came from. */
function send(steps: readonly Step[], hold = new EchoHold(rate)): { sent: number[]; pushed: number; hold: EchoHold } {
  const sent: number[] = [];
  let pushed = 0;
  for (const { frames, isOpen, isActive } of steps) {
    const block = Float32Array.from({ length: frames }, (_, i) => pushed + i + 1);
    pushed += frames;
    hold.push(block, isOpen, isActive, (samples, count) => sent.push(...samples.subarray(0, count)));
  }
  return { sent, pushed, hold };
}

function inBlocks(total: number, isOpen: boolean, isActive: boolean): Step[] {
  return Array.from({ length: Math.round(total / 128) }, () => ({ frames: 128, isOpen, isActive }));
}

describe('what is sent while the assistant speaks', () => {
  it('is every sample as it was and at once while the gate is open', () => {
    const { sent, pushed } = send([
      { frames: 128, isOpen: true, isActive: false },
      { frames: 1_000, isOpen: true, isActive: true },
      { frames: 5_000, isOpen: true, isActive: false },
    ]);
    expect(sent).toEqual(Array.from({ length: pushed }, (_, i) => i + 1));
  });

  it('is silence for the assistant’s own voice, late by 140 ms', () => {
    const { sent, pushed, hold } = send([...inBlocks(ms(500), true, true), ...inBlocks(ms(1_000), false, true)]);
    expect(hold.heldFrames).toBe(ms(140));
    expect(sent).toHaveLength(pushed - ms(140));
    expect(sent.slice(ms(510))).toEqual(Array.from({ length: sent.length - ms(510) }, () => 0));
  });

  it('gives the first syllable back when a person opens the gate, and is in real time again', () => {
    const opened = inBlocks(ms(64), true, true);
    const { sent, pushed, hold } = send([...inBlocks(ms(1_000), false, true), ...opened]);
    expect(hold.heldFrames).toBe(0);
    expect(sent).toHaveLength(pushed);
    const syllable = pushed - ms(64) - ms(80);
    expect(sent.slice(ms(10), syllable - 128).every((sample) => sample === 0)).toBe(true);
    expect(sent.slice(syllable + ms(10))).toEqual(
      Array.from({ length: ms(134) }, (_, i) => syllable + ms(10) + i + 1),
    );
  });

  it('leaves out what opens the gate for a moment only', () => {
    const { sent } = send([
      ...inBlocks(ms(400), false, true),
      ...inBlocks(ms(48), true, true),
      ...inBlocks(ms(400), false, true),
    ]);
    expect(sent.length).toBeGreaterThan(ms(600));
    expect(sent.slice(ms(10)).every((sample) => sample === 0)).toBe(true);
  });

  it('keeps the last of the echo back when the assistant falls silent', () => {
    const end = { frames: 1_000, isOpen: true, isActive: false };
    const { sent, pushed } = send([...inBlocks(ms(1_000), false, true), end]);
    expect(sent).toHaveLength(pushed);
    expect(sent.slice(ms(10), pushed - 1_000).every((sample) => sample === 0)).toBe(true);
    expect(sent.at(-1)).toBe(pushed);
  });

  it('gives a word back that had just begun when the assistant falls silent', () => {
    const { sent, pushed } = send([
      ...inBlocks(ms(1_000), false, true),
      ...inBlocks(ms(32), true, true),
      { frames: 128, isOpen: true, isActive: false },
    ]);
    expect(sent.slice(pushed - ms(30))).toEqual(Array.from({ length: ms(30) }, (_, i) => pushed - ms(30) + i + 1));
  });

  it('sends a moment’s closing as if there had been none', () => {
    const { sent, pushed } = send([
      ...inBlocks(ms(100), true, true),
      ...inBlocks(ms(64), false, true),
      ...inBlocks(ms(100), true, true),
    ]);
    expect(sent).toEqual(Array.from({ length: pushed }, (_, i) => i + 1));
  });

  it('never clicks: of a steady tone’s height no step is more than a fade’s', () => {
    const hold = new EchoHold(rate);
    const sent: number[] = [];
    const block = new Float32Array(128).fill(0.5);
    for (let i = 0; i < 1_200; i += 1) {
      const isOpen = Math.floor(i / 70) % 2 === 0;
      hold.push(block, isOpen, i % 140 < 100, (samples, count) => sent.push(...samples.subarray(0, count)));
    }
    const steps = sent.slice(1).map((sample, i) => Math.abs(sample - sent[i]!));
    const greatest = steps.reduce((most, step) => Math.max(most, step), 0);
    expect(greatest).toBeGreaterThan(0);
    expect(greatest).toBeLessThan((0.5 * 1.6) / ms(5));
  });

  it('keeps a word that had just begun when it is flushed', () => {
    const { sent, pushed, hold } = send([...inBlocks(ms(400), false, true), ...inBlocks(ms(32), true, true)]);
    hold.flush((samples, count) => sent.push(...samples.subarray(0, count)));
    expect(sent).toHaveLength(pushed);
    expect(sent.slice(pushed - ms(30))).toEqual(Array.from({ length: ms(30) }, (_, i) => pushed - ms(30) + i + 1));
  });

  it('ends with silence when it is flushed while closed, and begins anew after a reset', () => {
    const { sent, pushed, hold } = send(inBlocks(ms(60), false, true));
    expect(sent).toEqual([]);
    hold.flush((samples, count) => sent.push(...samples.subarray(0, count)));
    expect(sent).toHaveLength(pushed);
    expect(sent.at(-1)).toBe(0);
    send(inBlocks(ms(60), false, true), hold);
    hold.reset();
    expect(hold.heldFrames).toBe(0);
    expect(send([{ frames: 3, isOpen: true, isActive: true }], hold).sent).toEqual([1, 2, 3]);
  });

  it('never loses, repeats or moves a sample, however gate and blocks come', () => {
    const frames = fc.integer({ min: 0, max: 3_000 });
    const step = fc.record({ frames, isOpen: fc.boolean(), isActive: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(8_000, 44_100, 192_000), (steps, rate) => {
        const { sent, pushed, hold } = send(steps, new EchoHold(rate));
        expect(hold.heldFrames).toBeLessThanOrEqual(Math.round(rate * 0.14));
        expect(sent.length + hold.heldFrames).toBe(pushed);
        hold.flush((samples, count) => {
          expect(count).toBeLessThanOrEqual(samples.length);
          sent.push(...samples.subarray(0, count));
        });
        expect(sent).toHaveLength(pushed);
        // Each is the sample of its own place, faded or not.
        expect(sent.every((sample, i) => sample >= 0 && sample <= i + 1)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses rates that no device has', () => {
    for (const wrong of [0, -1, 44_100.5, Number.NaN, 1e9]) expect(() => new EchoHold(wrong)).toThrow(RangeError);
  });
});
