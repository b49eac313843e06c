import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createEngine } from 'realtime-assistant-relay';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, type WebSocketServer } from 'ws';
import type { ClientTool } from '../../src/session/client-tool.ts';
import { Session } from '../../src/session/session.ts';
import { silentAudio, type SilentAudio } from '../../src/testing/silent-audio.ts';
import { openWebSocket } from '../../src/transport/websocket-transport.ts';
import { VoiceLoop } from '../../src/voice/voice-loop.ts';
import { findDialect } from '../unit/protocol/all-dialects.ts';
import { closeSpeaker, join16, say, silence } from './spoken.ts';

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

const engine = createEngine();
let relay: WebSocketServer;
let address = '';

async function openSession(): Promise<{ session: Session; audio: SilentAudio; transcript: () => string[] }> {
  // What Node 20 lacks and every browser has.
  vi.stubGlobal('WebSocket', WebSocket);
  const audio = silentAudio();
  const { port1, port2 } = new MessageChannel();
  void new VoiceLoop(port1, openWebSocket, findDialect);
  const session = new Session(
    { relayUrl: address, dialect: 'simple', mode: 'text', output: 'audio', tools: [search] },
    { voice: port2, audio, reconnection: { delayMs: () => null } },
  );
  onTestFinished(() => session.dispose());
  const transcript = (): string[] =>
    session.snapshot.messages.map(({ role, text, status }) => `${role}: ${text}${status === 'complete' ? '' : ` (${status})`}`);
  return { session, audio, transcript };
}

beforeAll(async () => {
  const { url } = await engine.listen({ port: 0 });
  vi.stubEnv('REALTIME_URL', `${url}/v1/realtime?model=local`);
  vi.stubEnv('PORT', '0');
  ({ relay } = await import('../../demo/simple-relay.js'));
  if (relay.address() === null) await once(relay, 'listening');
  address = `ws://127.0.0.1:${(relay.address() as AddressInfo).port}`;
});

afterEach(() => vi.unstubAllGlobals());

afterAll(async () => {
  vi.unstubAllEnvs();
  relay?.close();
  await engine.close();
  await closeSpeaker();
});

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

  it('hears a spoken turn, tells its words, and answers it aloud', async () => {
    const page = new WebSocket(address);
    onTestFinished(() => page.close());
    const heard: { type: string; data: Record<string, string> }[] = [];
    const answered = new Promise<void>((resolve) => {
      page.on('message', (text) => heard.push(JSON.parse(String(text))) && heard.at(-1)!.type === 'response.done' && resolve());
    });
    await once(page, 'open');
    const tell = (type: string, data: object): void => page.send(JSON.stringify({ type, data }));
    tell('conversation.create', { language: 'en' });
    const spoken = join16([await say('Thank you!'), silence(1)]);
    tell('audio', { audio: Buffer.from(spoken.buffer).toString('base64') });
    await answered;
    const types = heard.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
    expect(types.filter((type) => type !== 'text').slice(0, 2)).toEqual(['conversation.created', 'interrupt']);
    expect(types).toContain('audio');
    expect(types.at(-1)).toBe('response.done');
    expect(heard.find(({ type }) => type === 'text')!.data).toEqual({ role: 'user', text: expect.stringMatching(/thank you/i) });
    const words = heard.filter(({ type }) => type === 'content_block.delta').map(({ data }) => data['delta']);
    expect(words.join('')).toBe("You're welcome!");
  });

  it('ends the conversation of a page that says what is no frame, and serves the others on', async () => {
    for (const nonsense of ['{', 'null', '{"type":"function.response"}', ' '.repeat(2 ** 21)]) {
      const page = new WebSocket(address);
      page.on('error', () => {});
      await once(page, 'open');
      page.send(nonsense);
      await once(page, 'close');
    }
    const { session, transcript } = await openSession();
    await session.sendText('Thank you!');
    await vi.waitFor(() => expect(transcript()).toEqual(['user: Thank you!', "assistant: You're welcome!"]), { timeout: 30_000 });
  });

  it('takes no more than forty lines of code, as its documentation says', async () => {
    const lines = (await readFile('demo/simple-relay.js', 'utf8')).split('\n');
    expect(lines.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length).toBeLessThanOrEqual(40);
    expect(await readFile('docs/simple-protocol.md', 'utf8')).toContain('forty lines');
  });
});
