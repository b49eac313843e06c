import { setImmediate as nextTurn } from 'node:timers/promises';
import { streamRate } from '../../src/audio/stream-format.ts';
import { bandCode } from '../band-code.ts';

export const frameSamples = streamRate / 50;
/** Two frames of the code that are not the same moment correlate by 0.2 at most; a resampler leaves 0.99. */
const sameSound = 0.9;
/** How long after the context's beginning the capture may have begun. */
const startLimitSeconds = 10;
/** After a slip the sound is looked for so far around. */
const slipLimitSeconds = 2;

export interface CodeMatch {
  readonly frames: number;
  /** Frames whose sound was lost, or came twice, by how far the sound had moved when it was found again. */
  readonly lostOrRepeated: number;
  /** Frames that hold something else than the code at any moment near. */
  readonly foreign: number;
}

/**
 * Compares what arrived, frame by frame of 20 ms, with the code that the microphone was given: each has to be the sound
 * of the very moment that follows from the first frame and the count of samples.
 * @param pcm mono, 24 kHz
 * @param skip samples at the beginning that are not compared
 */
export async function matchCode(pcm: Int16Array, skip: number): Promise<CodeMatch> {
  let start = locate(pcm, skip, 0, startLimitSeconds);
  if (start === undefined) throw new Error('what arrived is not the sound that the microphone was given');
  let frames = 0;
  let lostOrRepeated = 0;
  let foreign = 0;
  for (let at = skip; at + frameSamples <= pcm.length; at += frameSamples) {
    frames += 1;
    // Other rows may be running, and their service runs in this process.
    if (frames % 20 === 0) await nextTurn();
    if (correlation(pcm, at, start + at / streamRate) >= sameSound) continue;
    const expected: number = start + at / streamRate;
    const found = locate(pcm, at, expected - slipLimitSeconds, expected + slipLimitSeconds);
    if (found === undefined) {
      foreign += 1;
      continue;
    }
    lostOrRepeated += Math.max(1, Math.round((Math.abs(found - start) * streamRate) / frameSamples));
    start = found;
  }
  return { frames, lostOrRepeated, foreign };
}

/**
 * Finds the moment of the code at which the samples from `at` on lie, as the moment of the first of all samples.
 * Between whole samples the correlation is still far above anything else, so the steps need not be finer first.
 */
function locate(pcm: Int16Array, at: number, from: number, to: number): number | undefined {
  const begin = Math.max(0, from);
  const steps = Math.ceil((to - begin) * streamRate);
  const code = new Float64Array(steps + frameSamples);
  for (let i = 0; i < code.length; i += 1) code[i] = bandCode(begin + i / streamRate);
  let best = 0;
  let bestStep = 0;
  for (let step = 0; step < steps; step += 1) {
    const value = correlate(pcm, at, (i) => code[step + i]!);
    if (value <= best) continue;
    best = value;
    bestStep = step;
  }
  let moment = begin + bestStep / streamRate;
  for (const width of [0.5, 0.25, 0.125, 0.0625]) {
    const near = [moment - width / streamRate, moment, moment + width / streamRate];
    moment = near.toSorted((a, b) => correlation(pcm, at, b) - correlation(pcm, at, a))[0]!;
  }
  return correlation(pcm, at, moment) >= sameSound ? moment - at / streamRate : undefined;
}

function correlation(pcm: Int16Array, at: number, moment: number): number {
  return correlate(pcm, at, (i) => bandCode(moment + i / streamRate));
}

function correlate(pcm: Int16Array, at: number, code: (i: number) => number): number {
  let product = 0;
  let power = 0;
  let codePower = 0;
  for (let i = 0; i < frameSamples; i += 1) {
    const a = pcm[at + i]!;
    const b = code(i);
    product += a * b;
    power += a * a;
    codePower += b * b;
  }
  return power === 0 ? 0 : product / Math.sqrt(power * codePower);
}
