import type { ServerEvent } from '../protocol/server-event.ts';

/** How many answers are remembered; an answer is forgotten with its `response.done`, this bounds those without one. */
const LIMIT = 64;

interface Answer {
  /** Items of it, and whether they speak (`audio` arrived), will speak (only words so far), or write. */
  readonly items: Map<string, 'announced' | 'speaking' | 'writing'>;
  /** Items that the service is to forget once the answer is over; before that it might still add to them. */
  readonly forgotten: Set<string>;
  dead: boolean;
}

/**
 * Follows the running answers, so that an interrupted one stays silent: after an interruption the deltas that are still
 * on their way are dropped until `response.done` of that answer, and what was never heard is deleted at the service.
 */
export class AnswerTracker {
  readonly #answers = new Map<string, Answer>();

  /** Whether the event belongs to an answer that was interrupted and must be neither heard nor shown. */
  isLate(event: ServerEvent): boolean {
    switch (event.type) {
      case 'audio-delta':
      case 'audio-done':
      case 'transcript-delta':
      case 'transcript-done':
      case 'text-delta':
      case 'text-done':
      case 'output-item-added':
        return this.#answers.get(event.responseId)?.dead ?? false;
      // The conversation's own word of an item names no answer.
      case 'item-added':
      case 'item-done':
      case 'output-item-done':
        return this.#isForgotten(event.item.id);
      default:
        return false;
    }
  }

  follow(event: ServerEvent): void {
    switch (event.type) {
      case 'response-created':
        this.#open(event.responseId);
        return;
      case 'output-item-added': {
        // Of no answer that is told, nothing could be forgotten with its end.
        if (event.item.kind !== 'message' || event.responseId === '') return;
        const answer = this.#open(event.responseId);
        // An item that begins after the interruption will never be heard.
        if (answer.dead) answer.forgotten.add(event.item.id);
        else if (!answer.items.has(event.item.id)) answer.items.set(event.item.id, 'announced');
        return;
      }
      case 'transcript-delta':
        this.#note(event.responseId, event.itemId, 'announced');
        return;
      case 'audio-delta':
        this.#note(event.responseId, event.itemId, 'speaking');
        return;
      case 'text-delta':
        this.#note(event.responseId, event.itemId, 'writing');
        return;
      default:
    }
  }

  kill(responseIds: readonly string[]): void {
    for (const id of responseIds) this.#open(id).dead = true;
  }

  /** Items of these answers that were announced, or whose words came, and whose audio did not. */
  silent(responseIds: readonly string[]): string[] {
    return responseIds.flatMap((id) =>
      [...(this.#answers.get(id)?.items ?? [])].filter(([, state]) => state === 'announced').map(([item]) => item),
    );
  }

  /** Whether any of these answers is read rather than heard, and was begun. */
  writes(responseIds: readonly string[]): boolean {
    return responseIds.some((id) => [...(this.#answers.get(id)?.items.values() ?? [])].includes('writing'));
  }

  /** Takes items to be deleted; returns those that can be deleted now, the rest come by {@link takeForgotten}. */
  forget(itemIds: readonly string[]): string[] {
    return itemIds.filter((itemId) => {
      const answer = [...this.#answers.values()].find((entry) => entry.items.has(itemId));
      answer?.forgotten.add(itemId);
      return answer === undefined;
    });
  }

  /** With `response.done`: what is to be deleted now. The answer is over. */
  takeForgotten(event: ServerEvent): string[] {
    if (event.type !== 'response-done') return [];
    const answer = this.#answers.get(event.responseId);
    this.#answers.delete(event.responseId);
    return answer === undefined ? [] : [...answer.forgotten];
  }

  /** Items of a running answer that were to be heard. */
  itemsOf(responseId: string): string[] {
    return [...(this.#answers.get(responseId)?.items.keys() ?? [])];
  }

  #isForgotten(itemId: string): boolean {
    for (const { forgotten } of this.#answers.values()) if (forgotten.has(itemId)) return true;
    return false;
  }

  #open(responseId: string): Answer {
    let answer = this.#answers.get(responseId);
    if (answer === undefined) {
      answer = { items: new Map(), forgotten: new Set(), dead: false };
      this.#answers.set(responseId, answer);
      if (this.#answers.size > LIMIT) this.#answers.delete(this.#answers.keys().next().value!);
    }
    return answer;
  }

  #note(responseId: string, itemId: string, state: 'announced' | 'speaking' | 'writing'): void {
    const { items, forgotten, dead } = this.#open(responseId);
    if (dead) {
      if (!items.has(itemId)) forgotten.add(itemId);
      return;
    }
    if (state === 'announced' && items.has(itemId)) return;
    items.set(itemId, state);
  }
}
