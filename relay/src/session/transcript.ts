/** What was said, for an operator who asks for it. */
export interface TranscriptEntry {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** When it was whole, ISO 8601, UTC. */
  readonly at: string;
  /** The visitor cut it off: the end of it was not heard. */
  readonly interrupted?: true;
}

/** A long session fills no memory without end: beyond these the oldest go. */
const mostEntries = 2_000;
const mostCharacters = 1_000_000;

/** Collects the words of one session, in the order in which they became whole. */
export class Transcript {
  readonly #entries: { readonly id: unknown; entry: TranscriptEntry }[] = [];
  #characters = 0;
  /** How many entries had to go. */
  dropped = 0;

  add(role: TranscriptEntry['role'], text: string, itemId?: unknown): void {
    const trimmed = text.trim().slice(0, mostCharacters / 10);
    if (trimmed === '') return;
    this.#entries.push({ id: itemId, entry: { role, text: trimmed, at: new Date().toISOString() } });
    this.#characters += trimmed.length;
    while (this.#entries.length > mostEntries || this.#characters > mostCharacters) {
      this.#characters -= this.#entries.shift()!.entry.text.length;
      this.dropped++;
    }
  }

  /** The answer of that item was cut off. */
  cut(itemId: unknown): void {
    const found = this.#entries.findLast(({ id }) => id === itemId);
    if (found) found.entry = { ...found.entry, interrupted: true };
  }

  get entries(): readonly TranscriptEntry[] {
    return this.#entries.map(({ entry }) => entry);
  }
}
