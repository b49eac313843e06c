import { createSession, defineElement, RealtimeAssistant } from 'realtime-assistant';
import type { AssistantSession, CustomParts, SessionOptions } from 'realtime-assistant';
import { ScriptedRelay } from 'realtime-assistant/testing';
import { StageSound } from './stage-sound.ts';

/**
 * The real `<realtime-assistant>` with a relay and a sound that a script plays: no microphone, no network. It takes the
 * element's own name, so that style sheets written for that name fit: `realtime-assistant/define` leaves a name that is
 * taken alone.
 */
export class ScriptedAssistant extends RealtimeAssistant {
  readonly relay = new ScriptedRelay();
  readonly sound = new StageSound();
  /** When a lost connection is tried again; null: never. A script may change it at any time. */
  patience: NonNullable<CustomParts['reconnection']> = { delayMs: () => null };

  protected override createSession(options: SessionOptions): AssistantSession {
    const reconnection = { delayMs: (attempt: number) => this.patience.delayMs(attempt) };
    return createSession(options, { openTransport: this.relay.open, audio: this.sound.system, reconnection });
  }
}

/** Call it before `realtime-assistant/define` is imported. */
export function defineScriptedAssistant(): void {
  defineElement('realtime-assistant', ScriptedAssistant);
}
