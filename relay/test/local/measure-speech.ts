/**
 * The tables of docs/speech-accuracy.md: `npm run build -w relay && npx tsx relay/test/local/measure-speech.ts`. Not a test: it
 * takes minutes. Human speech needs Debian's asterisk-core-sounds-en-wav and is left out without it.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { Recognizer } from '../../dist/local/recognizer.js';
import { resample } from '../../dist/local/resample.js';
import { Speaker } from '../../dist/local/speaker.js';
import { HUMAN_PROMPTS } from './fixtures/human-prompts.js';
import { inQuietRoom, wavSamples } from './speech-samples.js';

const TOPICS = [
  'opening hours',
  'library card',
  'parking',
  'borrowing an e-book',
  '3D printing',
  'meeting rooms',
  'story time',
  'late fees',
  'renewing a book',
  'the quiet study area',
  'Wi-Fi',
  'printing and copying',
  'local history archive',
  'job seekers',
  'lost property',
  "children's workshop",
  'volunteering',
  'accessibility',
  'the café',
  'film nights',
];
const UNKNOWN = [
  'swimming lessons',
  'car insurance',
  'pizza delivery',
  'train tickets',
  'garden furniture',
  'flight delays',
  'dog grooming',
  'tax returns',
  'football results',
  'wedding dresses',
  'hotel rooms',
  'mobile phones',
  'medical advice',
  'running shoes',
  'hair cuts',
  'movie reviews',
  'stock prices',
  'baby food',
  'driving licence',
  'solar panels',
];
const FRAMES = [
  'What are the X?',
  'Tell me about X',
  'How do I find X?',
  'Where is the X?',
  'I have a question about X',
  'How much is X?',
  'Is there X?',
  'Do you have X?',
  'What about X?',
  'Can you tell me more about X please?',
];
const FREE = [
  'I was wondering whether you could say a bit on X',
  'My friend mentioned X yesterday, is that something I could look into?',
  'So um yeah basically X is what brings me here',
];
const HUMANS = '/usr/share/asterisk/sounds/en_US_f_Allison';

interface Sample {
  readonly samples: Float32Array;
  /** What it is about; undefined when nothing of the grammar was said. */
  readonly topic?: string;
}

const recognizer = new Recognizer();
const speaker = new Speaker('rms');
const grammarOf = (topics: readonly string[]): string => `Topics: ${topics.join(', ')}`;
const bare = (topic: string): string => topic.toLowerCase().replace(/^the /, '');
const ready = (samples: Float32Array): Float32Array =>
  resample(
    Float32Array.from(inQuietRoom(samples, 200, 200), (sample) => sample / 32_768),
    24_000,
    16_000,
  );

async function say(text: string, voice: string): Promise<Float32Array> {
  return ready(await speaker.speak({ text, voice, speed: 1 }));
}

async function questions(
  topics: readonly string[],
  frames: readonly string[],
  perTopic: number,
  voice: string,
): Promise<Sample[]> {
  const all: Sample[] = [];
  for (const [index, topic] of topics.entries()) {
    for (let count = 0; count < perTopic; count++) {
      const frame = frames[(index * perTopic + count) % frames.length]!;
      const words = frame.includes('the X') ? topic.replace(/^the /, '') : topic;
      all.push({ samples: await say(frame.replace('X', words), voice), topic });
    }
  }
  return all;
}

async function measure(name: string, list: readonly Sample[], grammar: string): Promise<void> {
  const counts = { right: 0, wrong: 0, 'asked back': 0, rejected: 0 };
  const times: number[] = [];
  for (const { samples, topic } of list) {
    const startedAt = performance.now();
    const { hearing } = await recognizer.recognize({ samples, prompt: grammar });
    times.push(performance.now() - startedAt);
    if (hearing.kind === 'unsure') counts['asked back'] += 1;
    else if (hearing.kind === 'nothing') counts.rejected += 1;
    else if (topic !== undefined && hearing.text.toLowerCase().includes(bare(topic))) counts.right += 1;
    else counts.wrong += 1;
  }
  times.sort((a, b) => a - b);
  const ms = (part: number): number => Math.round(times[Math.floor(times.length * part)] ?? 0);
  console.log([name, list.length, ...Object.values(counts), `${ms(0.5)} / ${ms(0.95)}`].join(' | '));
}

console.log('what | n | right | wrong | asked back | rejected | ms p50 / p95');
const grammar = grammarOf(TOPICS);
for (const voice of ['rms', 'awb', 'slt']) {
  await measure(`questions of the frames, ${voice}`, await questions(TOPICS, FRAMES, 2, voice), grammar);
  await measure(`free phrasing, ${voice}`, await questions(TOPICS, FREE, 3, voice), grammar);
  const unknown = await questions(UNKNOWN, FRAMES, 1, voice);
  await measure(
    `unknown topics, ${voice}`,
    unknown.map(({ samples }) => ({ samples })),
    grammar,
  );
}
const places =
  'city river school garden music travel family health power water paper digital public private north south'.split(' ');
const things = UNKNOWN.map((topic) => topic.split(' ')[1]!).concat('permits', 'classes', 'records', 'grants', 'maps');
const many = [...TOPICS, ...places.flatMap((place) => things.map((thing) => `${place} ${thing}`))].slice(0, 400);
await measure('questions of the frames, rms, 400 topics', await questions(TOPICS, FRAMES, 2, 'rms'), grammarOf(many));
if (existsSync(HUMANS)) {
  const human = (name: string): Float32Array => ready(wavSamples(`${HUMANS}/${name}.wav`));
  const names = Object.keys(HUMAN_PROMPTS).sort();
  const known = names.map((name) => ({ samples: human(name), topic: HUMAN_PROMPTS[name]! }));
  await measure('human prompts in the grammar', known, grammarOf(Object.values(HUMAN_PROMPTS)));
  const files = readdirSync(HUMANS)
    .filter((file) => file.endsWith('.wav') && !/tone|beep/.test(file))
    .sort();
  const others = files.filter((file) => {
    const seconds = statSync(`${HUMANS}/${file}`).size / 16_000;
    return seconds >= 1 && seconds <= 8;
  });
  await measure(
    'human prompts about nothing of the grammar',
    others.map((file) => ({ samples: human(file.slice(0, -4)) })),
    grammar,
  );
}
await recognizer.close();
await speaker.close();
