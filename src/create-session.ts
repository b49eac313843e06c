import { BrowserAudio } from './audio/browser-audio.ts';
import type { AudioSystem } from './audio/audio-system.ts';
import type { AssistantSession } from './session/assistant-session.ts';
import { checkOptions, type SessionOptions } from './session/session-options.ts';
import { Session } from './session/session.ts';
import { isReachable } from './transport/reachability.ts';
import { createReconnectionPolicy, type ReconnectionPolicy } from './transport/reconnection.ts';
import type { OpenTransport } from './transport/transport.ts';
import { pageTransports } from './page-transports.ts';
import { startInlineVoiceLoop, startVoiceLoop } from './start-voice-loop.ts';

/** Parts that a developer, or a test, may bring; the rest are the real ones. */
export interface CustomParts {
  /** The voice loop then runs on the page's own thread: a function cannot go to a worker. */
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
  const { openTransport } = parts;
  const { port1, port2 } = new MessageChannel();
  return new Session(options, {
    voice: port2,
    startVoice: (ownDialect) =>
      void (openTransport === undefined && ownDialect === undefined
        ? startVoiceLoop(port1, options.assetBase)
        : startInlineVoiceLoop(port1, openTransport, ownDialect)),
    // A developer's own transport is the only one.
    transports: openTransport === undefined ? pageTransports() : undefined,
    audio: parts.audio ?? new BrowserAudio(options.assetBase === undefined ? {} : { assetBase: options.assetBase }),
    reconnection: parts.reconnection ?? createReconnectionPolicy(),
    ...(openTransport === undefined && { isReachable }),
  });
}
