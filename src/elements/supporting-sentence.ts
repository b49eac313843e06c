/** Shorter words are in every sentence. */
const WORD_LENGTH = 4;
/** A sentence that shares less says something else. */
const LEAST_SHARED = 2;

/**
 * The sentence of a passage that an answer most likely leans on: the one that shares most of its longer words and numbers with the
 * answer. Empty where none shares enough: a wrong mark is worse than none. For relays that do not tell it; ours knows better, as
 * it weighs words against all passages.
 */
export function supportingSentence(passage: string, answer: string): string {
  const said = new Set(tellingWords(answer));
  let best = '';
  let bestScore = 0;
  // A line that was wrapped ends no sentence.
  const text = passage.replaceAll(/(?<!\n)\n(?!\s*\n)/gu, ' ');
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)) {
    const words = new Set(tellingWords(segment));
    const shared = [...words].filter((word) => said.has(word)).length;
    // Of two that share as much, the shorter says more.
    const score = shared / Math.sqrt(words.size + 4);
    if (shared >= LEAST_SHARED && score > bestScore) [best, bestScore] = [segment.trim(), score];
  }
  return best;
}

function tellingWords(text: string): readonly string[] {
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text.toLowerCase())];
  return words
    .filter(({ isWordLike, segment }) => isWordLike && (segment.length >= WORD_LENGTH || /\p{N}|[^\p{Script=Latin}]/u.test(segment)))
    .map(({ segment }) => segment);
}
