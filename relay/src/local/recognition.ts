import { topicIn, type Topic } from './grammar.js';

/** One word of the decoder's alignment: `p` is its likelihood relative to the best sounds at each moment. */
export interface AlignedWord {
  readonly t: string;
  readonly p: number;
  readonly d: number;
}

/** What a listener made of an utterance. */
export type Hearing =
  /** `text` may be taken as said. */
  | { readonly kind: 'understood'; readonly text: string }
  /** Perhaps about this topic: ask, do not assume. */
  | { readonly kind: 'unsure'; readonly topic: string }
  | { readonly kind: 'nothing' };

/**
 * A sentence about a topic is believed from here on, and so must be its topic's words alone: in "do you have pizza delivery" all
 * but the topic fits. Right topics of 119 synthetic questions lay above -50 and of 48 human ones above -55; wrong ones below -55.
 */
export const SENTENCE_THRESHOLD = -54;
/** A saying without a topic is short, and short words resemble many things. */
export const SAYING_THRESHOLD = -45;
/** A topic amid free sounds has chosen its own borders and must fit better. */
export const TOPIC_THRESHOLD = -38;
/** From here on a topic is worth asking back. */
export const GUESS_THRESHOLD = -46;
/** A topic shorter than this is found in much that was never said: it must fit better by so much. */
export const SHORT_TOPIC_MS = 500;
export const SHORT_TOPIC_MARGIN = 9;

const FRAMES_PER_SECOND = 100;

/** Words as the dictionary has them, without fillers, and the mark of a second pronunciation, "the(2)". */
export function realWords(alignment: readonly AlignedWord[]): AlignedWord[] {
  return alignment.filter(
    ({ t }) => !t.startsWith('<') && !t.startsWith('(NULL') && !t.startsWith('[') && !t.startsWith('_'),
  );
}

export function plainWord(word: string): string {
  return word.replace(/\(\d+\)$/, '');
}

/**
 * How well sounds and words agree: mean log likelihood a frame, in units of 1e-4, 0 at best. Right sentences lie about -35,
 * wrong ones about -70; no words at all is -Infinity. `wordPenalty` is the decoder's `wip`, which is in every word's
 * likelihood, scaled down by 1024, and says nothing about sounds: it is taken out.
 */
export function agreement(words: readonly AlignedWord[], wordPenalty = 1): number {
  const penalty = -Math.log(wordPenalty) / 1024;
  let score = 0;
  let frames = 0;
  for (const { p, d } of words) {
    score += (-Math.log(Math.max(p, 1e-6)) - penalty) * 1e4;
    frames += d * FRAMES_PER_SECOND;
  }
  return frames < 1 ? Number.NEGATIVE_INFINITY : -score / frames;
}

/** The words of a topic within a sentence's alignment: the last place where they stand side by side. */
export function topicSegment(words: readonly AlignedWord[], topic: Topic): readonly AlignedWord[] {
  for (let start = words.length - topic.words.length; start >= 0; start--) {
    const segment = words.slice(start, start + topic.words.length);
    if (segment.every(({ t }, index) => plainWord(t) === topic.words[index])) return segment;
  }
  return [];
}

export function durationMs(words: readonly AlignedWord[]): number {
  return words.reduce((sum, { d }) => sum + d, 0) * 1000;
}

/** A title's capital goes down inside a sentence ("Campfire rules"); a name's stay ("Wi-Fi", "Alder Lake", "PDF files"). */
function insideSentence(label: string): string {
  return /^\p{Lu}[^\p{Lu}]*$/u.test(label) && !label.includes('-') ? label[0]!.toLowerCase() + label.slice(1) : label;
}

/** A recognised sentence as it is written: the site's own spelling of the topic, a capital, a question mark. */
export function writtenSentence(words: readonly string[], topics: readonly Topic[]): string {
  const topic = topicIn(words, topics);
  let text = words.join(' ').replaceAll(/\bi\b/g, 'I');
  if (topic !== undefined)
    text = ` ${text} `.replace(` ${topic.words.join(' ').replaceAll(/\bi\b/g, 'I')} `, ` ${insideSentence(topic.label)} `).trim();
  const question =
    /^(?:(?:hello|hi|hey|excuse me|okay|so|um|please) )?(?:what|how|where|when|why|who|can|could|may|would|do|does|is|are)\b/i;
  const mark = /[.?!]$/.test(text) ? '' : question.test(text) ? '?' : '.';
  return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1) + mark;
}
