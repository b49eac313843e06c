import { heardLength, type Heard } from '../conversation/cut.ts';
import { findItem } from '../conversation/items.ts';
import type { ConversationState } from '../conversation/state.ts';

type Lengths = Readonly<Record<string, number>>;

/** Sound that has not come so far in this time will not: the words must not wait for it. */
const STALL_LIMIT_MS = 1_500;
/** Answers whose end is remembered, so that late words do not bring them back. */
const OVER_LIMIT = 50;

/**
 * How much of the answers was heard by now, so that words can be shown with the voice. Where sound does not come on, or
 * never began, nothing waits for it.
 */
export class SpokenText {
  #lengths: Lengths = {};
  readonly #over = new Set<string>();
  /** The last answer made no sound at all: the page may not play any. */
  #isSilent = false;
  #heardMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChange: (lengths: Lengths) => void;

  constructor(onChange: (lengths: Lengths) => void) {
    this.#onChange = onChange;
  }

  /** Told by the voice loop. */
  hear(heard: Heard, conversation: ConversationState): void {
    const { itemId, audioEndMs } = heard;
    if (audioEndMs > 0) this.#isSilent = false;
    if (this.#over.has(itemId) || (this.#isSilent && !(itemId in this.#lengths))) return;
    const item = findItem(conversation, itemId);
    const before = this.#lengths[itemId] ?? 0;
    const length = item === undefined ? before : Math.max(before, heardLength(item, heard));
    const isWhole = heard.ended && audioEndMs >= heard.receivedMs && (item?.contents.length ?? 0) <= heard.contentIndex + 1;
    if (isWhole) return this.release([itemId]);
    // A pause in the midst of it is heard as well.
    if (audioEndMs !== this.#heardMs || !(itemId in this.#lengths)) this.#wait();
    this.#heardMs = audioEndMs;
    this.#set({ ...this.#lengths, [itemId]: length });
  }

  /** These are shown as they are from here on; without ids, all. */
  release(itemIds: readonly string[] = Object.keys(this.#lengths)): void {
    for (const id of itemIds) this.#over.add(id);
    for (const id of this.#over) if (this.#over.size > OVER_LIMIT) this.#over.delete(id);
    this.#set(Object.fromEntries(Object.entries(this.#lengths).filter(([id]) => !itemIds.includes(id))));
    if (Object.keys(this.#lengths).length === 0) clearTimeout(this.#timer);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isSilent = Object.values(this.#lengths).every((length) => length === 0);
      this.release();
    }, STALL_LIMIT_MS);
  }

  #set(next: Lengths): void {
    const ids = Object.keys(next);
    const isSame = ids.length === Object.keys(this.#lengths).length && ids.every((id) => next[id] === this.#lengths[id]);
    if (isSame) return;
    this.#lengths = next;
    this.#onChange(next);
  }
}
