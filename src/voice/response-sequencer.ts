import type { ClientCommand } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

/**
 * One answer at a time. The service refuses `response.create` while an answer is active
 * (`conversation_already_has_active_response`), and with turn detection it makes answers by itself, so both sides may
 * ask at once. The sequencer holds a request back until `response.done` of *that very* answer, and asks again if its
 * request lost the race. Requests that wait become one: an answer to all that was said.
 *
 * It does no I/O: what it returns is to be sent, in order.
 */
export class ResponseSequencer {
  readonly #active = new Set<string>();
  #requested: string | null = null;
  #waiting = false;
  /** The request that is under way is not wanted any more; its answer is cancelled as soon as it has an id. */
  #unwanted = false;
  /** The request that the last answer seemed to be for: its refusal, if one follows, says that it was for none of ours. */
  #taken: string | null = null;
  #count = 0;

  /** Answers that run now. */
  get active(): ReadonlySet<string> {
    return this.#active;
  }

  /** Whether a request was sent and the service has not said a word to it. */
  get pending(): boolean {
    return this.#requested !== null;
  }

  request(): ClientCommand[] {
    if (this.#active.size > 0 || this.#requested !== null) {
      this.#waiting = true;
      return [];
    }
    this.#waiting = false;
    this.#requested = `create_${++this.#count}`;
    return [{ type: 'create-response', eventId: this.#requested }];
  }

  /**
   * Gives up what was asked for and has not begun: the visitor wants silence, or spoke and will be answered for that.
   */
  abandon(): void {
    this.#waiting = false;
    this.#taken = null;
    this.#unwanted = this.#requested !== null;
  }

  handle(event: ServerEvent): ClientCommand[] {
    switch (event.type) {
      case 'response-created':
        // Out-of-band answers run beside the conversation's own.
        if (event.outOfBand) return [];
        this.#active.add(event.responseId);
        if (this.#requested !== null && !this.#unwanted) this.#taken = this.#requested;
        this.#requested = null;
        if (!this.#unwanted) return [];
        this.#unwanted = false;
        return [{ type: 'cancel-response', responseId: event.responseId }];
      case 'response-done':
        this.#active.delete(event.responseId);
        return this.#next();
      case 'error': {
        // The answer that began was the service's own, on its way when we asked: the request was not for it.
        if (this.#taken !== null && event.clientEventId === this.#taken) {
          this.#taken = null;
          if (event.code === 'conversation_already_has_active_response') this.#waiting ||= this.#requested === null;
          return this.#next();
        }
        if (this.#requested === null || event.clientEventId !== this.#requested) return [];
        const wanted = !this.#unwanted;
        this.#requested = null;
        this.#unwanted = false;
        if (event.code !== 'conversation_already_has_active_response') return this.#next();
        // Lost the race against an answer that the service began by itself; its `response.done` is the next chance.
        this.#waiting ||= wanted;
        return [];
      }
      default:
        return [];
    }
  }

  /** The request was not answered in time: frees the way for the next one. */
  expire(): ClientCommand[] {
    this.#requested = null;
    this.#unwanted = false;
    return this.#next();
  }

  #next(): ClientCommand[] {
    return this.#waiting && this.#active.size === 0 && this.#requested === null ? this.request() : [];
  }
}
