import type { ServerEvent } from '../protocol/server-event.ts';

/** A service that goes on by itself does so at once; so long it is left the chance. */
const GRACE_MS = 100;

/**
 * The turns in which the service calls tools of MCP servers. It runs them itself, and leaves it to the client to ask for the answer, when
 * the calls and the response that made them are over.
 */
export class ServiceTurns {
  readonly #respond: () => void;
  /** Responses under way. */
  readonly #active = new Set<string>();
  /** Calls that run, and the responses that made them; empty where that was not told. */
  readonly #running = new Map<string, string>();
  /** Responses of which a call is over and has not been answered. */
  readonly #owed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(respond: () => void) {
    this.#respond = respond;
  }

  follow(event: ServerEvent): void {
    switch (event.type) {
      case 'tool-activity':
        if (event.mcpResponseId === undefined) return;
        if (event.status === 'started') this.#running.set(event.callId, event.mcpResponseId);
        else if (this.#running.delete(event.callId)) this.#owed.add(event.mcpResponseId);
        break;
      case 'response-created':
        // An answer by the service's own will, or to a page that asked for one.
        if (event.outOfBand) return;
        this.#active.add(event.responseId);
        this.#owed.clear();
        break;
      case 'text-delta':
      case 'transcript-delta':
        // The same response answers what it called.
        this.#owed.delete(event.responseId);
        this.#owed.delete('');
        break;
      case 'response-done':
        this.#active.delete(event.responseId);
        // What was cut off is not gone on with; the ends of its calls come behind.
        if (event.status !== 'completed') this.#drop(event.responseId);
        break;
      default:
        return;
    }
    clearTimeout(this.#timer);
    if (this.#isDue) this.#timer = setTimeout(() => this.#settle(), GRACE_MS);
  }

  /** The conversation that called is gone. */
  abort(): void {
    clearTimeout(this.#timer);
    this.#active.clear();
    this.#running.clear();
    this.#owed.clear();
  }

  get #isDue(): boolean {
    return [...this.#owed].some((responseId) => this.#isOver(responseId));
  }

  #isOver(responseId: string): boolean {
    const isActive = responseId === '' ? this.#active.size > 0 : this.#active.has(responseId);
    return !isActive && ![...this.#running.values()].includes(responseId);
  }

  #settle(): void {
    for (const responseId of this.#owed) if (this.#isOver(responseId)) this.#owed.delete(responseId);
    this.#respond();
  }

  #drop(responseId: string): void {
    this.#owed.delete(responseId);
    for (const [callId, of] of this.#running) if (of === responseId) this.#running.delete(callId);
  }
}
