import type { ServerEvent } from '../protocol/server-event.ts';

type ToolEvent = Extract<ServerEvent, { type: 'tool-activity' }>;

/** Longest wait for the first sign of an answer; then the face says that it listens again. */
const ANSWER_LIMIT_MS = 20_000;
/** Longest turn of a visitor whose end the service does not find; what is said behind that is still heard. */
const SPEECH_LIMIT_MS = 120_000;
/** Longest wait for the end of a tool that is not the page's own; relays stop theirs after 10 s, unless told otherwise. */
const TOOL_LIMIT_MS = 120_000;

/** Who is doing what right now: what the status needs to know beside the connection. */
export class Activity {
  /** The visitor holds the button of push-to-talk: it is open until it is let go, whatever the connection does. */
  turnOpen = false;
  /** Runs while the service hears somebody. */
  #speech: ReturnType<typeof setTimeout> | undefined;
  /** An answer is heard. */
  playing = false;
  #awaiting = false;
  /** A tool was called since the last answer began: what follows `response.done` is the answer to it. */
  #toolCalled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onGivenUp: () => void;
  readonly #onOverdue: (tool: ToolEvent) => void;
  /** Tools that run elsewhere, by call. */
  readonly #tools = new Map<string, ReturnType<typeof setTimeout>>();

  /**
   * @param onGivenUp no answer came in time, or no end of a turn
   * @param onOverdue told of a tool whose end was never told
   */
  constructor(onGivenUp: () => void, onOverdue: (tool: ToolEvent) => void) {
    this.#onGivenUp = onGivenUp;
    this.#onOverdue = onOverdue;
  }

  /** The visitor speaks. */
  get hearing(): boolean {
    return this.turnOpen || this.#speech !== undefined;
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
        this.#endSpeech();
        this.#speech = setTimeout(() => {
          this.#endSpeech();
          this.#onGivenUp();
        }, SPEECH_LIMIT_MS);
        return;
      case 'speech-stopped':
      case 'input-cleared':
        this.#endSpeech();
        return;
      case 'input-committed':
        this.#endSpeech();
        this.awaiting = true;
        return;
      case 'tool-activity':
        this.#followTool(event);
        return;
      case 'text-delta':
      case 'transcript-delta':
        // The answer to the tool, or a part of it, came in the same response: no other one need follow.
        this.#toolCalled = false;
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
    this.#endSpeech();
    this.awaiting = false;
    for (const timer of this.#tools.values()) clearTimeout(timer);
    this.#tools.clear();
  }

  #endSpeech(): void {
    clearTimeout(this.#speech);
    this.#speech = undefined;
  }

  #followTool(event: ToolEvent): void {
    clearTimeout(this.#tools.get(event.callId));
    this.#tools.delete(event.callId);
    if (event.status !== 'started') return;
    this.#toolCalled = true;
    const giveUp = (): void => {
      this.#tools.delete(event.callId);
      this.#onOverdue({ ...event, status: 'failed' });
    };
    this.#tools.set(event.callId, setTimeout(giveUp, TOOL_LIMIT_MS));
  }
}
