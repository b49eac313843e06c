import { describe, expect, it } from 'vitest';
import { beatClarity } from '../../../src/audio/beat-clarity.ts';
import { beatPhase, plainPulse } from '../../../src/audio/beat.ts';

const rate = 8_000;
const strokes = (bpm: number, seconds: number): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, i) => {
    const since = (i % Math.round((60 / bpm) * rate)) / rate;
    return Math.exp(-since * 20) * Math.sin(2 * Math.PI * 80 * since);
  });

describe('the phase of a beat', () => {
  it('begins anew with each beat, before the first one too', () => {
    const beat = { bpm: 120, offsetSeconds: 0.25 };
    expect([0, 0.25, 0.375, 0.5, 0.75].map((at) => beatPhase(beat, at))).toEqual([0.5, 0, 0.25, 0.5, 0]);
  });

  it('of a plain pulse is that of seconds', () => {
    expect([0, 0.25, 1.5].map((at) => beatPhase(plainPulse, at))).toEqual([0, 0.25, 0.5]);
  });
});

describe('the clarity of a beat', () => {
  it('is near 1 at the tempo of strokes, and low at another', () => {
    expect(beatClarity(strokes(100, 10), rate, 100)).toBeGreaterThan(0.9);
    expect(beatClarity(strokes(100, 10), rate, 83)).toBeLessThan(0.2);
  });

  it('is nothing in a steady tone, in silence, and in what is too short to repeat', () => {
    const tone = Float32Array.from({ length: rate * 5 }, (_, i) => Math.sin((2 * Math.PI * 110 * i) / rate));
    expect(beatClarity(tone, rate, 120)).toBe(0);
    expect(beatClarity(new Float32Array(rate * 5), rate, 120)).toBe(0);
    expect(beatClarity(strokes(60, 1), rate, 60)).toBe(0);
    expect(beatClarity(new Float32Array(0), rate, 60)).toBe(0);
  });

  it('is low where strokes fall at random', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const samples = new Float32Array(rate * 20);
    for (let stroke = 0; stroke < 50; stroke += 1) {
      const from = Math.floor(random() * (samples.length - rate));
      for (let i = 0; i < rate / 4; i += 1) samples[from + i]! += Math.exp(-i / 400) * Math.sin((2 * Math.PI * 80 * i) / rate);
    }
    for (const bpm of [95, 110, 125, 140, 155, 170]) expect(beatClarity(samples, rate, bpm), String(bpm)).toBeLessThan(0.4);
  });
});
