import type { Passage } from '../knowledge/store.js';
import { isContentWord, sentences, stem, words } from './words.js';

/** A passage that an answer used, and the sentence of it that shows so. */
export interface GroundedPassage {
  readonly passage: Passage;
  readonly quote: string;
}

/** Below this share of the answer's weight a passage merely speaks of the same thing. */
const minShare = 0.25;
const minSharedWords = 3;
/** So many words in the same order are no coincidence, however long the answer is. */
const minRun = 5;
const maxPassages = 4;

interface Sentence {
  readonly text: string;
  readonly words: readonly string[];
}

/**
 * Which passages an answer was made of, most used first: by weighted overlap of stemmed content words, and by the
 * longest run of words that both share. Pure, a few milliseconds for ten long passages, and no second opinion of the
 * model is needed.
 *
 * A passage is taken when it explains a quarter of the answer or shares a run of five words; a further one only for
 * words that those before it do not explain. A word that stands in every passage (the site's name) counts little. An
 * answer in another language than the passages shares nothing but names and numbers with them, and so has no sources.
 */
export function groundAnswer(answer: string, passages: readonly Passage[]): GroundedPassage[] {
  const answerWords = words(answer).map(stem);
  const content = new Set(words(answer).filter(isContentWord).map(stem));
  if (content.size === 0 || passages.length === 0) return [];
  const candidates = passages.map((passage) => candidate(passage));
  const weights = new Map([...content].map((word) => [word, weight(word, candidates)]));
  const total = sum(content, weights);

  const grounded: GroundedPassage[] = [];
  const open = new Set(content);
  const left = new Set(candidates);
  while (left.size > 0 && grounded.length < maxPassages) {
    let best: { candidate: Candidate; shared: Set<string>; score: number } | undefined;
    for (const candidate of left) {
      const shared = new Set([...open].filter((word) => candidate.stems.has(word)));
      const run = longestRun(answerWords, candidate.words, content);
      const score = sum(shared, weights) + 0.1 * run;
      const isUsed = shared.size >= minSharedWords && (sum(shared, weights) >= minShare * total || run >= minRun);
      if (isUsed && score > (best?.score ?? 0)) best = { candidate, shared, score };
    }
    if (!best) break;
    left.delete(best.candidate);
    for (const word of best.shared) open.delete(word);
    grounded.push({ passage: best.candidate.passage, quote: quote(best.candidate, answerWords, content, weights) });
  }
  return grounded;
}

interface Candidate {
  readonly passage: Passage;
  readonly sentences: readonly Sentence[];
  readonly words: readonly string[];
  /** Of its text and of its headings: an answer may take its subject from there. */
  readonly stems: ReadonlySet<string>;
}

function candidate(passage: Passage): Candidate {
  const parts = sentences(passage.text).map((text) => ({ text, words: words(text).map(stem) }));
  const all = parts.flatMap((part) => part.words);
  const headings = words(`${passage.title} ${passage.heading}`).map(stem);
  return { passage, sentences: parts, words: all, stems: new Set([...all, ...headings]) };
}

/**
 * Rarer among the passages means more telling; a number more so, as opening hours and prices are what visitors ask
 * for.
 */
function weight(word: string, candidates: readonly Candidate[]): number {
  const holders = candidates.filter(({ stems }) => stems.has(word)).length;
  const rarity = Math.log((candidates.length + 1) / Math.max(holders, 1));
  return /\p{N}/u.test(word) ? rarity * 1.5 : rarity;
}

function sum(chosen: ReadonlySet<string>, weights: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const word of chosen) total += weights.get(word) ?? 0;
  return total;
}

function quote(
  from: Candidate,
  answerWords: readonly string[],
  content: ReadonlySet<string>,
  weights: ReadonlyMap<string, number>,
): string {
  let best = from.passage.text;
  let bestScore = -1;
  for (const sentence of from.sentences) {
    const shared = new Set(sentence.words.filter((word) => content.has(word)));
    const score = sum(shared, weights) + 0.3 * longestRun(answerWords, sentence.words, content);
    if (score > bestScore) [best, bestScore] = [sentence.text, score];
  }
  return best;
}

/** Length of the longest run of words that stands in both, counted only when at least two of its words are telling. */
function longestRun(a: readonly string[], b: readonly string[], content: ReadonlySet<string>): number {
  let longest = 0;
  // lengths[j + 1]: the run that ends at a[i] and b[j]; one row is enough when filled from the right.
  const lengths = new Uint32Array(b.length + 1);
  for (const [i, word] of a.entries()) {
    for (let j = b.length - 1; j >= 0; j--) {
      const length = b[j] === word ? lengths[j]! + 1 : 0;
      lengths[j + 1] = length;
      if (length > longest && a.slice(i - length + 1, i + 1).filter((part) => content.has(part)).length >= 2)
        longest = length;
    }
  }
  return longest;
}
