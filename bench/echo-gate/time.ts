import { performance } from 'node:perf_hooks';
import { EchoGate } from '../../src/audio/echo-gate.ts';
import { EchoHold } from '../../src/audio/echo-hold.ts';
import { SpeechOnset } from '../../src/audio/speech-onset.ts';
import { Random } from './random.ts';

/*
 * What gate, hold and onset cost the audio thread, block by block of 128 over one minute, after ten seconds to warm up.
 * The time of a block includes the transforms that fall into it.
 */
for (const rate of [16_000, 44_100, 48_000, 96_000]) {
  const random = new Random(1);
  // Syllables of noise: bands that come and go, so that no branch is spared.
  const noise = Float32Array.from({ length: 10 * rate }, (_, i) => {
    return 0.1 * random.normal() * Math.max(0, Math.sin((2 * Math.PI * 3 * i) / rate)) + 0.001 * random.normal();
  });
  const gate = new EchoGate(rate);
  const hold = new EchoHold(rate);
  const onset = new SpeechOnset(rate);
  const gateTimes: number[] = [];
  const onsetTimes: number[] = [];
  const far = new Float32Array(128);
  const mic = new Float32Array(128);
  let emitted = 0;
  const emit = (_: Float32Array, count: number): void => {
    emitted += count;
  };
  const warmUp = Math.floor((10 * rate) / 128);
  for (let n = 0; n < 7 * warmUp; n += 1) {
    const at = (n * 128) % (noise.length - 128);
    far.set(noise.subarray(at, at + 128));
    for (let i = 0; i < 128; i += 1) mic[i] = 0.2 * noise[(at + noise.length - rate / 10 + i) % noise.length]!;
    const start = performance.now();
    gate.process(mic, far);
    hold.push(mic, gate.isOpen, gate.isActive, emit);
    const middle = performance.now();
    onset.add(mic, gate.isOpen, gate.isActive);
    const end = performance.now();
    if (n < warmUp) continue;
    gateTimes.push((middle - start) * 1_000);
    onsetTimes.push((end - middle) * 1_000);
  }
  if (emitted + hold.heldFrames !== 7 * warmUp * 128) throw new Error('Frames were lost');
  const blockUs = (128 / rate) * 1e6;
  console.log(`${rate} Hz, blocks of ${blockUs.toFixed(0)} µs:`);
  console.log(`  gate and hold ${percentiles(gateTimes, blockUs)}`);
  console.log(`  onset         ${percentiles(onsetTimes, blockUs)}`);
}

function percentiles(times: readonly number[], blockUs: number): string {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)]!;
  return `p50 ${at(0.5).toFixed(1)} p99 ${at(0.99).toFixed(1)} µs (${((100 * at(0.99)) / blockUs).toFixed(1)} %)`;
}
