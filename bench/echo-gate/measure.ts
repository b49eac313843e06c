import { performance } from 'node:perf_hooks';
import { EchoGate } from '../../src/audio/echo-gate.ts';
import { EchoHold } from '../../src/audio/echo-hold.ts';
import { makeScene, type Scene, type SceneKind } from './scene.ts';
import { score, truthOf, type SceneScore } from './score.ts';
import { loadVoices } from './voices.ts';

/** Seeds from here on were not looked at while the gate was tuned, nor was the half of the voices they draw on. */
const firstCheckSeed = 20_000;
const blockLength = 128;

export interface EchoGateOptions {
  /** Scenes of 40 s; 84 unless told. */
  readonly scenes?: number;
  readonly kind?: SceneKind;
  /** Frames a second of the device; 48,000 unless told. */
  readonly rate?: number;
  /** `check` (unless told): fresh seeds and voices. `tune`: those that the constants were chosen on. */
  readonly half?: 'tune' | 'check';
  readonly onScene?: (done: number, scene: Scene, figures: EchoGateFigures) => void;
}

/** Shares in per cent. Exact definitions stand in `score.ts`. */
export interface EchoGateFigures {
  readonly scenes: number;
  readonly echoOnlyMinutes: number;
  readonly leakTimePercent: number;
  /** Leaks of more than 200 and of more than 500 ms. */
  readonly leaksPerMinute: number;
  readonly longLeaksPerMinute: number;
  readonly nearHeldPercent: number;
  /** Near speech that is silence in what is sent: the hold has given back what it withheld. */
  readonly nearLostPercent: number;
  /** Leaks of more than 200 ms in what is sent, where the hold gives echo back as well. */
  readonly sentLeaksPerMinute: number;
  readonly utterances: number;
  readonly missed: number;
  readonly onsetMs: { readonly p50: number; readonly p90: number; readonly p95: number };
  /** Near speech held where the talker is weaker than 3 dB over the echo, from 3 to 10, and stronger. */
  readonly heldByRatio: { readonly weak: number; readonly middle: number; readonly strong: number };
  /** Ratio of near talker to echo in dB: its tenth, middle and ninetieth percentile. */
  readonly nearToEchoDb: { readonly p10: number; readonly p50: number; readonly p90: number };
  /** Time of gate and hold for a block of 128. */
  readonly microsecondsPerBlock: { readonly p50: number; readonly p99: number };
}

interface SceneResult {
  readonly gate: SceneScore;
  readonly sent: SceneScore;
  readonly nearToEchoDb: number;
}

/**
 * Runs gate and hold, block by block as the worklet does, over simulated rooms, and counts what came of it.
 * @throws MissingVoices where flite, espeak-ng or the recorded prompts are not installed
 */
export async function measureEchoGate(options: EchoGateOptions = {}): Promise<EchoGateFigures> {
  const { scenes = 84, kind = 'room', rate = 48_000, half = 'check', onScene } = options;
  const voices = await loadVoices(half);
  const results: SceneResult[] = [];
  const times: number[] = [];
  for (let i = 0; i < scenes; i += 1) {
    const scene = makeScene(voices, (half === 'check' ? firstCheckSeed : 0) + i, rate, kind);
    const sceneTimes: number[] = [];
    const result = runScene(scene, sceneTimes);
    results.push(result);
    for (const time of sceneTimes) times.push(time);
    onScene?.(i + 1, scene, summary([result], sceneTimes));
  }
  return summary(results, times);
}

function runScene(scene: Scene, times: number[]): SceneResult {
  const gate = new EchoGate(scene.rate);
  const hold = new EchoHold(scene.rate);
  const truth = truthOf(scene);
  const frames = truth.nearActive.length;
  const open = new Uint8Array(frames);
  const active = new Uint8Array(frames);
  const sound = new Uint8Array(frames);
  let sentAt = 0;
  // What is sent is nothing but zeros, or the microphone: one sample that is not 0 in a frame tells.
  const take = (samples: Float32Array, count: number): void => {
    for (let i = 0; i < count; i += 1) {
      if (samples[i] !== 0) sound[Math.floor(((sentAt + i) * 100) / scene.rate)] = 1;
    }
    sentAt += count;
  };
  const block = new Float32Array(blockLength);
  const farBlock = new Float32Array(blockLength);
  for (let at = 0; at + blockLength <= scene.mic.length; at += blockLength) {
    block.set(scene.mic.subarray(at, at + blockLength));
    farBlock.set(scene.far.subarray(at, at + blockLength));
    const start = performance.now();
    gate.process(block, farBlock);
    hold.push(block, gate.isOpen, gate.isActive, take);
    times.push((performance.now() - start) * 1_000);
    // The verdict of a block is about its own samples: it rules the frames that end in it.
    const from = Math.ceil((at * 100) / scene.rate);
    for (let n = from; n < frames && (n * scene.rate) / 100 < at + blockLength; n += 1) {
      open[n] = gate.isOpen ? 1 : 0;
      active[n] = gate.isActive ? 1 : 0;
    }
  }
  return { gate: score(truth, open, active), sent: score(truth, sound, active), nearToEchoDb: scene.nearToEchoDb };
}

function summary(results: readonly SceneResult[], times: readonly number[]): EchoGateFigures {
  const sum = (of: (result: SceneResult) => number): number => results.reduce((total, one) => total + of(one), 0);
  const held = (from: number, to: number): number => {
    const some = results.filter(({ nearToEchoDb }) => nearToEchoDb >= from && nearToEchoDb < to);
    const all = some.reduce((total, { gate }) => total + gate.nearFrames, 0);
    return percent(some.reduce((total, { gate }) => total + gate.heldFrames, 0), all);
  };
  const minutes = sum(({ gate }) => gate.echoOnlyFrames) / 6_000;
  const onsets = percentiles(results.flatMap(({ gate }) => gate.onsetsMs));
  const ratios = percentiles(results.map(({ nearToEchoDb }) => nearToEchoDb));
  const blockTimes = percentiles(times);
  return {
    scenes: results.length,
    echoOnlyMinutes: minutes,
    leakTimePercent: percent(sum(({ gate }) => gate.leakFrames), sum(({ gate }) => gate.echoOnlyFrames)),
    leaksPerMinute: sum(({ gate }) => gate.leaks) / minutes,
    longLeaksPerMinute: sum(({ gate }) => gate.longLeaks) / minutes,
    nearHeldPercent: percent(sum(({ gate }) => gate.heldFrames), sum(({ gate }) => gate.nearFrames)),
    nearLostPercent: percent(sum(({ sent }) => sent.heldFrames), sum(({ sent }) => sent.nearFrames)),
    sentLeaksPerMinute: sum(({ sent }) => sent.leaks) / minutes,
    utterances: sum(({ gate }) => gate.onsetsMs.length),
    missed: sum(({ gate }) => gate.missed),
    onsetMs: { p50: onsets(0.5), p90: onsets(0.9), p95: onsets(0.95) },
    heldByRatio: { weak: held(-Infinity, 3), middle: held(3, 10), strong: held(10, Number.MAX_VALUE) },
    nearToEchoDb: { p10: ratios(0.1), p50: ratios(0.5), p90: ratios(0.9) },
    microsecondsPerBlock: { p50: blockTimes(0.5), p99: blockTimes(0.99) },
  };
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

function percentiles(values: readonly number[]): (share: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
