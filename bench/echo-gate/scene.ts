import { Resampler } from '../../src/audio/resampler.ts';
import { Random } from './random.ts';
import { colour, convolve, delayed, microphoneNoise, overdrive, partlyCancelled, roomResponse } from './room.ts';
import type { Clip, Voices } from './voices.ts';

export const sceneSeconds = 40;

/** `room`: loudspeaker and microphone in one room. `headphones`: no echo. `drift`: a room, the clocks 300 ppm apart. */
export type SceneKind = 'room' | 'headphones' | 'drift';

/** Where an utterance of the near talker lies, in samples. */
export interface Utterance {
  readonly from: number;
  readonly to: number;
}

/** Both inputs of the gate, and what only the simulation knows. */
export interface Scene {
  readonly rate: number;
  readonly mic: Float32Array;
  readonly far: Float32Array;
  /** The near talker alone, as the microphone hears it. */
  readonly near: Float32Array;
  readonly utterances: readonly Utterance[];
  /** Level of the near talker over that of the echo, both while they sound; Infinity without echo. */
  readonly nearToEchoDb: number;
  readonly isClipping: boolean;
  readonly hasCanceller: boolean;
  readonly hasJump: boolean;
}

const amplitude = (db: number): number => 10 ** (db / 20);

/** The same seed gives the same scene, at every rate, but for single samples of noise. */
export function makeScene(voices: Voices, seed: number, rate: number, kind: SceneKind): Scene {
  const random = new Random(seed * 7_919 + 17);
  const grain = new Random(seed);
  const length = sceneSeconds * rate;
  const far = layFar(random, voices, rate, length, random.between(-26, -14));
  const rt60 = random.between(0.15, 0.5);
  // Not drawn, so that every run of scenes holds its share of each: a quarter, a quarter and a third.
  const hasJump = kind === 'room' && seed % 4 === 1;
  const isClipping = kind !== 'headphones' && Math.floor(seed / 4) % 4 === 1;
  const hasCanceller = kind !== 'headphones' && seed % 3 === 0;
  const { near, utterances } = layNear(random, grain, voices, rate, length, rt60, random.between(-38, -20));

  let echo: Float32Array = new Float32Array(length);
  if (kind !== 'headphones') {
    const response = colour(random, rate, roomResponse(random, grain, rate, rt60, random.between(-2, 8)));
    const played = isClipping ? overdrive(far, activeLevel(far, rate) * random.between(1, 2.5)) : far;
    echo = convolve(played, response);
    setLevel(echo, rate, activeLevel(far, rate) * amplitude(-random.between(6, 30)));
    if (hasCanceller) echo = partlyCancelled(random, rate, echo);
    echo = delayed(echo, delays(random, rate, hasJump, kind === 'drift'));
  }
  const mic = microphoneNoise(
    random,
    grain,
    rate,
    length,
    amplitude(random.between(-78, -58)),
    random.chance(0.25) ? amplitude(random.between(-70, -50)) : 0,
  );
  for (let i = 0; i < length; i += 1) mic[i] = Math.max(-1, Math.min(1, mic[i]! + near[i]! + echo[i]!));
  const nearToEchoDb =
    kind === 'headphones' ? Infinity : 20 * Math.log10(activeLevel(near, rate) / activeLevel(echo, rate));
  return { rate, mic, far, near, utterances, nearToEchoDb, isClipping, hasCanceller, hasJump };
}

/** 5 to 250 ms; a jump goes 20 to 80 ms up or down in the second half. */
function delays(random: Random, rate: number, hasJump: boolean, drifts: boolean): (i: number) => number {
  const first = random.between(5, 250);
  const change = random.between(20, 80) * (first > 170 || (first > 85 && random.chance(0.5)) ? -1 : 1);
  const jumpAt = rate * random.between(15, 30);
  const ppm = drifts ? 300e-6 : 0;
  return (i) => {
    const base = Math.round((rate * (i < jumpAt || !hasJump ? first : first + change)) / 1_000);
    return base + i * ppm;
  };
}

/** The assistant: turns of one voice, 1 to 3 sentences each, with pauses of 0.8 to 2.5 s. */
function layFar(random: Random, voices: Voices, rate: number, length: number, levelDb: number): Float32Array {
  const far = new Float32Array(length);
  const speaker = random.pick(voices.far).name;
  const clips = voices.far.filter(({ name }) => name === speaker);
  let at = Math.round(rate * 0.3);
  while (at < length) {
    const sentences = 1 + Math.floor(random.next() * 3);
    for (let i = 0; i < sentences && at < length; i += 1) {
      at = lay(far, at, atRate(random.pick(clips), rate)) + Math.round(rate * random.between(0.1, 0.5));
    }
    at += Math.round(rate * random.between(0.8, 2.5));
  }
  setLevel(far, rate, amplitude(levelDb));
  for (let i = 0; i < length; i += 1) far[i] = Math.max(-1, Math.min(1, far[i]!));
  return far;
}

/** The near talker: one prompt at a time, from second 3 on, with 2.5 to 6 s between them, in the same room. */
function layNear(
  random: Random,
  grain: Random,
  voices: Voices,
  rate: number,
  length: number,
  rt60: number,
  levelDb: number,
): { near: Float32Array; utterances: Utterance[] } {
  const dry = new Float32Array(length);
  const utterances: Utterance[] = [];
  let at = Math.round(rate * random.between(3, 6));
  for (;;) {
    const prompt = atRate(random.pick(voices.near), rate);
    if (at + prompt.length > length - rate) break;
    // Everybody speaks one sentence louder than the next.
    const gain = (amplitude(levelDb) / activeLevel(prompt, rate)) * amplitude(random.between(-2, 2));
    const end = lay(dry, at, prompt.map((sample) => sample * gain));
    utterances.push({ from: at, to: end });
    at = end + Math.round(rate * random.between(2.5, 6));
  }
  const near = convolve(dry, roomResponse(random, grain, rate, rt60, random.between(3, 12)));
  setLevel(near, rate, amplitude(levelDb));
  return { near, utterances };
}

function lay(target: Float32Array, at: number, samples: Float32Array): number {
  const fitting = samples.subarray(0, Math.max(0, target.length - at));
  target.set(fitting, at);
  return at + samples.length;
}

const resampled = new Map<string, Float32Array>();
const keys = new WeakMap<Clip, number>();
let keyCount = 0;

/** The clip's samples at another rate; made once. */
export function atRate(clip: Clip, rate: number): Float32Array {
  let key = keys.get(clip);
  if (key === undefined) {
    key = keyCount;
    keyCount += 1;
    keys.set(clip, key);
  }
  const known = resampled.get(`${key} ${rate}`);
  if (known !== undefined) return known;
  const resampler = new Resampler(clip.rate, rate);
  const output = new Float32Array(Math.ceil((clip.samples.length * rate) / clip.rate) + 1_024);
  let count = 0;
  for (let at = 0; at < clip.samples.length; at += 1_024) {
    resampler.write(clip.samples.subarray(at, at + 1_024));
    count += resampler.read(output.subarray(count));
  }
  count += resampler.flush(output.subarray(count));
  const made = output.subarray(0, count);
  resampled.set(`${key} ${rate}`, made);
  return made;
}

/** Mean square of every 10 ms. */
export function framePowers(signal: Float32Array, rate: number): Float64Array {
  const frames = Math.floor((signal.length * 100) / rate);
  return Float64Array.from({ length: frames }, (_, n) => {
    const from = Math.round((n * rate) / 100);
    const to = Math.round(((n + 1) * rate) / 100);
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += signal[i]! ** 2;
    return sum / (to - from);
  });
}

/** RMS over the frames in which the signal sounds: no more than 30 dB under the loudest. */
export function activeLevel(signal: Float32Array, rate: number): number {
  const powers = framePowers(signal, rate);
  const least = powers.reduce((max, power) => Math.max(max, power), 0) / 1_000;
  let sum = 0;
  let count = 0;
  for (const power of powers) {
    if (power <= least) continue;
    sum += power;
    count += 1;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function setLevel(signal: Float32Array, rate: number, level: number): void {
  const now = activeLevel(signal, rate);
  if (now === 0) return;
  for (let i = 0; i < signal.length; i += 1) signal[i]! *= level / now;
}
