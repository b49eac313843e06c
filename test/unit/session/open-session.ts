import { onTestFinished, vi } from 'vitest';
import { selectedTypes } from './session-log.ts';
import type { OpenTransport } from '../../../src/transport/transport.ts';
import { VoiceLoop } from '../../../src/voice/voice-loop.ts';
import type { PageTransports } from '../../../src/session/line.ts';
import { openFromLoop } from '../../../src/transport/port-transport.ts';
import { Session } from '../../../src/session/session.ts';
import type { SessionOptions } from '../../../src/session/session-options.ts';
import type { AssistantStatus } from '../../../src/session/snapshot.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../../src/testing/scripted-relay.ts';
import { silentAudio, type SilentAudio } from '../../../src/testing/silent-audio.ts';
import type { ReconnectionPolicy } from '../../../src/transport/reconnection.ts';
import { findDialect } from '../protocol/all-dialects.ts';

/** Tries again at once, ten times. */
export const atOnce: ReconnectionPolicy = { delayMs: (attempt) => (attempt > 10 ? null : 0) };

export interface Visit {
  readonly session: Session;
  readonly relay: ScriptedRelay;
  readonly audio: SilentAudio;
  /** Types of the events that the page heard, oldest first. */
  readonly heard: string[];
  /** Resolves when the status is the one named. */
  status(status: AssistantStatus): Promise<void>;
  /** `role: text (status)` of what is shown. */
  readonly transcript: string[];
}

/** A visitor's session with a relay that the test plays. It is disposed of when the test ends. */
export function visit(
  options: Partial<SessionOptions> = {},
  parts: {
    readonly audio?: SilentAudio;
    readonly reconnection?: ReconnectionPolicy;
    /** The relay's connections carry the sound themselves. */
    readonly carriesAudio?: boolean;
    /** Whose greeting the relay has; OpenAI's. */
    readonly greeting?: Parameters<ScriptedConnection['accept']>[0];
    readonly isReachable?: (url: string) => Promise<boolean>;
    /** What the page can open beside a socket. */
    readonly transports?: (relay: ScriptedRelay) => PageTransports;
  } = {},
): Visit {
  const relay = new ScriptedRelay();
  const audio = parts.audio ?? silentAudio();
  const { port1, port2 } = new MessageChannel();
  const open: OpenTransport = (...wanted) =>
    wanted[0].port !== undefined
      ? openFromLoop(...wanted)
      : Object.assign(relay.open(...wanted), parts.carriesAudio === true && { carriesAudio: true });
  void new VoiceLoop(port1, open, findDialect);
  const session = new Session(
    { relayUrl: 'ws://relay.test/realtime', ...options },
    {
      voice: port2,
      audio,
      reconnection: parts.reconnection ?? atOnce,
      ...(parts.transports && { transports: parts.transports(relay) }),
      ...(parts.isReachable && { isReachable: parts.isReachable }),
    },
  );
  onTestFinished(() => session.dispose());
  return {
    session,
    relay,
    audio,
    heard: selectedTypes(session),
    status: (status) =>
      vi.waitFor(() => {
        if (session.snapshot.status !== status)
          throw new Error(`the status is ${session.snapshot.status}, not ${status}`);
      }),
    get transcript() {
      return session.snapshot.messages.map(
        ({ role, text, status }) => `${role}: ${text}${status === 'complete' ? '' : ` (${status})`}`,
      );
    },
  };
}

/** The same, connected. */
export async function connected(
  options: Partial<SessionOptions> = {},
  parts: Parameters<typeof visit>[1] = {},
): Promise<Visit & { readonly connection: ScriptedConnection }> {
  const visitor = visit(options, parts);
  const ready = visitor.session.connect();
  const connection = await visitor.relay.connection();
  connection.accept(parts.greeting ?? (options.dialect === 'openai-beta' ? 'openai-beta' : 'openai'));
  await ready;
  return Object.assign(Object.create(visitor) as Visit, { connection });
}

/** PCM16 of silence. */
export function pcm(ms: number): ArrayBuffer {
  return new ArrayBuffer(ms * 48);
}

/** `response.output_audio.delta` of so many milliseconds. */
export function audioDelta(response_id: string, item_id: string, ms: number): object {
  return {
    type: 'response.output_audio.delta',
    response_id,
    item_id,
    output_index: 0,
    content_index: 0,
    delta: Buffer.alloc(ms * 48).toString('base64'),
  };
}

export function audioDone(response_id: string, item_id: string): object {
  return { type: 'response.output_audio.done', response_id, item_id, output_index: 0, content_index: 0 };
}

/**
 * Resolves when all that was posted to any port of this thread has been read, and what was answered to it as well: a
 * port is read at the latest with the next turn of the event loop, and no answer here takes more than four. A message
 * to oneself is no measure of a turn: Node reads up to a thousand of them in one.
 */
export async function portsAreRead(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
