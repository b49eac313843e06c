import { readFileSync } from 'node:fs';
import { resample } from '../../dist/local/resample.js';
import { Speaker } from '../../dist/local/speaker.js';

const RATE = 24_000;

/** Speech in a voice other than the engine's own, with quiet before and after, as 24 kHz PCM. */
export async function spoken(text: string, voice = 'rms', afterMs = 1_200): Promise<Int16Array> {
  const speaker = new Speaker('rms');
  try {
    return inQuietRoom(await speaker.speak({ text, voice, speed: 1 }), 400, afterMs);
  } finally {
    await speaker.close();
  }
}

/** Samples in a room with faint noise: digital silence is nowhere but in tests. */
export function inQuietRoom(samples: Float32Array, beforeMs = 400, afterMs = 1_200): Int16Array {
  const before = (beforeMs * RATE) / 1000;
  const pcm = new Int16Array(before + samples.length + (afterMs * RATE) / 1000);
  const random = seededRandom(7);
  for (let at = 0; at < pcm.length; at++) {
    pcm[at] = Math.round((samples[at - before] ?? 0) * 32_000 + (random() - 0.5) * 8);
  }
  return pcm;
}

/** Noise whose level is a part of full scale; the same at every run. */
export function noise(durationMs: number, level: number): Int16Array {
  const random = seededRandom(3);
  return Int16Array.from({ length: (durationMs * RATE) / 1000 }, () => (random() - 0.5) * 2 * level * 32_767);
}

/** A mono 16-bit WAV file as 24 kHz samples. */
export function wavSamples(path: string, rate = RATE): Float32Array {
  const file = readFileSync(path);
  let at = 12;
  while (file.toString('ascii', at, at + 4) !== 'data') at += 8 + file.readUInt32LE(at + 4);
  const samples = new Float32Array(file.readUInt32LE(at + 4) / 2);
  for (let index = 0; index < samples.length; index++) samples[index] = file.readInt16LE(at + 8 + index * 2) / 32_768;
  return resample(samples, file.readUInt32LE(24), rate);
}

/** Root mean square, 0 to 1. */
export function loudness(pcm: Int16Array): number {
  let energy = 0;
  for (const sample of pcm) energy += (sample / 32_768) ** 2;
  return Math.sqrt(energy / pcm.length);
}

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
