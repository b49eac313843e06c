import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Debian's asterisk-core-sounds-en-wav puts its recorded prompts: one woman's voice, 8 kHz. */
const promptFolder = '/usr/share/asterisk/sounds/en_US_f_Allison';

/** A recording or a synthesised sentence, −1 to 1. */
export interface Clip {
  readonly name: string;
  readonly rate: number;
  readonly samples: Float32Array;
}

export interface Voices {
  /** What the assistant says: synthetic voices. */
  readonly far: readonly Clip[];
  /** What people say: human recordings. */
  readonly near: readonly Clip[];
}

/** A program or a package that the bench cannot do without is not installed. */
export class MissingVoices extends Error {}

const sentences = [
  'The museum opens at ten on Sunday morning, and a ticket for an adult costs twelve euros and fifty cents.',
  'You can return any article within thirty days, as long as you still have the receipt or the order number.',
  'I found three trains that leave before noon. The first one is the fastest, but it does not carry bicycles.',
  'To reset the password, open the settings, choose security, and follow the link that we send to your address.',
  'The soup of the day is pumpkin with ginger; there is also a vegetable curry, which is quite hot.',
  'Your parcel left the warehouse on Tuesday and should be with you by Thursday afternoon at the latest.',
  'Yes, dogs are welcome in the garden, but please keep them on a leash near the playground and the pond.',
  'Our engineers are looking into it. In the meantime, switching the router off for a minute often helps.',
  'The course has eight lessons of ninety minutes each. No previous knowledge is needed, only some patience.',
  'According to the manual, the filter has to be washed every two weeks and replaced after half a year.',
  'There are still seats in the second row for the evening show; the matinee, I am afraid, is sold out.',
  'Certainly. I have moved your appointment to Friday at a quarter past four, with the same doctor.',
  'The shortest way leads along the river, then over the old bridge and up the hill to the castle.',
  'Shipping within the country is free from forty euros on; below that we charge three ninety five.',
  'I did not quite catch that. Could you say it again, or type it into the field at the bottom?',
  'The battery lasts about nine hours, less when it is cold, and it charges fully in seventy minutes.',
];

interface Speaker {
  readonly name: string;
  speak(text: string, wav: string): Promise<unknown>;
}

const flite = (voice: string): Speaker => ({
  name: `flite ${voice}`,
  speak: (text, wav) => run('flite', ['-voice', voice, '-t', text, '-o', wav]),
});
const espeak = (voice: string, speed: number, pitch: number): Speaker => ({
  name: `espeak-ng ${voice} ${speed} ${pitch}`,
  speak: (text, wav) => run('espeak-ng', ['-v', voice, '-s', `${speed}`, '-p', `${pitch}`, '-w', wav, text]),
});

const speakers: readonly Speaker[] = [
  flite('slt'),
  flite('rms'),
  flite('awb'),
  flite('kal16'),
  flite('kal'),
  espeak('en-us', 160, 50),
  espeak('en-gb', 150, 40),
  espeak('en-us+f3', 170, 60),
  espeak('en-gb-scotland', 155, 35),
];

/**
 * Half of all sentences and prompts, so that what was tuned on one half can be checked on the other.
 * @throws MissingVoices naming what has to be installed
 */
export async function loadVoices(half: 'tune' | 'check'): Promise<Voices> {
  requirePrograms();
  const parity = half === 'tune' ? 0 : 1;
  const folder = await mkdtemp(join(tmpdir(), 'echo-gate-'));
  try {
    const far: Clip[] = [];
    for (const [s, speaker] of speakers.entries()) {
      for (let i = 0; i < 5; i += 1) {
        const text = sentences[((s * 3 + i) * 2 + parity) % sentences.length]!;
        const wav = join(folder, `${s}-${i}.wav`);
        await speaker.speak(text, wav);
        far.push(readWav(speaker.name, await readFile(wav)));
      }
    }
    return { far, near: await loadPrompts(parity) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The longer half of the prompts, every other one of them: words and sentences of 0.7 to 5 s. */
async function loadPrompts(parity: number): Promise<Clip[]> {
  const prompts: Clip[] = [];
  const names = readdirSync(promptFolder).filter((name) => name.endsWith('.wav'));
  for (const [i, name] of names.sort().entries()) {
    if (i % 2 !== parity) continue;
    const clip = readWav(name, await readFile(join(promptFolder, name)));
    const seconds = clip.samples.length / clip.rate;
    if (seconds > 0.7 && seconds < 5) prompts.push(clip);
  }
  return prompts;
}

function requirePrograms(): void {
  const missing: string[] = [];
  for (const [program, flag] of [
    ['flite', '--version'],
    ['espeak-ng', '--version'],
  ] as const) {
    try {
      execFileSync(program, [flag], { stdio: 'ignore' });
    } catch (error) {
      // flite answers --version with an exit code of its own; only a program that is not there counts.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') missing.push(program);
    }
  }
  if (!existsSync(promptFolder)) missing.push('asterisk-core-sounds-en-wav');
  if (missing.length > 0) {
    throw new MissingVoices(
      `The bench of the echo gate needs voices that are not installed: ${missing.join(', ')}. ` +
        `On Debian: apt-get install ${missing.join(' ')}`,
    );
  }
}

/** PCM16, mono. */
function readWav(name: string, file: Buffer): Clip {
  let at = 12;
  let rate = 0;
  while (at + 8 <= file.length) {
    const id = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    if (id === 'fmt ') rate = file.readUInt32LE(at + 12);
    if (id === 'data') {
      const count = Math.floor(Math.min(length, file.length - at - 8) / 2);
      const samples = Float32Array.from({ length: count }, (_, i) => file.readInt16LE(at + 8 + i * 2) / 32_768);
      return { name, rate, samples };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error(`${name} is no WAV file with samples`);
}
