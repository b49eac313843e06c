import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wavFile } from '../../build/wav-file.ts';
// The relay's own synthesiser, in a voice other than the one that answers, so that the tests need no speech program.
import { Speaker } from '../../relay/dist/local/speaker.js';

export const RATE = 24_000;

let speaker: Speaker | undefined;

/** A sentence as a visitor would say it: mono, 24 kHz, −1 to 1. `rms` and `awb` are men's voices, the engine's is a woman's. */
export async function say(text: string, voice: 'rms' | 'awb' = 'rms'): Promise<Float32Array> {
  speaker ??= new Speaker(voice);
  return speaker.speak({ text, voice, speed: 1 });
}

export async function closeSpeaker(): Promise<void> {
  await speaker?.close();
  speaker = undefined;
}

export function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * RATE));
}

export function join16(parts: readonly Float32Array[]): Int16Array {
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const value of part) samples[at++] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  }
  return samples;
}

/** What the microphone will hear, as a WAV file for Chromium's `--use-file-for-fake-audio-capture`. */
export async function microphoneWav(parts: readonly Float32Array[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'realtime-assistant-microphone-')), 'microphone.wav');
  await writeFile(file, wavFile(join16(parts), RATE));
  return file;
}
