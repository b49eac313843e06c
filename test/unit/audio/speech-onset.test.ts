import { describe, expect, it } from 'vitest';
import { SpeechOnset } from '../../../src/audio/speech-onset.ts';
import { hiss, mix, voiceLike } from './voice-like.ts';

/** Times in ms at which speech was found to begin. */
function onsets(detector: SpeechOnset, rate: number, mic: Float32Array, isOpen = true, isActive = false): number[] {
  const found: number[] = [];
  for (let at = 0; at < mic.length; at += 128) {
    if (detector.add(mic.subarray(at, at + 128), isOpen, isActive)) found.push((at * 1_000) / rate);
  }
  return found;
}

function hum(rate: number, seconds: number, peak: number): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, i) => {
    const turn = (2 * Math.PI * 50 * i) / rate;
    return peak * (Math.sin(turn) + 0.5 * Math.sin(3 * turn) + 0.3 * Math.sin(7 * turn));
  });
}

/** A fan: noise that is strong below 500 Hz. */
function rumble(rate: number, seconds: number, gain: number): Float32Array {
  let last = 0;
  return hiss(8, rate * seconds, gain).map((x) => (last += 0.15 * (x - last)));
}

/** A word of 400 ms at second 2 of 4, with a hard beginning. */
function word(rate: number, seed: number, gain = 1): Float32Array {
  const signal = new Float32Array(rate * 4);
  const voice = voiceLike(seed, rate, 2);
  const from = voice.findIndex((x) => Math.abs(x) > 0.03);
  signal.set(voice.subarray(from, from + rate * 0.4).map((x) => x * gain), rate * 2);
  return signal;
}

for (const rate of [48_000, 16_000]) {
  describe(`the onset of speech at ${rate} frames a second`, () => {
    const noises: readonly (readonly [name: string, noise: (gain: number) => Float32Array])[] = [
      ['hiss', (gain) => hiss(5, rate * 4, gain)],
      ['a fan', (gain) => rumble(rate, 4, gain * 3)],
      ['hum', (gain) => mix(hum(rate, 4, gain), hiss(6, rate * 4, gain / 50))],
    ];

    for (const [name, noise] of noises) {
      it(`is found within 100 ms of a word in ${name}, and once`, () => {
        for (const seed of [1, 2, 3]) {
          const found = onsets(new SpeechOnset(rate), rate, mix(word(rate, seed), noise(0.006)));
          expect(found).toHaveLength(1);
          expect(found[0]).toBeGreaterThan(2_000);
          expect(found[0]).toBeLessThan(2_100);
        }
      });

      it(`is not found in ${name} alone, however loud`, () => {
        for (const gain of [0.0001, 0.003, 0.03, 0.2]) {
          expect(onsets(new SpeechOnset(rate), rate, noise(gain)), `${gain}`).toEqual([]);
        }
      });
    }

    it('is not found in a click of up to 30 ms', () => {
      for (const lengthMs of [0.1, 1, 10, 20, 30]) {
        const mic = hiss(5, rate * 3, 0.001);
        const click = hiss(9, Math.ceil((rate * lengthMs) / 1_000), 0.3);
        for (const [i, x] of click.entries()) mic[rate * 2 + i]! += x;
        expect(onsets(new SpeechOnset(rate), rate, mic), `${lengthMs} ms`).toEqual([]);
      }
    });
  });
}

describe('the onset of speech', () => {
  const rate = 16_000;
  const quiet = hiss(5, rate * 4, 0.0005);

  it('is not found where a device starts with digital silence and then hisses', () => {
    const mic = hiss(5, rate * 4, 0.01).fill(0, 0, rate * 1.3);
    expect(onsets(new SpeechOnset(rate), rate, mic)).toEqual([]);
  });

  it('is found anew when a second word follows a pause, not within a word', () => {
    const detector = new SpeechOnset(rate);
    const found = onsets(detector, rate, mix(quiet, word(rate, 1)));
    expect(found).toHaveLength(1);
    expect(detector.isSpeech).toBe(false);
    expect(onsets(detector, rate, mix(quiet, word(rate, 2)))).toHaveLength(1);
  });

  it('lasts while the person speaks', () => {
    const detector = new SpeechOnset(rate);
    onsets(detector, rate, mix(quiet, word(rate, 1)).subarray(0, rate * 2.3));
    expect(detector.isSpeech).toBe(true);
  });

  it('counts only through an open gate while the assistant speaks', () => {
    const mic = mix(quiet, word(rate, 1));
    expect(onsets(new SpeechOnset(rate), rate, mic, false, true)).toEqual([]);
    expect(onsets(new SpeechOnset(rate), rate, mic, true, true)).toHaveLength(1);
    expect(onsets(new SpeechOnset(rate), rate, mic, false, false)).toHaveLength(1);
  });

  it('outlives samples that are no numbers', () => {
    const detector = new SpeechOnset(rate);
    for (const fault of [Number.NaN, Infinity, 1e30]) detector.add(new Float32Array(4_000).fill(fault), true, false);
    expect(onsets(detector, rate, mix(quiet, word(rate, 1)))).toHaveLength(1);
  });

  it('begins anew after a reset', () => {
    const detector = new SpeechOnset(rate);
    const mic = mix(quiet, word(rate, 3));
    const first = onsets(detector, rate, mic.subarray(0, rate * 2.2));
    detector.reset();
    expect(detector.isSpeech).toBe(false);
    expect(onsets(detector, rate, mic.subarray(0, rate * 2.2))).toEqual(first);
  });

  it('refuses rates that it cannot analyse', () => {
    for (const wrong of [0, 7_999, 44_100.5, Number.NaN]) expect(() => new SpeechOnset(wrong)).toThrow(/sampleRate/);
  });
});
