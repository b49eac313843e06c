import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createEngine } from 'realtime-assistant-relay';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startSimpleRelay } from '../../demo/simple-relay.js';
import type { ClientTool } from '../../src/session/client-tool.ts';
import { Session } from '../../src/session/session.ts';
import { silentAudio, type SilentAudio } from '../../src/testing/silent-audio.ts';
import { openWebSocket } from '../../src/transport/websocket-transport.ts';
import { VoiceLoop } from '../../src/voice/voice-loop.ts';
import { findDialect } from '../unit/protocol/all-dialects.ts';

/*
 * The relay of docs/simple-protocol.md, the local engine behind it, and the widget's session before it, over real sockets. No browser:
 * the sound goes into a loudspeaker that plays as far as the test lets it.
 */
const search: ClientTool = {
  name: 'search',
  description: 'Searches the site.',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  run: () => ({ sources: [{ chunk_id: 'hours', title: 'Opening hours', chunk: 'The park opens at eight in the morning. It closes at sunset.' }] }),
};

async function openSession(): Promise<{ session: Session; audio: SilentAudio; transcript: () => string[] }> {
  // What Node 20 lacks and every browser has.
  vi.stubGlobal('WebSocket', WebSocket);
  const engine = createEngine();
  onTestFinished(() => engine.close());
  const { url } = await engine.listen({ port: 0 });
  const relay = startSimpleRelay(0, `${url}/v1/realtime?model=local`);
  onTestFinished(() => void relay.close());
  await once(relay, 'listening');

  const audio = silentAudio();
  const { port1, port2 } = new MessageChannel();
  void new VoiceLoop(port1, openWebSocket, findDialect);
  const session = new Session(
    { relayUrl: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}`, dialect: 'simple', mode: 'text', output: 'audio', tools: [search] },
    { voice: port2, audio, reconnection: { delayMs: () => null } },
  );
  onTestFinished(() => session.dispose());
  const transcript = (): string[] =>
    session.snapshot.messages.map(({ role, text, status }) => `${role}: ${text}${status === 'complete' ? '' : ` (${status})`}`);
  return { session, audio, transcript };
}

afterEach(() => vi.unstubAllGlobals());

describe('a relay of one’s own', () => {
  it('answers a typed question in words and sound, with a function of the page', async () => {
    const { session, audio, transcript } = await openSession();
    const called = vi.fn<(event: Event) => void>();
    session.addEventListener('realtime-tool-call', called);
    await session.sendText('When do you open?');
    await vi.waitFor(() => expect(transcript()).toHaveLength(2), { timeout: 30_000 });
    await vi.waitFor(() => expect(transcript()[1]).toMatch(/^assistant: .*opens at eight in the morning.*\.$/), { timeout: 30_000 });
    expect(transcript()[0]).toBe('user: When do you open?');
    expect(called.mock.calls.map(([event]) => (event as Event & { status: string }).status)).toEqual(['started', 'completed']);
    expect(audio.queuedMs).toBeGreaterThan(1_000);
    audio.hear(audio.queuedMs);
    await vi.waitFor(() => expect(session.snapshot.status).toBe('listening'));
  });

  it('falls silent when it is stopped, and answers the next question', async () => {
    const { session, audio, transcript } = await openSession();
    await session.sendText('When do you open?');
    await vi.waitFor(() => expect(audio.queuedMs).toBeGreaterThan(1_000), { timeout: 30_000 });
    audio.hear(500);
    session.interrupt();
    await vi.waitFor(() => expect(transcript()[1]).toMatch(/ \(interrupted\)$/));
    expect(audio.queuedMs).toBe(0);
    await session.sendText('Thank you!');
    await vi.waitFor(() => expect(transcript().slice(2)).toEqual(['user: Thank you!', "assistant: You're welcome!"]), { timeout: 30_000 });
    expect(session.snapshot.error).toBeNull();
  });
});
