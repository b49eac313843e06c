import type { Message } from '../conversation/conversation.ts';

/** Only the end of a conversation can be news. */
const NEWEST = 30;

/**
 * Picks what a screen reader should read of a growing conversation: each written answer once, when it is done. A spoken
 * answer is heard already; reading it aloud as well would talk over it and into the microphone. Visitors know their own words.
 */
export class Announcer {
  /** Answers that were read, or were there before anyone listened. */
  #known: Set<string> | undefined;

  /** Takes the conversation as it is now and returns the answers to read next, in order. */
  take(messages: readonly Message[]): readonly Message[] {
    // A restored conversation is not news.
    if (this.#known === undefined) {
      this.#known = new Set(messages.filter((message) => isDone(message)).map(({ id }) => id));
      return [];
    }
    const known = this.#known;
    const fresh = messages
      .slice(-NEWEST)
      .filter((message) => isDone(message) && !known.has(message.id))
      .filter(({ id }) => known.add(id));
    return fresh.filter(({ role, modality, text }) => role === 'assistant' && modality === 'text' && text !== '');
  }
}

function isDone({ status }: Message): boolean {
  return status !== 'in-progress';
}
