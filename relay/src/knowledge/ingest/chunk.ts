import type { Section } from './document-text.js';

/** A passage before it has an id and an address. */
export interface Chunk {
  /** Headings joined by ` › `. */
  readonly heading: string;
  readonly anchor: string;
  readonly text: string;
}

/** About a minute of speech: long enough to hold an answer, short enough that the words around it do not drown it. */
const MAX_WORDS = 180;
/** A section is cut into equal parts of about this size, so that none ends as a scrap. */
const TARGET_WORDS = 150;
/** A part repeats the end of the one before, for an answer may lie across the cut. */
const OVERLAP_WORDS = 25;
const MAX_OVERLAP_WORDS = 40;
/** Base64 and tables without spaces: "words" that nobody says. They are cut, and count for what they take to read. */
const MAX_WORD_CHARACTERS = 200;
const CHARACTERS_PER_WORD = 20;
const MAX_HEADING_CHARACTERS = 300;

const SEPARATOR = ' › ';

/** A sentence, or a piece of one that is too long; `end` is the line break after a paragraph, an item or a row. */
interface Sentence {
  readonly text: string;
  readonly words: number;
  readonly end: ' ' | '\n';
}

/** Cuts sections into passages of up to 180 words. A short section stays whole and on its own: it has an address. */
export function* chunks(sections: Iterable<Section>): Generator<Chunk> {
  for (const { heading, anchor, blocks } of sections) {
    const path = heading
      .map((text) => text.replaceAll('›', '>'))
      .join(SEPARATOR)
      .slice(0, MAX_HEADING_CHARACTERS);
    for (const text of parts(sentencesOf(blocks))) {
      // A rule, a row of dashes: nothing to find and nothing to say.
      if (/[\p{L}\p{N}]/u.test(text)) yield { heading: path, anchor, text };
    }
  }
}

function* parts(sentences: readonly Sentence[]): Generator<string> {
  let left = count(sentences);
  let part: Sentence[] = [];
  let words = 0;
  let overlap = 0;
  // Each part after the first has its overlap on top of what is new in it.
  let target = left <= MAX_WORDS ? MAX_WORDS : left / Math.ceil(left / (TARGET_WORDS - OVERLAP_WORDS));
  for (const sentence of sentences) {
    const fresh = words - overlap;
    // Over the target only if that is nearer to it than stopping here.
    const full = fresh > 0 && (words + sentence.words > MAX_WORDS || fresh + sentence.words / 2 > target);
    if (full) {
      yield textOf(part);
      left -= fresh;
      target = left + OVERLAP_WORDS <= MAX_WORDS ? MAX_WORDS : left / Math.ceil(left / (TARGET_WORDS - OVERLAP_WORDS));
      part = tail(part, MAX_WORDS - sentence.words);
      words = overlap = count(part);
    }
    part.push(sentence);
    words += sentence.words;
  }
  if (part.length > 0) yield textOf(part);
}

/** The last sentences of a part, whole, as far as about 25 words go. */
function tail(part: readonly Sentence[], room: number): Sentence[] {
  let words = 0;
  let start = part.length;
  while (start > 1 && words < OVERLAP_WORDS) {
    const next = part[start - 1]?.words ?? 0;
    if (words + next > Math.min(MAX_OVERLAP_WORDS, room)) break;
    words += next;
    start -= 1;
  }
  return part.slice(start);
}

function textOf(part: readonly Sentence[]): string {
  return part
    .map(({ text, end }) => text + end)
    .join('')
    .trim();
}

function count(sentences: readonly Sentence[]): number {
  return sentences.reduce((sum, { words }) => sum + words, 0);
}

function sentencesOf(blocks: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of blocks) {
    const texts = split(block);
    for (const [index, text] of texts.entries()) {
      const end = index === texts.length - 1 ? '\n' : ' ';
      for (const piece of pieces(text)) sentences.push({ ...piece, end });
    }
  }
  return sentences;
}

/** After a full stop and a space, where a new sentence may begin and no abbreviation ended. */
function split(block: string): string[] {
  // Intl.Segmenter took five minutes for 4 MB on one line, this takes a fraction of a second.
  const texts: string[] = [];
  let start = 0;
  for (const match of block.matchAll(/[.!?…]["'”’)\]]{0,3}\s+(?=["'“‘([]?[\p{Lu}\p{N}])|[。！？]\s*/gu)) {
    const end = match.index + match[0].length;
    const before = block.slice(Math.max(start, match.index - 12), match.index + 1);
    if (/(?:^|[\s(])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|No|Nr|vs|approx|e\.g|i\.e|cf|Fig|p)\.$/u.test(before)) continue;
    texts.push(block.slice(start, end).trim());
    start = end;
  }
  if (start < block.length) texts.push(block.slice(start).trim());
  return texts;
}

/** A sentence as it is, or, where it is longer than a passage may be, in pieces of which one makes an overlap. */
function pieces(text: string): { text: string; words: number }[] {
  const whole = measured(text.split(/\s+/).flatMap(cutLongWord));
  if (whole.words <= MAX_WORDS) return [whole];
  const pieces: { text: string; words: number }[] = [];
  let piece: string[] = [];
  let words = 0;
  for (const word of whole.text.split(' ')) {
    if (words >= OVERLAP_WORDS) {
      pieces.push({ text: piece.join(' '), words });
      piece = [];
      words = 0;
    }
    piece.push(word);
    words += wordsIn(word);
  }
  pieces.push({ text: piece.join(' '), words });
  return pieces;
}

function measured(words: readonly string[]): { text: string; words: number } {
  return { text: words.join(' '), words: words.reduce((sum, word) => sum + wordsIn(word), 0) };
}

function wordsIn(word: string): number {
  return Math.max(1, Math.ceil(word.length / CHARACTERS_PER_WORD));
}

function cutLongWord(word: string): string[] {
  if (word.length <= MAX_WORD_CHARACTERS) return [word];
  return word.match(new RegExp(`.{1,${MAX_WORD_CHARACTERS}}`, 'gsu')) ?? [];
}
