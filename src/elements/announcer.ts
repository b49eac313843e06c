import type { Message } from '../conversation/conversation.ts';

/**
 * Picks what a screen reader should read of a growing conversation: each finished sentence of a written answer, once.
 * A spoken answer is heard already; reading it aloud as well would talk over it and into the microphone. Visitors know
 * their own words.
 */
export class Announcer {
  /** How much of each answer has been handed out, in characters; Infinity once it was done. */
  #taken: ReadonlyMap<string, number> | undefined;

  /** Takes the conversation as it is now and returns the sentences to read next, in order. */
  take(messages: readonly Message[]): string[] {
    // What was there before anyone listened, a restored conversation, is not news.
    const before = this.#taken;
    const after = new Map<string, number>();
    const sentences: string[] = [];
    for (const { id, role, modality, status, text } of messages) {
      if (role !== 'assistant' || modality !== 'text') continue;
      const done = status !== 'in-progress';
      const from = before ? before.get(id) ?? 0 : text.length;
      const to = done ? text.length : endOfSentences(text, from);
      const fresh = text.slice(from, to).trim();
      if (fresh !== '') sentences.push(fresh);
      after.set(id, done ? Number.POSITIVE_INFINITY : to);
    }
    this.#taken = after;
    return sentences;
  }
}

/** Where the last sentence that is surely finished ends: one is, when another has begun behind it. */
function endOfSentences(text: string, from: number): number {
  const rest = text.slice(from);
  if (rest.trim() === '') return from;
  let end = from;
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(rest)) {
    if (index + segment.length < rest.length) end = from + index + segment.length;
  }
  return end;
}
