import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AudioDecoder, AudioEncoder, bytesFromPcm, pcmFromBytes } from '../../src/local/audio-format.js';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../src/local/g711.js';
import { resample, Resampler } from '../../src/local/resample.js';

const tone = (hz: number, rate: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hz * at) / rate));

/** Level of a tone in the middle of a recording, where no edge disturbs, against 0.5 in decibels. */
function levelDb(samples: Float32Array): number {
  const middle = samples.subarray(samples.length >> 2, samples.length - (samples.length >> 2));
  const rms = Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
  return 20 * Math.log10(rms / (0.5 / Math.SQRT2));
}

describe('changing the rate', () => {
  test.each([
    [16_000, 24_000, 1_000],
    [16_000, 24_000, 6_000],
    [24_000, 16_000, 3_000],
    [8_000, 24_000, 2_500],
    [24_000, 8_000, 2_500],
  ])('from %i to %i Hz keeps a tone of %i Hz as loud as it was', (from, to, hz) => {
    expect(Math.abs(levelDb(resample(tone(hz, from), from, to)))).toBeLessThan(0.2);
  });

  test.each([
    [24_000, 16_000, 9_500],
    [24_000, 8_000, 5_000],
  ])('from %i to %i Hz silences a tone of %i Hz that the new rate cannot carry', (from, to, hz) => {
    expect(levelDb(resample(tone(hz, from), from, to))).toBeLessThan(-60);
  });

  test('gives as many samples as the time lasts, and the same in pieces as at once', () => {
    const whole = tone(440, 24_000);
    const once = resample(whole, 24_000, 16_000);
    const resampler = new Resampler(24_000, 16_000);
    const pieces: number[] = [];
    for (let at = 0; at < whole.length; at += 271) pieces.push(...resampler.push(whole.subarray(at, at + 271)));
    pieces.push(...resampler.flush());
    expect(once.length).toBe(8_000);
    expect(pieces).toEqual([...once]);
  });
});

describe('G.711', () => {
  test('µ-law and A-law codes survive decoding and encoding', () => {
    for (let code = 0; code < 256; code++) {
      // Both zeros of µ-law decode to 0 and come back as the positive one.
      if (code !== 0x7f) expect(encodeMuLaw(decodeMuLaw(code))).toBe(code);
      expect(encodeALaw(decodeALaw(code))).toBe(code);
    }
  });

  test('known values of the standard', () => {
    expect(decodeMuLaw(0x00)).toBe(-32_124);
    expect(decodeMuLaw(0xff)).toBe(0);
    expect(decodeALaw(0xd5)).toBe(8);
    expect(decodeALaw(0x2a)).toBe(-32_256);
    expect(encodeMuLaw(0)).toBe(0xff);
    expect(encodeALaw(0)).toBe(0xd5);
  });

  test('the error of any sample is a small part of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        expect(Math.abs(decodeMuLaw(encodeMuLaw(sample)) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 660);
        expect(Math.abs(decodeALaw(encodeALaw(sample)) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 520);
      }),
    );
  });

  test.each(['audio/pcmu', 'audio/pcma'] as const)('%s at 8 kHz carries a voice-band tone both ways', (type) => {
    const bytes = new AudioEncoder({ type }).encode(tone(1_000, 24_000));
    expect(bytes.length).toBeGreaterThan(3_900);
    const back = new AudioDecoder({ type }).decode(bytes);
    expect(Math.abs(levelDb(Float32Array.from(back, (sample) => sample / 32_768)))).toBeLessThan(0.5);
  });
});

test('PCM bytes are little-endian and read right from any offset', () => {
  const bytes = Buffer.concat([Buffer.from([9]), bytesFromPcm(Int16Array.of(1, -2, 32_767, -32_768))]).subarray(1);
  expect([...bytes]).toEqual([1, 0, 254, 255, 255, 127, 0, 128]);
  expect([...pcmFromBytes(bytes)]).toEqual([1, -2, 32_767, -32_768]);
});
