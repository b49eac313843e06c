import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../src/audio/resampler.ts';

const db = (ratio: number): number => 20 * Math.log10(ratio);

function tone(frequency: number, rate: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * frequency * i) / rate));
}

function resample(input: Float32Array, inputRate: number, outputRate: number, blockLength = 128): Float32Array {
  const resampler = new Resampler(inputRate, outputRate);
  const output = new Float32Array(Math.ceil((input.length * outputRate) / inputRate) + 64);
  let length = 0;
  for (let at = 0; at < input.length; at += blockLength) {
    resampler.write(input.subarray(at, at + blockLength));
    length += resampler.read(output.subarray(length));
  }
  length += resampler.flush(output.subarray(length));
  return output.subarray(0, length);
}

/** Strength of one frequency, 1 for the full input tone; a Blackman-Harris window keeps other tones out of it. */
function strengthAt(frequency: number, signal: Float32Array, rate: number): number {
  const from = Math.floor(signal.length * 0.1);
  const to = Math.floor(signal.length * 0.9);
  let re = 0;
  let im = 0;
  let sum = 0;
  for (let i = from; i < to; i += 1) {
    const x = (2 * Math.PI * (i - from)) / (to - from);
    const window = 0.358_75 - 0.488_29 * Math.cos(x) + 0.141_28 * Math.cos(2 * x) - 0.011_68 * Math.cos(3 * x);
    const angle = (2 * Math.PI * frequency * i) / rate;
    re += signal[i]! * Math.cos(angle) * window;
    im += signal[i]! * Math.sin(angle) * window;
    sum += window;
  }
  return (2 * Math.hypot(re, im)) / sum / 0.5;
}

const deviceRates = [16_000, 44_100, 48_000, 96_000];
/** Of the wire: PCM16 and G.711. */
const wireRates = [24_000, 8_000];
const pairs = wireRates.flatMap((wireRate) => deviceRates.map((rate) => ({ rate, wireRate })));
/** 10.5 kHz of PCM16, 3.5 kHz of G.711; 7 kHz where the device itself has no more. */
const topOf = (rate: number, wireRate: number): number => 0.875 * (Math.min(rate, wireRate) / 2);

/** The rest beside the tone itself, as it ought to come out: whatever was added, lost, bent or late. */
function errorDb(frequency: number, from: number, to: number): number {
  const output = resample(tone(frequency, from, from / 2), from, to);
  const wanted = tone(frequency, to, output.length);
  const edge = Math.floor(output.length / 10);
  let sum = 0;
  for (let i = edge; i < output.length - edge; i += 1) sum += (output[i]! - wanted[i]!) ** 2;
  return db(Math.sqrt(sum / (output.length - 2 * edge)) / (0.5 / Math.SQRT2));
}

describe('the resampler', () => {
  for (const { rate, wireRate } of pairs) {
    const top = topOf(rate, wireRate);

    it(`keeps every tone up to ${top} Hz as loud as it was, from ${rate} to ${wireRate} frames a second and back`, () => {
      for (const frequency of [100, 440, 1_000, 3_400, 3_500, 7_000, 9_000, 10_500].filter((f) => f <= top)) {
        for (const [from, to] of [
          [rate, wireRate],
          [wireRate, rate],
        ] as const) {
          const output = resample(tone(frequency, from, from), from, to);
          expect(Math.abs(db(strengthAt(frequency, output, to))), `${frequency} Hz, ${from} to ${to}`).toBeLessThan(
            0.1,
          );
        }
      }
    });

    it(`gives every tone up to ${top} Hz itself and nothing else, from ${rate} to ${wireRate} and back`, () => {
      for (const frequency of [60, 997, top / 2, top]) {
        expect(errorDb(frequency, rate, wireRate), `${frequency} Hz, ${rate} to ${wireRate}`).toBeLessThan(-80);
        expect(errorDb(frequency, wireRate, rate), `${frequency} Hz, ${wireRate} to ${rate}`).toBeLessThan(-80);
      }
    });

    it(`adds no tone that was not there, from ${rate} to ${wireRate} frames a second and back`, () => {
      for (const [from, to] of [
        [rate, wireRate],
        [wireRate, rate],
      ] as const) {
        const nyquist = Math.min(from, to) / 2;
        for (const frequency of [1_000, nyquist * 0.8]) {
          const output = resample(tone(frequency, from, from), from, to);
          // Images lie around the multiples of the input rate; what lies above the output's limit folds back into it.
          for (const multiple of [from - frequency, from + frequency, 2 * from - frequency]) {
            const folded = Math.abs(multiple - Math.round(multiple / to) * to);
            if (Math.abs(folded - frequency) < 20) continue;
            expect(db(strengthAt(folded, output, to)), `${frequency} Hz, ${from} to ${to}: ${folded}`).toBeLessThan(
              -80,
            );
          }
        }
      }
    });
  }

  for (const { rate, wireRate } of pairs.filter((pair) => pair.rate > pair.wireRate)) {
    it(`lets nothing that ${wireRate} frames a second cannot carry fold back into the voice at ${rate}`, () => {
      const nyquist = wireRate / 2;
      const above = [nyquist * 1.005, nyquist * 1.08, nyquist * 1.3, nyquist * 1.9, nyquist * 2.1, rate / 2 - 60];
      for (const frequency of above.filter((f) => f < rate / 2)) {
        const output = resample(tone(frequency, rate, rate), rate, wireRate);
        const rest = output.subarray(wireRate * 0.1, wireRate * 0.9);
        const rms = Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0) / rest.length);
        expect(db(rms / (0.5 / Math.SQRT2)), `${frequency} Hz`).toBeLessThan(-80);
      }
    });
  }

  it('stays exact at rates that have no small ratio', () => {
    const output = resample(tone(5_000, 44_099, 44_099), 44_099, 24_000);
    expect(Math.abs(db(strengthAt(5_000, output, 24_000)))).toBeLessThan(0.1);
    const heard = output.subarray(2_000, 22_000);
    const wanted = tone(5_000, 24_000, 24_000).subarray(2_000, 22_000);
    const worst = heard.reduce((max, x, i) => Math.max(max, Math.abs(x - wanted[i]!)), 0);
    expect(db(worst / 0.5)).toBeLessThan(-80);
  });

  it('gives the same samples to the bit however the input was cut into blocks', () => {
    const input = tone(1_234, 44_100, 20_000);
    const whole = resample(input, 44_100, 24_000, 10_000);
    for (const blockLength of [1, 7, 128, 441, 4_096]) {
      expect(resample(input, 44_100, 24_000, blockLength), `blocks of ${blockLength}`).toEqual(whole);
    }
  });

  it('puts every frame where it belongs: no delay, at the start and at the end', () => {
    for (const rate of [...deviceRates, 24_000]) {
      const output = resample(tone(300, rate, rate), rate, 24_000);
      expect(output).toHaveLength(24_000);
      const wanted = tone(300, 24_000, 24_000);
      for (const i of [400, 12_345, 23_600]) expect(output[i]).toBeCloseTo(wanted[i]!, 4);
    }
  });

  // What repeats from the second second on to the bit, phase and count alike, repeats in the six hundredth.
  for (const { rate, wireRate } of pairs) {
    for (const [from, to] of [
      [rate, wireRate],
      [wireRate, rate],
    ] as const) {
      it(`repeats a tone second for second, to the bit, so that nothing can drift from ${from} to ${to}`, () => {
        const resampler = new Resampler(from, to);
        const second = tone(1_000, from, from);
        const output = new Float32Array(to + 1_000);
        let first: Float32Array | undefined;
        for (let i = 0; i < 4; i += 1) {
          let made = 0;
          for (let at = 0; at < from; at += 101) {
            resampler.write(second.subarray(at, at + 101));
            made += resampler.read(output.subarray(made));
          }
          // The first second lacks what waits for its lookahead; from then on each one gives as much as it takes.
          if (i === 0) continue;
          expect(made).toBe(to);
          if (first === undefined) first = output.slice(0, made);
          else
            expect(
              output.subarray(0, made).every((x, k) => x === first![k]),
              `second ${i}`,
            ).toBe(true);
        }
      });
    }
  }

  it(
    'is exact in frame and phase after ten minutes in odd blocks, at the rate that divides worst',
    { timeout: 60_000 },
    () => {
      const [from, to] = [44_100, 24_000];
      const resampler = new Resampler(from, to);
      // A tone whose period is a whole part of a second: the last tenth must be like the first of all tones.
      const input = tone(1_000, from, from);
      const output = new Float32Array(2_000);
      const last = new Float32Array(2_400);
      let given = 0;
      let made = 0;
      const keep = (count: number): void => {
        const skipped = Math.max(0, 600 * to - last.length - made);
        if (count > skipped) last.set(output.subarray(skipped, count), made + skipped - (600 * to - last.length));
        made += count;
      };
      for (let block = 0; given < 600 * from; block += 1) {
        const at = given % from;
        const size = Math.min(1 + ((block * 379) % 2_003), from - at);
        resampler.write(input.subarray(at, at + size));
        given += size;
        keep(resampler.read(output));
      }
      keep(resampler.flush(output));
      expect(made).toBe(600 * to);
      const wanted = tone(1_000, to, last.length);
      // The very end rings against the silence behind it.
      const worst = last.subarray(0, 2_300).reduce((max, x, i) => Math.max(max, Math.abs(x - wanted[i]!)), 0);
      expect(db(worst / 0.5)).toBeLessThan(-80);
    },
  );

  it('says beforehand how much input a block of output takes', () => {
    const resampler = new Resampler(24_000, 44_100);
    const output = new Float32Array(128);
    for (let block = 0; block < 500; block += 1) {
      const needed = resampler.inputNeeded(128);
      expect(resampler.outputFor(needed)).toBeGreaterThanOrEqual(128);
      if (needed > 0) expect(resampler.outputFor(needed - 1)).toBeLessThan(128);
      resampler.write(new Float32Array(needed));
      expect(resampler.read(output)).toBe(128);
    }
  });

  it('refuses rates that no device has, and input that nobody reads', () => {
    expect(() => new Resampler(0, 24_000)).toThrow(/inputRate/);
    expect(() => new Resampler(24_000, 44_100.5)).toThrow(/outputRate .* 44100\.5/);
    expect(() => new Resampler(Number.NaN, 24_000)).toThrow(RangeError);
    const resampler = new Resampler(48_000, 24_000);
    expect(() => {
      for (let i = 0; i < 200; i += 1) resampler.write(new Float32Array(128));
    }).toThrow(/read before you write/);
  });
});
