import { describe, expect, it } from 'vitest';
import { FrameGatherer } from '../../../src/audio/frame-gatherer.ts';
import { LevelMeter } from '../../../src/audio/level-meter.ts';
import { Pcm16Reader, writePcm16 } from '../../../src/audio/pcm16.ts';

function encode(...samples: number[]): number[] {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  writePcm16(Float32Array.from(samples), samples.length, view, 0);
  return samples.map((_, i) => view.getInt16(i * 2, true));
}

function readAll(chunks: readonly ArrayBuffer[]): number[] {
  const reader = new Pcm16Reader();
  const samples: number[] = [];
  for (const chunk of chunks) {
    const announced = reader.samplesIn(chunk.byteLength);
    const count = reader.read(chunk, (sample) => samples.push(sample));
    expect(count).toBe(announced);
  }
  return samples;
}

describe('samples on the wire', () => {
  it('are little endian whatever the machine is', () => {
    const bytes = new Uint8Array(4);
    writePcm16(Float32Array.of(1 / 32_768, -1), 2, new DataView(bytes.buffer), 0);
    expect([...bytes]).toEqual([0x01, 0x00, 0x00, 0x80]);
  });

  it('are clipped when too loud, and silent when they are no number', () => {
    expect(encode(0, 0.5, -0.5, 1, -1, 1.7, -1.7)).toEqual([0, 16_384, -16_384, 32_767, -32_768, 32_767, -32_768]);
    expect(encode(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([0, 32_767, -32_768]);
  });

  it('survive being cut in two anywhere', () => {
    const wanted = [0, 1, -1, 255, 256, -256, 32_767, -32_768];
    const bytes = new Uint8Array(Int16Array.from(wanted).buffer);
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks: ArrayBuffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size).buffer);
      chunks.splice(1, 0, new ArrayBuffer(0));
      expect(readAll(chunks), `chunks of ${size} bytes`).toEqual(wanted);
    }
  });
});

describe('frames of the microphone', () => {
  it('have 20 ms each, and nothing is lost between them', () => {
    const frames: ArrayBuffer[] = [];
    const gatherer = new FrameGatherer(480, (pcm) => frames.push(pcm));
    const samples = Float32Array.from({ length: 1_500 }, (_, i) => i / 32_768);
    for (let at = 0; at < samples.length; at += 64) gatherer.push(samples.subarray(at, at + 64));
    expect(frames.map((frame) => frame.byteLength)).toEqual([960, 960, 960]);
    gatherer.flush();
    gatherer.flush();
    expect(frames.map((frame) => frame.byteLength)).toEqual([960, 960, 960, 120]);
    expect(readAll(frames)).toEqual(Array.from({ length: 1_500 }, (_, i) => i));
  });

  it('start anew after a reset', () => {
    const frames: ArrayBuffer[] = [];
    const gatherer = new FrameGatherer(2, (pcm) => frames.push(pcm));
    gatherer.push(Float32Array.of(0.5));
    gatherer.reset();
    gatherer.push(Float32Array.of(0.25, 0.125));
    expect(readAll(frames)).toEqual([8_192, 4_096]);
  });

  it('need a length', () => {
    expect(() => new FrameGatherer(0, () => {})).toThrow(/frameLength/);
  });
});

describe('the level', () => {
  it('is the RMS of each 50 ms', () => {
    const meter = new LevelMeter(48_000);
    const sine = Float32Array.from({ length: 2_400 }, (_, i) => Math.sin((2 * Math.PI * 400 * i) / 48_000));
    expect(meter.add(sine.subarray(0, 2_399))).toBe(false);
    expect(meter.add(sine.subarray(2_399))).toBe(true);
    expect(meter.level).toBeCloseTo(Math.SQRT1_2, 3);
    expect(meter.add(new Float32Array(2_400))).toBe(true);
    expect(meter.level).toBe(0);
  });

  it('is told when it changed by what can be seen, and silence once', () => {
    const meter = new LevelMeter(1_000, 50);
    const told: number[] = [];
    const hear = (amplitude: number, windows: number): void => {
      for (let i = 0; i < windows; i += 1) {
        if (meter.add(new Float32Array(50).fill(amplitude))) told.push(Math.round(meter.level * 1_000) / 1_000);
      }
    };
    hear(0, 5);
    hear(0.2, 5);
    hear(0.21, 5);
    hear(0.25, 1);
    hear(0.001, 1);
    hear(0.002, 5);
    hear(0, 5);
    expect(told).toEqual([0.2, 0.25, 0.001, 0]);
  });

  it('stays between 0 and 1 whatever comes', () => {
    const meter = new LevelMeter(20, 50);
    meter.add(Float32Array.of(7));
    expect(meter.level).toBe(1);
    meter.add(Float32Array.of(Number.NaN));
    expect(meter.level).toBe(0);
  });
});
