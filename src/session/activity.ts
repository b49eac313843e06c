import type { ServerEvent } from '../protocol/server-event.ts';

/** Longest wait for the first sign of an answer; then the face says that it listens again. */
const ANSWER_LIMIT_MS = 20_000;

/** Who is doing what right now: what the status needs to know beside the connection. */
export class Activity {
  /** The visitor holds the button of push-to-talk: it is open until it is let go, whatever the connection does. */
  turnOpen = false;
  #speechDetected = false;
  /** A turn that ended is answered; false where the service only listens, or the page asks for answers when it wants them. */
  turnsAreAnswered = true;
  /** An answer is heard. */
  playing = false;
  #awaiting = false;
  /** A tool was called since the last answer began: what follows `response.done` is the answer to it. */
  #toolCalled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onGivenUp: () => void;

  /** @param onGivenUp no answer came in time */
  constructor(onGivenUp: () => void) {
    this.#onGivenUp = onGivenUp;
  }

  /** The visitor speaks. */
  get hearing(): boolean {
    return this.turnOpen || this.#speechDetected;
  }

  /** An answer was asked for, or a turn ended, and no answer has begun. */
  get awaiting(): boolean {
    return this.#awaiting;
  }

  /** Bounded: a service that makes no answer must not leave the visitor with a face that thinks for ever. */
  set awaiting(value: boolean) {
    clearTimeout(this.#timer);
    this.#awaiting = value;
    if (!value) {
      this.#toolCalled = false;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#awaiting = false;
      this.#onGivenUp();
    }, ANSWER_LIMIT_MS);
  }

  follow(event: ServerEvent): void {
    switch (event.type) {
      case 'speech-started':
        this.#speechDetected = true;
        return;
      case 'speech-stopped':
      case 'input-cleared':
        this.#speechDetected = false;
        return;
      case 'input-committed':
        this.#speechDetected = false;
        if (this.turnsAreAnswered) this.awaiting = true;
        return;
      case 'tool-activity':
        if (event.status === 'started') this.#toolCalled = true;
        return;
      case 'response-created':
        this.awaiting = false;
        return;
      case 'response-done':
        this.awaiting = this.#toolCalled;
        return;
      case 'error':
        // Our own request for an answer was refused.
        if (event.clientEventId?.startsWith('create_')) this.awaiting = false;
        return;
      default:
    }
  }

  /** The connection is gone, and with it whatever was going on. */
  reset(): void {
    this.#speechDetected = false;
    this.awaiting = false;
  }
}
