import type { Passage } from '../knowledge/store.js';
import { groundAnswer } from '../tools/grounding.js';
import type { WireObject } from './upstream-shape.js';
import { newEventId } from './wire-events.js';

/** Bounds what a session remembers, and what an answer is compared with. */
const maxPassages = 40;
/** An answer is spoken, so it is short; what is longer is compared by its beginning. */
const maxAnswerCharacters = 8_000;

/** Remembers what the searches of a turn found, and names what the answer used of it. */
export class AnswerSources {
  readonly #passages = new Map<string, Passage>();
  #previousItemId: string | null = null;
  #isAnswered = false;

  /**
   * Searches before an answer add up; the first one after it starts anew, while an answer without a search may still
   * lean on these.
   */
  add(passages: readonly Passage[], previousItemId: string | null): void {
    if (this.#isAnswered) this.#passages.clear();
    this.#isAnswered = false;
    this.#previousItemId = previousItemId;
    for (const passage of passages) {
      this.#passages.delete(passage.id);
      this.#passages.set(passage.id, passage);
    }
    // The newest stay: they are what the next answer leans on.
    for (const id of this.#passages.keys()) {
      if (this.#passages.size <= maxPassages) return;
      this.#passages.delete(id);
    }
  }

  /** A response without a call is the answer to all searches before it. */
  turnOver(): void {
    this.#isAnswered = true;
  }

  /** The event that ties the sources to an answer, or null. `text` is the answer's whole transcript or text. */
  answered(text: string, itemId: unknown, responseId: unknown): WireObject | null {
    if (this.#passages.size === 0) return null;
    const used = groundAnswer(text.slice(0, maxAnswerCharacters), [...this.#passages.values()]);
    if (used.length === 0) return null;
    const sources = used.map(({ passage, quote }) => ({
      chunk_id: passage.id,
      title: passage.title,
      chunk: passage.text,
      heading: passage.heading,
      url: passage.url,
      quote,
    }));
    return {
      type: 'extension.middle_tier_tool_response',
      event_id: newEventId(),
      previous_item_id: this.#previousItemId,
      item_id: itemId,
      response_id: responseId,
      tool_name: 'report_grounding',
      tool_result: JSON.stringify({ sources }),
    };
  }
}
