import { isWireObject } from './field-list.js';
import type { SessionSetup, UpstreamShape, WireObject } from './upstream-shape.js';
import { errorName, newRelayEventId, type RelayErrorCode } from './wire-events.js';

interface SetupStageOptions {
  readonly shape: UpstreamShape;
  readonly setup: Promise<SessionSetup>;
  /** From the open socket to the confirmed settings, in milliseconds. */
  readonly timeoutMs: number;
  toUpstream(event: WireObject): void;
  onReady(): void;
  log(line: string): void;
  onFail(code: RelayErrorCode, message: string): void;
}

/** What goes before a browser's first event. */
export interface Stage {
  /** Takes an event of the service. Gives false for one that the browser must not see. */
  receive(event: WireObject): boolean;
  /** What of these frames the browser gets now. */
  arrange(frames: readonly (Buffer | string)[]): readonly (Buffer | string)[];
  /** What a close of the service during this stage means, where it said. */
  explainClose(): CloseMeaning | undefined;
  end(): void;
}

export interface CloseMeaning {
  readonly code: RelayErrorCode;
  readonly message: string;
}

/**
 * The time between the service's `session.created` and its word that the relay's own settings hold. Nothing of a
 * browser goes upstream before that, so that no session ever runs without the operator's instructions and tools.
 */
export class SetupStage implements Stage {
  readonly #options: SetupStageOptions;
  readonly #eventId = newRelayEventId();
  readonly #timer: NodeJS.Timeout;
  #isOpen = false;
  #isSent = false;
  /** The last error of the service, which explains a close that follows. */
  #lastError: unknown = null;

  constructor(options: SetupStageOptions) {
    this.#options = options;
    this.#timer = setTimeout(
      () => options.onFail('upstream_unreachable', 'The voice service opened no session in time.'),
      options.timeoutMs,
    );
  }

  receive(event: WireObject): boolean {
    if (event['type'] === 'session.created' && !this.#isOpen) {
      this.#isOpen = true;
      void this.#configure();
    } else if (event['type'] === 'session.updated' && this.#isSent) {
      this.end();
      this.#options.onReady();
    } else if (event['type'] === 'error' && isWireObject(event['error'])) {
      this.#error(event['error']);
      // Nothing of the browser has gone up: whatever is wrong is the operator's, and may quote their words or key.
      return false;
    }
    return true;
  }

  arrange(frames: readonly (Buffer | string)[]): readonly (Buffer | string)[] {
    return frames;
  }

  explainClose(): CloseMeaning | undefined {
    return meaningOfClose(this.#lastError);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #configure(): Promise<void> {
    const { setup, shape, toUpstream } = this.#options;
    const session = shape.session(await setup);
    // Not before: a `session.updated` that comes while the knowledge is asked for its topics confirms nothing of ours.
    this.#isSent = true;
    toUpstream({ type: 'session.update', event_id: this.#eventId, session });
  }

  /** Some compatible servers name no event in an error; there is none but ours that it could be about. */
  #isAboutSettings({ event_id: eventId }: WireObject): boolean {
    return eventId === this.#eventId || (this.#isSent && eventId == null && !this.explainClose());
  }

  #error(error: WireObject): void {
    const { shape, log, onFail } = this.#options;
    log(`the voice service said ${errorName(error)}`);
    const code = error['code'] ?? error['type'];
    this.#lastError = code;
    if (code === 'beta_api_shape_disabled') {
      onFail(
        'upstream_dialect',
        'The voice service no longer speaks the beta protocol. The operator must use its GA endpoint.',
      );
    } else if (isDialectError(error)) {
      const [spoken, other] = shape.name === 'ga' ? ['GA', 'beta'] : ['beta', 'GA'];
      onFail(
        'upstream_dialect',
        `The relay spoke the ${spoken} protocol, but the voice service wants ${other}. The operator must ` +
          (shape.name === 'ga'
            ? 'set AZURE_OPENAI_API_VERSION for a preview endpoint.'
            : 'remove AZURE_OPENAI_API_VERSION.'),
      );
    } else if (this.#isAboutSettings(error)) {
      // The vendor's words may quote the instructions: only the name of the field goes on.
      const param = typeof error['param'] === 'string' ? ` (field ${error['param'].slice(0, 100)})` : '';
      onFail(
        'upstream_misconfigured',
        `The voice service did not accept the relay's settings${param}. The operator must correct them.`,
      );
    }
  }
}

/** An update without `type` to GA, or with it to beta: openai-python#2638, livekit/agents#3489. */
function isDialectError(error: WireObject): boolean {
  const { code, param } = error;
  if (code === 'missing_required_parameter') return param === 'session.type';
  return (
    code === 'unknown_parameter' &&
    (param === 'session.type' ||
      param === 'session.audio' ||
      param === 'session.output_modalities' ||
      param === 'session.input_audio_transcription')
  );
}

/** What a close means that follows an error of this code. */
export function meaningOfClose(lastError: unknown): CloseMeaning | undefined {
  switch (lastError) {
    case 'invalid_api_key':
    case 'authentication_error':
      return {
        code: 'upstream_unauthorized',
        message: "The voice service did not accept the relay's key. The operator must check it.",
      };
    case 'insufficient_quota':
    case 'rate_limit_exceeded':
      return {
        code: 'upstream_quota',
        message: 'The voice service has no quota left for this relay. The operator must check the plan.',
      };
    default:
      return undefined;
  }
}
