import { AssistantError } from '../base/assistant-error.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

const LIMIT_MS = 10_000;

interface Waiting {
  readonly itemId: string;
  readonly eventId: string;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: () => void;
  readonly reject: (error: AssistantError) => void;
}

/** Messages that were sent and not yet taken by the service: it echoes the item, or answers the event with an error. */
export class Acknowledgements {
  readonly #waiting = new Set<Waiting>();

  wait(itemId: string, eventId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new AssistantError('request-timeout', `The message was not taken within ${LIMIT_MS / 1000} seconds.`));
      }, LIMIT_MS);
      const waiting: Waiting = { itemId, eventId, timer, resolve, reject };
      this.#waiting.add(waiting);
    });
  }

  handle(event: ServerEvent): void {
    if (event.type !== 'item-added' && event.type !== 'error') return;
    for (const waiting of this.#waiting) {
      if (event.type === 'item-added' && event.item.id === waiting.itemId) this.#settle(waiting).resolve();
      if (event.type === 'error' && event.clientEventId === waiting.eventId) {
        this.#settle(waiting).reject(new AssistantError('server-error', event.message, { cause: event.raw }));
      }
    }
  }

  rejectAll(error: AssistantError): void {
    for (const waiting of this.#waiting) this.#settle(waiting).reject(error);
  }

  #settle(waiting: Waiting): Waiting {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
    return waiting;
  }
}
