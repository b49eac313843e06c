import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import createModule, { type Decoder, type SoundSwallowerModule } from 'soundswallower';
import { questionGrammar, spottingGrammar, topicIn, topicsOf, type Topic } from './grammar.js';
import { ALSO_SAID, pronunciation } from './letter-to-sound.js';
import {
  agreement,
  durationMs,
  GUESS_THRESHOLD,
  type Hearing,
  plainWord,
  realWords,
  SAYING_THRESHOLD,
  SENTENCE_THRESHOLD,
  SHORT_TOPIC_MARGIN,
  SHORT_TOPIC_MS,
  TOPIC_THRESHOLD,
  topicSegment,
  writtenSentence,
} from './recognition.js';
import type { RecognitionJob, RecognitionResult } from './recognizer.js';

/**
 * Speech to text with SoundSwallower, on a thread of its own: the decoder computes synchronously and the package installs
 * handlers on `process`, neither of which the server's thread can have.
 */

/** Words that sites brought along; beyond, the decoders are made anew, or the dictionary would grow for ever. */
const MAX_ADDED_WORDS = 4_000;
/** Against words that nobody said, "a", "the", "please": questions right to the letter: 99 of 120 instead of 83. */
const WORD_PENALTY = 1e-4;
const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ');
const soundOf = (phone: string): string => `_${phone.toLowerCase()}_`;

interface Pass {
  readonly decoder: Decoder;
  /** The prompt whose grammar is loaded. */
  prompt: string | undefined;
}

let module: SoundSwallowerModule | undefined;
let sentences: Pass | undefined;
let spotting: Pass | undefined;
let addedWords = 0;

async function createPass(config: Record<string, string | number | boolean>): Promise<Pass> {
  const modelBase = fileURLToPath(new URL('model/', import.meta.resolve('soundswallower')));
  module ??= await createModule({ modelBase, print: () => {}, printErr: () => {} } as Partial<SoundSwallowerModule>);
  const decoder = new module.Decoder({ samprate: 16_000, compallsen: true, loglevel: 'FATAL', ...config });
  await decoder.initialize();
  return { decoder, prompt: undefined };
}

function learnWords(decoder: Decoder, topics: readonly Topic[]): void {
  for (const word of new Set(topics.flatMap((topic) => topic.words))) {
    // The package's types forget that it gives null for a word it does not know.
    const lookup = (part: string): string | null => decoder.lookup_word(part) as string | null;
    const also = ALSO_SAID[word];
    // "word(2)" is the decoder's way to a second pronunciation.
    if (also !== undefined && lookup(also.as) === null) decoder.add_words([also.as, also.phones]);
    if (lookup(word) !== null) continue;
    decoder.add_words([word, pronunciation(word, lookup)]);
    addedWords += 1;
  }
}

function decode(decoder: Decoder, samples: Float32Array): ReturnType<typeof realWords> {
  decoder.start();
  try {
    decoder.process_audio(samples, false, true);
  } finally {
    decoder.stop();
  }
  if (!decoder.get_text()) return [];
  return realWords(decoder.get_alignment().w ?? []);
}

async function hear(job: RecognitionJob): Promise<RecognitionResult> {
  if (addedWords > MAX_ADDED_WORDS) {
    for (const pass of [sentences, spotting]) pass?.decoder.delete();
    sentences = spotting = undefined;
    addedWords = 0;
  }
  const topics = topicsOf(job.prompt);
  sentences ??= await createPass({ lw: 1, wip: WORD_PENALTY });
  if (sentences.prompt !== job.prompt) {
    sentences.prompt = undefined;
    learnWords(sentences.decoder, topics);
    sentences.decoder.set_grammar(questionGrammar(topics));
    sentences.prompt = job.prompt;
  }
  const sentence = decode(sentences.decoder, job.samples);
  const words = sentence.map(({ t }) => plainWord(t));
  const sentenceScore = agreement(sentence, WORD_PENALTY);
  const topic = topicIn(words, topics);
  const fit =
    topic === undefined
      ? sentenceScore - SAYING_THRESHOLD
      : Math.min(sentenceScore, agreement(topicSegment(sentence, topic), WORD_PENALTY)) - SENTENCE_THRESHOLD;
  if (fit >= 0) {
    return { hearing: { kind: 'understood', text: writtenSentence(words, topics) }, sentenceScore };
  }
  if (topics.length === 0) return { hearing: { kind: 'nothing' }, sentenceScore };
  return spot(job, topics, sentenceScore);
}

async function spot(job: RecognitionJob, topics: readonly Topic[], sentenceScore: number): Promise<RecognitionResult> {
  if (spotting === undefined) {
    spotting = await createPass({ lw: 2 });
    spotting.decoder.add_words(...PHONES.map((phone): [string, string] => [soundOf(phone), phone]));
  }
  if (spotting.prompt !== job.prompt) {
    spotting.prompt = undefined;
    learnWords(spotting.decoder, topics);
    spotting.decoder.set_grammar(spottingGrammar(topics, PHONES.map(soundOf)));
    spotting.prompt = job.prompt;
  }
  const segment = decode(spotting.decoder, job.samples);
  const topicScore = agreement(segment);
  const topic = topicIn(
    segment.map(({ t }) => plainWord(t)),
    topics,
  );
  const fit = topicScore - (durationMs(segment) < SHORT_TOPIC_MS ? SHORT_TOPIC_MARGIN : 0);
  let hearing: Hearing = { kind: 'nothing' };
  if (topic !== undefined && fit >= TOPIC_THRESHOLD) hearing = { kind: 'understood', text: topic.label };
  else if (topic !== undefined && fit >= GUESS_THRESHOLD) hearing = { kind: 'unsure', topic: topic.label };
  return { hearing, sentenceScore, topicScore };
}

// One job at a time: a second would find its grammar replaced under its feet. The model loads before the first comes.
let queue: Promise<void> = createPass({ lw: 1, wip: WORD_PENALTY }).then(
  (pass) => void (sentences = pass),
  // The first job tries again and tells the error.
  () => {},
);
parentPort!.on('message', (job: RecognitionJob) => {
  queue = queue.then(async () => {
    try {
      parentPort!.postMessage({ id: job.id, result: await hear(job) });
    } catch (error) {
      parentPort!.postMessage({ id: job.id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
