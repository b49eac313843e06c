import { describe, expect, it } from 'vitest';
import { EchoGate } from '../../../src/audio/echo-gate.ts';
import { hiss, inRoom, mix, voiceLike } from './voice-like.ts';

interface Heard {
  /** Share of the time from `fromMs` to `toMs` in which the gate was open. */
  openShare(fromMs: number, toMs: number): number;
  /** When the gate is open first, at `fromMs` or later. */
  opensAt(fromMs: number): number;
}

function listen(gate: EchoGate, rate: number, mic: Float32Array, far?: Float32Array, blockLength = 128): Heard {
  const open: boolean[] = [];
  const blockMs = (blockLength * 1_000) / rate;
  for (let at = 0; at < mic.length; at += blockLength) {
    gate.process(mic.subarray(at, at + blockLength), far?.subarray(at, at + blockLength));
    open.push(gate.isOpen);
  }
  return {
    openShare: (fromMs, toMs) => {
      const some = open.slice(Math.floor(fromMs / blockMs), Math.floor(toMs / blockMs));
      return some.filter(Boolean).length / some.length;
    },
    opensAt: (fromMs) => {
      const first = open.indexOf(true, Math.ceil(fromMs / blockMs));
      return first < 0 ? Infinity : first * blockMs;
    },
  };
}

/** A person who speaks from `fromMs` on, at once, in a signal of so many seconds. */
function personFrom(fromMs: number, rate: number, seconds: number, gain = 1): Float32Array {
  const signal = new Float32Array(rate * seconds);
  const voice = voiceLike(7, rate, seconds);
  const begin = voice.findIndex((x) => Math.abs(x) > 0.03);
  const from = (rate * fromMs) / 1_000;
  signal.set(voice.subarray(begin, begin + signal.length - from).map((x) => x * gain), from);
  return signal;
}

for (const rate of [48_000, 44_100, 16_000]) {
  describe(`the echo gate at ${rate} frames a second`, () => {
    const seconds = 12;
    const assistant = voiceLike(1, rate, seconds);
    const noise = hiss(3, rate * seconds, 0.0005);
    const echo = inRoom(assistant, rate, 90, 14);

    it('is shut for the assistant alone, once it knows the room', () => {
      const heard = listen(new EchoGate(rate), rate, mix(echo, noise), assistant);
      expect(heard.openShare(3_000, 12_000)).toBeLessThan(0.04);
    });

    it('lets a person through who speaks over the assistant, within 100 ms', () => {
      const mic = mix(echo, noise, personFrom(8_000, rate, seconds));
      const heard = listen(new EchoGate(rate), rate, mic, assistant);
      expect(heard.openShare(4_000, 8_000)).toBeLessThan(0.05);
      expect(heard.opensAt(8_000)).toBeLessThan(8_100);
      expect(heard.openShare(8_100, 12_000)).toBeGreaterThan(0.9);
    });

    it('never holds a person with headphones back', () => {
      const mic = mix(noise, personFrom(2_000, rate, seconds, 0.5));
      const heard = listen(new EchoGate(rate), rate, mic, assistant);
      expect(heard.opensAt(2_000)).toBeLessThan(2_100);
      expect(heard.openShare(2_100, 12_000)).toBeGreaterThan(0.95);
    });

    it('is open, and has nothing to decide, where nothing is played', () => {
      const gate = new EchoGate(rate);
      const person = personFrom(0, rate, seconds).subarray(0, rate * 4);
      for (const far of [undefined, new Float32Array(rate * 4)]) {
        expect(listen(gate, rate, person, far).openShare(0, 4_000)).toBe(1);
        expect(gate.isActive).toBe(false);
      }
    });
  });
}

describe('the echo gate', () => {
  for (const other of [8_000, 22_050, 96_000]) {
    it(`works on a device of ${other} frames a second as well`, () => {
      const spoken = voiceLike(1, other, 6);
      const heard = mix(inRoom(spoken, other, 90, 14), hiss(3, other * 6, 0.0005), personFrom(5_000, other, 6));
      const gate = listen(new EchoGate(other), other, heard, spoken);
      expect(gate.openShare(2_500, 5_000)).toBeLessThan(0.1);
      expect(gate.opensAt(5_000)).toBeLessThan(5_150);
    });
  }

  const rate = 16_000;
  const seconds = 8;
  const assistant = voiceLike(1, rate, seconds);
  const mic = mix(inRoom(assistant, rate, 60, 12), hiss(3, rate * seconds, 0.0005));

  it('is active while the assistant speaks and 0.6 s beyond, then open', () => {
    const gate = new EchoGate(rate);
    listen(gate, rate, mic, assistant);
    expect(gate.isActive).toBe(true);
    const after = hiss(4, rate, 0.0005);
    listen(gate, rate, after.subarray(0, rate * 0.5));
    expect(gate.isActive).toBe(true);
    listen(gate, rate, after.subarray(rate * 0.5, rate * 0.7));
    expect(gate.isActive).toBe(false);
    expect(gate.isOpen).toBe(true);
  });

  it('finds the echo again when its delay has changed', () => {
    const later = mix(inRoom(assistant, rate, 130, 12), hiss(5, rate * seconds, 0.0005));
    const gate = new EchoGate(rate);
    listen(gate, rate, mic, assistant);
    expect(listen(gate, rate, later, assistant).openShare(2_000, 8_000)).toBeLessThan(0.06);
  });

  it('comes to the same however the stream is cut into blocks', () => {
    const shares = [1, 100, 1_024, 5_000].map((blockLength) => {
      const gate = new EchoGate(rate);
      listen(gate, rate, mic, assistant, blockLength);
      const over = personFrom(0, rate, seconds);
      return listen(gate, rate, mix(mic, over), assistant, 100).openShare(0, 8_000);
    });
    expect(new Set(shares).size).toBe(1);
  });

  it('outlives samples that are no numbers, and ones beyond all bounds', () => {
    const gate = new EchoGate(rate);
    for (const fault of [Number.NaN, Infinity, -Infinity, 1e30]) {
      gate.process(new Float32Array(5_000).fill(fault), new Float32Array(5_000).fill(fault));
    }
    const heard = listen(gate, rate, mix(mic, personFrom(6_000, rate, seconds)), assistant);
    expect(heard.openShare(3_500, 6_000)).toBeLessThan(0.06);
    expect(heard.opensAt(6_000)).toBeLessThan(6_150);
  });

  it('takes a played block that is shorter, or missing, as silence', () => {
    const gate = new EchoGate(rate);
    for (let at = 0; at < mic.length; at += 128) gate.process(mic.subarray(at, at + 128), new Float32Array(0));
    expect(gate.isActive).toBe(false);
    expect(gate.isOpen).toBe(true);
  });

  it('forgets the room when it is reset', () => {
    const gate = new EchoGate(rate);
    const first = listen(gate, rate, mic, assistant);
    gate.reset();
    expect(gate.isActive).toBe(false);
    expect(gate.isOpen).toBe(true);
    const again = listen(gate, rate, mic, assistant);
    for (let at = 0; at < 8_000; at += 500) expect(again.openShare(at, at + 500)).toBe(first.openShare(at, at + 500));
  });

  it('refuses rates that it cannot analyse', () => {
    for (const wrong of [0, 7_999, 44_100.5, Number.NaN, 1e9]) expect(() => new EchoGate(wrong)).toThrow(/sampleRate/);
  });
});
