import { SpeechOnset } from '../../src/audio/speech-onset.ts';
import { Random } from './random.ts';
import { pinkNoise } from './room.ts';
import { activeLevel, atRate, framePowers } from './scene.ts';
import { loadVoices, MissingVoices, type Clip } from './voices.ts';

/*
 * How soon the onset of speech is found: every prompt after 2 s of noise, at −28 dB of full scale; and how often noise
 * alone is taken for speech, at −60 to −6 dB. A prompt begins with its first frame at most 15.9 dB under its active level.
 */
const rate = 48_000;
const leadSeconds = 2;
const noiseMinutes = 2;
const random = new Random(1);

const kinds: Readonly<Record<string, (length: number) => Float32Array>> = {
  white: (length) => Float32Array.from({ length }, () => random.normal()),
  pink: (length) => pinkNoise(random, length),
  hum: (length) =>
    Float32Array.from({ length }, (_, i) => {
      const turn = (2 * Math.PI * 50 * i) / rate;
      return Math.sin(turn) + 0.5 * Math.sin(3 * turn) + 0.3 * Math.sin(7 * turn) + 0.02 * random.normal();
    }),
};

function scaled(signal: Float32Array, db: number): Float32Array {
  const rms = Math.sqrt(signal.reduce((sum, sample) => sum + sample * sample, 0) / signal.length);
  const gain = 10 ** (db / 20) / rms;
  return signal.map((sample) => sample * gain);
}

/** Times in ms at which speech was found to begin. */
function onsets(mic: Float32Array): number[] {
  const detector = new SpeechOnset(rate);
  const found: number[] = [];
  for (let at = 0; at + 128 <= mic.length; at += 128) {
    if (detector.add(mic.subarray(at, at + 128), true, false)) found.push(((at + 128) * 1_000) / rate);
  }
  return found;
}

/** From the prompt's beginning to the first onset; Infinity where there is none. */
function delayOf(prompt: Float32Array, noise: (length: number) => Float32Array, snrDb: number): number {
  const level = activeLevel(prompt, rate);
  const gain = 10 ** (-28 / 20) / level;
  const mic = scaled(noise(leadSeconds * rate + prompt.length), -28 - snrDb);
  for (const [i, sample] of prompt.entries()) mic[leadSeconds * rate + i]! += sample * gain;
  const first = framePowers(prompt, rate).findIndex((power) => power > level ** 2 * 10 ** -1.59);
  return (onsets(mic)[0] ?? Infinity) - leadSeconds * 1_000 - first * 10;
}

async function prompts(): Promise<readonly Clip[]> {
  try {
    return (await loadVoices('check')).near;
  } catch (error) {
    if (!(error instanceof MissingVoices)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const spoken = (await prompts()).filter((_, i) => i % 3 === 0).map((clip) => atRate(clip, rate));
console.log('| noise | SNR, dB | prompts | found within p50 / p90 / p95, ms | never | false onsets a minute of noise alone |');
console.log('|---|---|---|---|---|---|');
for (const [name, noise] of Object.entries(kinds)) {
  let falseOnsets = 0;
  const levels = [-60, -40, -20, -6];
  for (const db of levels) falseOnsets += onsets(scaled(noise((noiseMinutes / levels.length) * 60 * rate), db)).length;
  for (const snrDb of [20, 15, 10]) {
    const delays = spoken.map((prompt) => delayOf(prompt, noise, snrDb)).sort((a, b) => a - b);
    const at = (share: number): string => delays[Math.floor(share * delays.length)]!.toFixed(0);
    const never = delays.filter((delay) => delay === Infinity).length;
    const cells = [name, snrDb, delays.length, [0.5, 0.9, 0.95].map(at).join(' / '), never, falseOnsets / noiseMinutes];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
