import { sentencesOf, speakable } from './sentences.js';
import { spokenWords } from './spoken-text.js';

/** A passage as `search` gives it (docs/wire.md). */
export interface Passage {
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

const MAX_WORDS = 60;
const MAX_SENTENCES = 3;
/** Share of the question's weight that a passage must cover to be called an answer. */
const MIN_COVERAGE = 0.3;
const STOP_WORDS = new Set(
  (
    'a about after all also am an and any are as at be been but by can come comes could did do does doing ' +
    'explain find for from get give go goes going got had has have hello help hey hi how i if in information ' +
    'interested into is it its just know let like looking many may me more much my need of off on one or our ' +
    'out please question say see should show so some something tell than that the their them then there these ' +
    'they thing this to up us use want was we were what when where which who why will with work works would ' +
    'you your'
  ).split(' '),
);

/** Kinds of question and what an answering sentence of that kind has in it. */
const HINTS: readonly (readonly [question: RegExp, answer: RegExp])[] = [
  [
    /\b(?:when|hours?|open|close|time)\b/i,
    /\d\s?(?:a\.?m|p\.?m|o'clock|:\d\d)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekdays?\b|\bdaily\b/i,
  ],
  [
    /\b(?:how much|cost|costs|price|fee|fees|pay|free)\b/i,
    /[$€£]\s?\d|\d+\s?(?:dollars|euros|pounds|pence|cents|p\b)|\bfree\b|\bno charge\b/i,
  ],
  [/\bhow (?:long|many|often)\b/i, /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b/i],
  [/\bwhere\b/i, /\b(?:floor|next to|opposite|behind|near|street|road|entrance|room|building|desk|at the)\b/i],
  [/\b(?:can|may|allowed|possible)\b/i, /\b(?:can|may|allowed|welcome|cannot|not permitted|must)\b/i],
  [
    /\bhow (?:do|can|to)\b/i,
    /\b(?:ask|bring|fill|sign|visit|call|use|choose|go to|online|register|book|apply|renew)\b/i,
  ],
];

/** Passages out of a tool's output: the JSON of docs/wire.md, any list of texts, or plain text. */
export function passagesOf(output: string): { passages: Passage[]; error?: string } {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return { passages: output.trim() === '' ? [] : [{ title: '', heading: '', text: output }] };
  }
  if (typeof value === 'string') return passagesOf(JSON.stringify([value]));
  if (typeof value !== 'object' || value === null) return { passages: [] };
  const fields = value as Record<string, unknown>;
  if (typeof fields['error'] === 'string') return { passages: [], error: fields['error'] };
  const found = Array.isArray(value)
    ? (value as unknown[])
    : [fields['passages'], fields['results'], fields['sources']].find(Array.isArray);
  const passages = (found ?? []).slice(0, 50).flatMap((entry: unknown): Passage[] => {
    if (typeof entry === 'string') return [{ title: '', heading: '', text: entry }];
    if (typeof entry !== 'object' || entry === null) return [];
    const { title, heading, text, chunk, content } = entry as Record<string, unknown>;
    const body = [text, chunk, content].find((candidate) => typeof candidate === 'string');
    if (typeof body !== 'string') return [];
    return [
      {
        title: typeof title === 'string' ? title : '',
        heading: typeof heading === 'string' ? heading : '',
        text: body,
      },
    ];
  });
  return { passages };
}

/**
 * The one to three sentences of the passages that answer best, in their own order and words, at most about 60 words; or
 * undefined when none of them speaks of what was asked. Passages come best first.
 */
export function extractAnswer(question: string, passages: readonly Passage[]): string | undefined {
  const terms = [...new Set(termsOf(question))];
  const prepared = passages.map((passage) => prepare(passage));
  if (prepared.length === 0) return undefined;
  const weights = new Map(terms.map((term) => [term, inverseFrequency(term, prepared)]));
  const total = sum(weights.values());
  const hints = HINTS.filter(([asked]) => asked.test(question)).map(([, answer]) => answer);
  let best: { score: number; index: number; passage: Prepared; scores: number[] } | undefined;
  for (const [rank, passage] of prepared.entries()) {
    const inTitle = cover(passage.titleTerms, weights);
    const coverage = cover(
      new Set([...passage.titleTerms, ...passage.sentences.flatMap((sentence) => sentence.terms)]),
      weights,
    );
    if (total > 0 && coverage / total < MIN_COVERAGE) continue;
    const scores = passage.sentences.map((sentence, index) => {
      const covered = cover(new Set(sentence.terms), weights);
      const hinted = hints.some((hint) => hint.test(sentence.text)) ? 0.35 * total : 0;
      // The first sentences of a passage say what it is about; very short ones are captions.
      return (
        covered +
        hinted +
        (index === 0 ? 0.15 : index === 1 ? 0.05 : 0) * total -
        (sentence.words < 4 ? 0.5 * total : 0)
      );
    });
    const index = scores.indexOf(Math.max(...scores));
    const score = ((scores[index] ?? 0) + inTitle * 0.8 + coverage * 0.6) / (1 + rank * 0.08);
    if (passage.sentences.length > 0 && (best === undefined || score > best.score))
      best = { score, index, passage, scores };
  }
  return best === undefined ? undefined : compose(best.passage, best.index, best.scores, total);
}

interface Prepared {
  readonly titleTerms: ReadonlySet<string>;
  readonly sentences: readonly { readonly text: string; readonly terms: readonly string[]; readonly words: number }[];
}

function prepare({ title, heading, text }: Passage): Prepared {
  const titleTerms = new Set(termsOf(`${title} ${heading}`));
  const headings = new Set([title, ...heading.split(/[>›/]/)].map((line) => line.trim().toLowerCase()));
  const sentences = sentencesOf(speakable(text.slice(0, 20_000)))
    .filter((sentence) => !headings.has(sentence.trim().toLowerCase()))
    .map((sentence) => ({ text: sentence, terms: termsOf(sentence), words: sentence.split(/\s+/).length }));
  return { titleTerms, sentences };
}

/** The best sentence, then what follows or comes before it as long as it is nearly as good and there is room. */
function compose({ sentences }: Prepared, best: number, scores: readonly number[], total: number): string {
  const chosen = new Set([best]);
  let words = sentences[best]!.words;
  const others = scores.map((score, index) => ({ index, score: score + (index === best + 1 ? 0.2 * total : 0) }));
  for (const { index, score } of others.toSorted((a, b) => b.score - a.score)) {
    const sentence = sentences[index]!;
    if (chosen.size === MAX_SENTENCES || chosen.has(index)) continue;
    if (score < 0.45 * scores[best]! || score <= 0 || words + sentence.words > MAX_WORDS) continue;
    if (sentence.words < 4) continue;
    chosen.add(index);
    words += sentence.words;
  }
  const text = [...chosen]
    .toSorted((a, b) => a - b)
    .map((index) =>
      /[.!?…:;]["'”’)]*$/.test(sentences[index]!.text) ? sentences[index]!.text : `${sentences[index]!.text}.`,
    )
    .join(' ');
  return shortened(text);
}

function shortened(text: string): string {
  const words = text.split(' ');
  if (words.length <= MAX_WORDS + 20) return text;
  return `${words
    .slice(0, MAX_WORDS)
    .join(' ')
    .replace(/[,;:]$/, '')}, and more.`;
}

function termsOf(text: string): string[] {
  return spokenWords(text.slice(0, 4_000))
    .filter((word) => !STOP_WORDS.has(word))
    .map(stem);
}

/** Plurals and common endings off: enough for "renewing a book" to meet "renew your books". */
function stem(word: string): string {
  let root = word.replace(/'s?$/, '');
  if (root.length > 4)
    root = root
      .replace(/(?:ies)$/, 'y')
      .replace(/(?:sses)$/, 'ss')
      .replace(/(?:ing|ed|es|er|s)$/, (ending) => (root.endsWith('ss') ? ending : ''));
  else if (root.length > 3) root = root.replace(/([^s])s$/, '$1');
  return root.length > 3 ? root.replace(/e$/, '').replace(/([^aeiou])\1$/, '$1') : root;
}

function inverseFrequency(term: string, passages: readonly Prepared[]): number {
  const holders = passages.filter(
    ({ titleTerms, sentences }) => titleTerms.has(term) || sentences.some(({ terms }) => terms.includes(term)),
  );
  return Math.log(1 + (passages.length + 0.5) / (holders.length + 0.5));
}

function cover(terms: ReadonlySet<string>, weights: ReadonlyMap<string, number>): number {
  return sum([...weights].map(([term, weight]) => (terms.has(term) ? weight : 0)));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
