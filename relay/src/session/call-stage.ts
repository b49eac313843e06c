import { isWireObject } from './field-list.js';
import { redactSession } from './redaction.js';
import { meaningOfClose, type CloseMeaning, type Stage } from './setup-stage.js';
import type { UpstreamShape, WireObject } from './upstream-shape.js';
import { errorName, newEventId, newRelayEventId } from './wire-events.js';

interface CallStageOptions {
  readonly shape: UpstreamShape;
  /** What the call was made with, and the service took. */
  readonly session: Readonly<WireObject>;
  toUpstream(event: WireObject): void;
  toBrowser(frame: Buffer | string): void;
  onReady(): void;
  log(line: string): void;
}

/** How long the service may take to say the settings once more; they hold already, so nobody need wait for long. */
const confirmationMs = 2_000;

/**
 * The beginning of a call. A sideband says no `session.created`, so the browser gets one of the relay's making, before
 * anything else. The session was made with the operator's settings; they are sent once more because the answer tells
 * the rest of it, such as when it will end, and because some resources of Azure forget what a call was made with.
 */
export class CallStage implements Stage {
  readonly #options: CallStageOptions;
  readonly #timer: NodeJS.Timeout;
  #lastError: unknown = null;
  #isGreeted = false;
  #held: (Buffer | string)[] = [];

  constructor(options: CallStageOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#goOn(), confirmationMs);
  }

  /** Asks the service. Not in the constructor: its answer comes to this very object. */
  start(): void {
    const { session, toUpstream } = this.#options;
    toUpstream({ type: 'session.update', event_id: newRelayEventId(), session: { ...session } });
  }

  receive(event: WireObject): boolean {
    if (event['type'] === 'session.updated' && isWireObject(event['session'])) {
      this.end();
      this.#greet(event['session']);
      this.#options.onReady();
    } else if (event['type'] === 'error' && isWireObject(event['error'])) {
      this.#lastError = event['error']['code'] ?? event['error']['type'];
      this.#options.log(`the voice service said ${errorName(event['error'])}`);
      // Such as `cannot_update_voice` from one that has spoken already.
      this.#goOn();
      return false;
    }
    return true;
  }

  arrange(frames: readonly (Buffer | string)[]): readonly (Buffer | string)[] {
    if (this.#isGreeted) return frames;
    this.#held.push(...frames);
    return [];
  }

  explainClose(): CloseMeaning | undefined {
    return meaningOfClose(this.#lastError);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** With what the call was made with. */
  #goOn(): void {
    this.end();
    const session = { object: 'realtime.session', ...this.#options.session };
    this.#greet(session);
    this.#say('session.updated', session);
    this.#options.onReady();
  }

  #greet(session: WireObject): void {
    this.#say('session.created', session);
    this.#isGreeted = true;
    for (const frame of this.#held.splice(0)) this.#options.toBrowser(frame);
  }

  #say(type: 'session.created' | 'session.updated', session: WireObject): void {
    const { shape, toBrowser } = this.#options;
    toBrowser(JSON.stringify(redactSession({ type, event_id: newEventId(), session }, shape)));
  }
}
