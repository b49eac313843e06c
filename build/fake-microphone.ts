import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Resampler } from '../src/audio/resampler.ts';
import { readWav, wavFile } from './wav-file.ts';

const run = promisify(execFile);

/** A person says eight seconds without a pause: in Debian's asterisk-core-sounds-en-wav, 8 kHz. */
const prompt = '/usr/share/asterisk/sounds/en_US_f_Allison/queue-periodic-announce.wav';

const sentence = 'Hello there. Could you tell me when the museum opens on Sunday morning, and what a ticket costs?';
const sampleRate = 22_050;
/** Of the file that is made: what sound servers run at, so that nothing else resamples it on the way to the browser. */
const fileRate = 48_000;

const speakers: readonly [program: string, args: (wav: string) => string[]][] = [
  ['espeak-ng', (wav) => ['-v', 'en-us', '-s', '150', '-w', wav, sentence]],
  ['flite', (wav) => ['-voice', 'slt', '-t', sentence, '-o', wav]],
  ['say', (wav) => ['--file-format=WAVE', `--data-format=LEI16@${sampleRate}`, '-o', wav, sentence]],
];

/**
 * Makes the WAV file that browsers under test get for a microphone, 48 kHz: a person's voice where it is installed, else
 * a sentence by a speech program, or, where there is none, a signal with the pitch, formants and syllables of speech. A
 * file that is there stays.
 */
export async function makeFakeMicrophone(path: string): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  // Several runs may start at once: each writes a file of its own, and the rename is atomic.
  const folder = await mkdtemp(join(dirname(path), 'microphone-'));
  const wav = join(folder, 'speech.wav');
  try {
    const { samples, sampleRate } = await speech(wav);
    await writeFile(wav, wavFile(resampled(samples, sampleRate), fileRate));
    await rename(wav, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param wav where a speech program may write */
async function speech(wav: string): Promise<{ samples: Int16Array<ArrayBuffer>; sampleRate: number }> {
  if (existsSync(prompt)) return readWav(await readFile(prompt));
  if (await speak(wav)) return readWav(await readFile(wav));
  console.log('No recorded voice, espeak-ng, flite or say is installed: the fake microphone hears a synthesised signal.');
  return { samples: speechLikeSignal(5), sampleRate };
}

function resampled(samples: Int16Array, rate: number): Int16Array {
  const resampler = new Resampler(rate, fileRate);
  const block = 4_096;
  const output = new Float32Array(resampler.outputFor(block + resampler.lookaheadFrames));
  const result: number[] = [];
  const take = (count: number): void => {
    for (const sample of output.subarray(0, count)) {
      result.push(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
    }
  };
  for (let at = 0; at < samples.length; at += block) {
    resampler.write(Float32Array.from(samples.subarray(at, at + block), (sample) => sample / 32_768));
    take(resampler.read(output));
  }
  take(resampler.flush(output));
  return Int16Array.from(result);
}

async function speak(wav: string): Promise<boolean> {
  for (const [program, args] of speakers) {
    try {
      await run(program, args(wav), { timeout: 20_000 });
      if (existsSync(wav)) return true;
    } catch {
      // Not installed, or it does not work here: the next one may.
    }
  }
  return false;
}

function speechLikeSignal(seconds: number): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(seconds * sampleRate);
  const formants: readonly (readonly [low: number, high: number, width: number])[] = [
    [350, 750, 80],
    [1_000, 2_000, 110],
    [2_300, 2_700, 160],
  ];
  const state = formants.map(() => [0, 0] as [number, number]);
  let phase = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / sampleRate;
    // Four syllables a second, with a pause after every sixth.
    const envelope = Math.floor(t * 4) % 7 === 6 ? 0 : Math.sin(Math.PI * ((t * 4) % 1)) ** 2;
    phase += (110 + 25 * Math.sin(2 * Math.PI * 0.7 * t)) / sampleRate;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    let voice = 0;
    for (const [k, [low, high, width]] of formants.entries()) {
      const frequency = low + (high - low) * (0.5 + 0.5 * Math.sin(2 * Math.PI * (0.9 + 0.4 * k) * t + k));
      const radius = Math.exp((-Math.PI * width) / sampleRate);
      const memory = state[k]!;
      const y =
        pulse + 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate) * memory[0] - radius ** 2 * memory[1];
      state[k] = [y, memory[0]];
      voice += y / (k + 1);
    }
    samples[i] = Math.max(-1, Math.min(1, voice * envelope * 0.08)) * 32_767;
  }
  return samples;
}
