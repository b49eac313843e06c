import { newEventId } from './wire-events.js';
import type { WireObject } from './upstream-shape.js';

/**
 * Asks for one response at a time. The service refuses a second while one is active, and a visitor's own words may
 * start one at any moment, so a request waits for `response.done` of every response that began before it, and tries
 * again when it lost the race.
 */
export class ResponseGate {
  readonly #post: (event: WireObject) => void;
  readonly #active = new Set<string>();
  #wanted: WireObject | null = null;
  /**
   * Kept until its response is over: what looks like its answer may be a race that it lost, and its refusal comes
   * after.
   */
  #sent: { readonly eventId: string; readonly event: WireObject; isAnswered: boolean } | null = null;
  /** Refused for a response that we have not heard of yet: wait for the next `response.done`. */
  #isBlocked = false;
  /** Runs while a visitor speaks, and shortly after. */
  #hold: NodeJS.Timeout | undefined;

  constructor(post: (event: WireObject) => void) {
    this.#post = post;
  }

  /**
   * Asks for a response as soon as one may be had. A request that still waits is replaced: they would answer the same
   * items.
   */
  want(response?: WireObject): void {
    this.#wanted = { type: 'response.create', ...(response ? { response } : {}) };
    this.#flush();
  }

  /** Takes back a request that still waits. */
  drop(): void {
    this.#wanted = null;
  }

  /** Asks for nothing until `release`, a response that somebody else began, or the limit. */
  hold(limitMs: number): void {
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => this.release(), limitMs);
  }

  release(): void {
    this.end();
    this.#flush();
  }

  end(): void {
    clearTimeout(this.#hold);
    this.#hold = undefined;
  }

  created(response: WireObject): void {
    // An out-of-band response belongs to no conversation: it neither blocks nor answers.
    if (typeof response['id'] !== 'string' || response['conversation_id'] === null) return;
    this.#active.add(response['id']);
    this.end();
    if (this.#sent && !this.#sent.isAnswered) this.#sent.isAnswered = true;
    // One that began while we waited has read all that was posted: ours would say it twice. Not so the one that we
    // lost to.
    else if (!this.#isBlocked) this.#wanted = null;
  }

  done(response: WireObject): void {
    if (typeof response['id'] === 'string') this.#active.delete(response['id']);
    if (this.#sent?.isAnswered) this.#sent = null;
    this.#isBlocked = false;
    this.#flush();
  }

  /** Whether the error answers our own request, in which case it is settled here and nobody else's concern. */
  refused(error: WireObject): boolean {
    if (!this.#sent || error['event_id'] !== this.#sent.eventId) return false;
    const { event } = this.#sent;
    this.#sent = null;
    if (error['code'] !== 'conversation_already_has_active_response') return false;
    this.#wanted = event;
    this.#isBlocked = this.#active.size === 0;
    return true;
  }

  #flush(): void {
    if (!this.#wanted || this.#sent || this.#hold || this.#isBlocked || this.#active.size > 0) return;
    const eventId = newEventId();
    this.#sent = { eventId, event: this.#wanted, isAnswered: false };
    this.#wanted = null;
    this.#post({ ...this.#sent.event, event_id: eventId });
  }
}
