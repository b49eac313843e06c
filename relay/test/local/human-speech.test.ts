import { existsSync, readdirSync, statSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { Recognizer } from '../../dist/local/recognizer.js';
import { HUMAN_PROMPTS } from './fixtures/human-prompts.js';
import { inQuietRoom, wavSamples } from './speech-samples.js';

/** A human's voice, which is none that the recogniser's makers synthesised: Debian's asterisk-core-sounds-en-wav. */
const FOLDER = '/usr/share/asterisk/sounds/en_US_f_Allison';
/** The package's files are 8 kHz, 16-bit, mono. */
const BYTES_PER_SECOND = 16_000;
/** Some 200 ms each on a machine at rest; other suites may run beside it. */
const LIMIT_MS = 120_000;
const TOPICS =
  'opening hours, library card, parking, borrowing an e-book, 3D printing, meeting rooms, story time, late fees, renewing a book, ' +
  "the quiet study area, Wi-Fi, printing and copying, local history archive, job seekers, lost property, children's workshop, " +
  'volunteering, accessibility, the café, film nights';
const signal = new AbortController().signal;

describe.skipIf(!existsSync(FOLDER))('human speech (needs Debian package asterisk-core-sounds-en-wav)', () => {
  const recognizer = new Recognizer();
  afterAll(() => recognizer.close());
  const hear = (name: string, prompt: string): ReturnType<Recognizer['hear']> =>
    recognizer.hear(
      { audio: inQuietRoom(wavSamples(`${FOLDER}/${name}.wav`), 300, 500), prompt: `Topics: ${prompt}` },
      signal,
    );

  test(
    'that asks for none of the topics is turned away in at least 19 of 20',
    async () => {
      // The first twenty by name that last one to six seconds, however little they are.
      const names = readdirSync(FOLDER)
        .filter((file) => file.endsWith('.wav') && !/tone|beep/.test(file))
        .map((file) => file.slice(0, -4))
        .sort()
        .filter((name) => {
          const seconds = statSync(`${FOLDER}/${name}.wav`).size / BYTES_PER_SECOND;
          return seconds >= 1 && seconds <= 6;
        })
        .slice(0, 20);
      const forced: string[] = [];
      for (const name of names) {
        const hearing = await hear(name, TOPICS);
        if (hearing.kind === 'understood') forced.push(`${name}: ${hearing.text}`);
      }
      expect(names).toHaveLength(20);
      expect(forced.length, forced.join('; ')).toBeLessThanOrEqual(1);
    },
    LIMIT_MS,
  );

  test(
    'that is in the grammar is understood in at least 19 of 20',
    async () => {
      const all = Object.keys(HUMAN_PROMPTS).sort();
      const grammar = all.map((name) => HUMAN_PROMPTS[name]!).join(', ');
      const missed: string[] = [];
      for (const name of all.slice(0, 20)) {
        const hearing = await hear(name, grammar);
        const isRight = hearing.kind === 'understood' && hearing.text.toLowerCase().includes(HUMAN_PROMPTS[name]!);
        if (!isRight) missed.push(`${name}: ${JSON.stringify(hearing)}`);
      }
      expect(missed.length, missed.join('; ')).toBeLessThanOrEqual(1);
    },
    LIMIT_MS,
  );
});
