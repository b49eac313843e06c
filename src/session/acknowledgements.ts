import { AssistantError } from '../base/assistant-error.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

/** A service echoes a message within a second; after this the connection is doubted. */
const DOUBT_MS = 10_000;
/** And after so much more the message counts as not taken, unless the doubt was right and it is sent again. */
const LIMIT_MS = 5_000;

interface Waiting {
  readonly itemId: string;
  readonly eventId: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly resolve: () => void;
  readonly reject: (error: AssistantError) => void;
}

/** Messages that were sent and not yet taken by the service: it echoes the item, or answers the event with an error. */
export class Acknowledgements {
  readonly #waiting = new Set<Waiting>();
  readonly #onDoubt: () => void;

  /** @param onDoubt a message has been waiting for too long */
  constructor(onDoubt: () => void) {
    this.#onDoubt = onDoubt;
  }

  wait(itemId: string, eventId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { itemId, eventId, timer: undefined, resolve, reject };
      this.#waiting.add(waiting);
      this.#start(waiting);
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

  /** Nobody is there to take anything: the limit does not run. */
  pause(): void {
    for (const { timer } of this.#waiting) clearTimeout(timer);
  }

  /** It was sent again: the limit begins anew. */
  restart(itemId: string): void {
    for (const waiting of this.#waiting) if (waiting.itemId === itemId) this.#start(waiting);
  }

  rejectAll(error: AssistantError): void {
    for (const waiting of this.#waiting) this.#settle(waiting).reject(error);
  }

  #start(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => {
      waiting.timer = setTimeout(() => {
        const seconds = (DOUBT_MS + LIMIT_MS) / 1000;
        const error = new AssistantError('request-timeout', `The message was not taken within ${seconds} seconds.`);
        this.#settle(waiting).reject(error);
      }, LIMIT_MS);
      this.#onDoubt();
    }, DOUBT_MS);
  }

  #settle(waiting: Waiting): Waiting {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
    return waiting;
  }
}
