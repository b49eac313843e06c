import { describe, expect, it } from 'vitest';
import { bandCount, BandPowers } from '../../../src/audio/band-powers.ts';

const db = (ratio: number): number => 10 * Math.log10(ratio);

function tone(frequency: number, rate: number, peak: number): Float32Array {
  return Float32Array.from({ length: rate }, (_, i) => peak * Math.sin((2 * Math.PI * frequency * i) / rate));
}

/** The bands of the last frame of a second, and how many frames it had. */
function analyse(rate: number, first: Float32Array, second?: Float32Array, blockLength = 128) {
  let frames = 0;
  const bands = new BandPowers(rate, () => {
    frames += 1;
  });
  for (let at = 0; at < first.length; at += blockLength) {
    bands.write(first.subarray(at, at + blockLength), second?.subarray(at, at + blockLength));
  }
  return { first: [...bands.first], second: [...bands.second], frames };
}

const sum = (bands: readonly number[]): number => bands.reduce((total, power) => total + power, 0);
const loudest = (bands: readonly number[]): number => bands.indexOf(Math.max(...bands));

for (const rate of [16_000, 22_050, 24_000, 44_100, 48_000, 96_000]) {
  describe(`the bands of two signals at ${rate} frames a second`, () => {
    it('hold the power of a tone, and hold it apart from the other signal’s', () => {
      const { first, second } = analyse(rate, tone(440, rate, 0.5), tone(3_000, rate, 0.02));
      expect(db(sum(first) / 0.125)).toBeCloseTo(0, 0);
      expect(db(sum(second) / 0.0002)).toBeCloseTo(0, 0);
      expect(loudest(first)).toBeLessThan(loudest(second));
    });

    it('put a tone into the same band as at any other rate', () => {
      for (const frequency of [220, 700, 2_100, 5_000]) {
        const expected = loudest(analyse(16_000, tone(frequency, 16_000, 0.5)).first);
        expect(loudest(analyse(rate, tone(frequency, rate, 0.5)).first), `${frequency} Hz`).toBe(expected);
      }
    });

    it('are new a hundred times a second', () => {
      expect(analyse(rate, new Float32Array(rate)).frames).toBe(100);
    });
  });
}

describe('the bands of two signals', () => {
  it('know nothing of what lies beyond the voice', () => {
    for (const rate of [44_100, 48_000, 96_000]) {
      for (const frequency of [50, 11_000, 15_000, 16_300, 20_000]) {
        const { first } = analyse(rate, tone(frequency, rate, 0.5));
        expect(db(sum(first) / 0.125), `${frequency} Hz at ${rate}`).toBeLessThan(-30);
      }
    }
  });

  it('are the same however the signals were cut into blocks', () => {
    const first = tone(1_234, 44_100, 0.3);
    const second = tone(567, 44_100, 0.1);
    const whole = analyse(44_100, first, second, 44_100);
    for (const blockLength of [1, 128, 1_000]) expect(analyse(44_100, first, second, blockLength)).toEqual(whole);
  });

  it('are sixteen, and silent where a signal is missing', () => {
    const { first, second } = analyse(48_000, tone(440, 48_000, 0.5));
    expect(first).toHaveLength(bandCount);
    expect(sum(second)).toBeLessThan(1e-20);
  });
});
