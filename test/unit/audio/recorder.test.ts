import { describe, expect, it } from 'vitest';
import { Recorder } from '../../../src/audio/recorder.ts';
import type { CaptureSettings } from '../../../src/audio/worklet-settings.ts';

const block = 128;

/** A recorder with what it gave written down. */
function record(rate: number, settings: Partial<CaptureSettings> = {}) {
  const frames: Int16Array[] = [];
  const events: string[] = [];
  const recorder = new Recorder(
    rate,
    { streamRate: 24_000, frameMs: 20, echoGate: true, ...settings },
    {
      frame: (pcm) => frames.push(new Int16Array(pcm)),
      level: (level) => events.push(`level ${level.toFixed(2)}`),
      onset: () => events.push('onset'),
    },
  );
  let at = 0;
  return {
    recorder,
    frames,
    events,
    get samples() {
      return frames.reduce((sum, frame) => sum + frame.length, 0);
    },
    /** A tone into the microphone. */
    hear(blocks: number, amplitude = 0.25) {
      for (let i = 0; i < blocks; i += 1) {
        const samples = Float32Array.from({ length: block }, (_, k) => amplitude * Math.sin(((at + k) / rate) * 2_764));
        at += block;
        recorder.push(samples, undefined);
      }
    },
  };
}

describe('what a microphone hears', () => {
  for (const [rate, streamRate, frameMs] of [
    [48_000, 24_000, 20],
    [44_100, 24_000, 10],
    [16_000, 24_000, 100],
    [96_000, 8_000, 20],
    [44_100, 8_000, 60],
  ] as const) {
    it(`at ${rate} becomes frames of ${frameMs} ms at ${streamRate}, none lost and none too many`, () => {
      const mic = record(rate, { streamRate, frameMs });
      const blocks = 1_000;
      mic.hear(blocks);
      expect(new Set(mic.frames.map((frame) => frame.length))).toEqual(new Set([(streamRate * frameMs) / 1_000]));
      mic.recorder.flush();
      expect(mic.samples).toBe(Math.ceil((blocks * block * streamRate) / rate));
    });
  }

  it('is dropped when it is muted, and silence or nothing comes in its place', () => {
    const mic = record(48_000);
    mic.hear(200);
    const spoken = mic.frames.length;
    expect(Math.max(...mic.frames.at(-1)!)).toBeGreaterThan(7_000);

    mic.recorder.mute('silence');
    mic.hear(200);
    const silence = mic.frames.slice(spoken);
    expect(silence.length).toBeGreaterThan(20);
    expect(silence.every((frame) => frame.every((sample) => sample === 0))).toBe(true);
    expect(mic.events.at(-1)).toBe('level 0.00');

    mic.recorder.mute('nothing');
    const before = mic.frames.length;
    mic.hear(200);
    mic.recorder.flush();
    expect(mic.frames.length).toBe(before);

    mic.recorder.mute(undefined);
    mic.hear(200);
    expect(Math.max(...mic.frames.at(-1)!)).toBeGreaterThan(7_000);
  });

  it('is told by its level', () => {
    const mic = record(48_000);
    mic.hear(100);
    expect(mic.events).toContain('level 0.18');
  });

  it('that is no sound at all becomes silence and breaks nothing', () => {
    const mic = record(48_000);
    for (let i = 0; i < 50; i += 1) {
      mic.recorder.push(new Float32Array(block).fill(Number.NaN), new Float32Array(block).fill(Infinity));
    }
    mic.hear(2_000);
    expect(Math.max(...mic.frames.at(-1)!)).toBeGreaterThan(7_000);
  });
});
