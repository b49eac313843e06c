import { BrowserAudio } from './audio/browser-audio.ts';
import type { AudioSystem } from './audio/audio-system.ts';
import type { AssistantSession } from './session/assistant-session.ts';
import { checkOptions, type SessionOptions } from './session/session-options.ts';
import { Session } from './session/session.ts';
import { createReconnectionPolicy, type ReconnectionPolicy } from './transport/reconnection.ts';
import type { OpenTransport } from './transport/transport.ts';
import { openWebSocket } from './transport/websocket-transport.ts';
import { startInlineVoiceLoop } from './voice/inline-voice-loop.ts';

/** Parts that a developer, or a test, may bring; the rest are the real ones. */
export interface CustomParts {
  readonly openTransport?: OpenTransport;
  readonly audio?: AudioSystem;
  readonly reconnection?: ReconnectionPolicy;
}

/**
 * A conversation without a face, in a browser. The one place that picks implementations.
 *
 * @throws AssistantError `invalid-option`, naming the option
 */
export function createSession(options: SessionOptions, parts: CustomParts = {}): AssistantSession {
  // Before anything is opened that would have to be closed again.
  checkOptions(options);
  return new Session(options, {
    voice: startInlineVoiceLoop(parts.openTransport ?? openWebSocket),
    audio: parts.audio ?? new BrowserAudio(options.assetBase === undefined ? {} : { assetBase: options.assetBase }),
    reconnection: parts.reconnection ?? createReconnectionPolicy(),
  });
}
