import { createRelay, type RelayOptions } from 'realtime-assistant-relay';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { memoryStore, museum } from '../../relay/test/fixtures/memory-store.ts';
import { Session } from '../../src/session/session.ts';
import { silentAudio } from '../../src/testing/silent-audio.ts';
import { openChat } from '../../src/transport/chat-transport.ts';
import { createReconnectionPolicy } from '../../src/transport/reconnection.ts';
import type { OpenTransport } from '../../src/transport/transport.ts';
import { VoiceLoop } from '../../src/voice/voice-loop.ts';
import { findDialect } from '../unit/protocol/all-dialects.ts';

/** The browser's socket is not in every Node; the widget's own transport over it is tested in browsers. */
const openSocket: OpenTransport = ({ url, protocols }, handlers) => {
  const socket = new WebSocket(url, [...protocols]);
  socket.on('open', () => handlers.onOpen());
  socket.on('message', (data: Buffer) => handlers.onMessage(data.toString()));
  socket.on('error', () => {});
  socket.on('close', (code, reason) => handlers.onClose(code, reason.toString()));
  return {
    send: (frame) => socket.send(frame),
    bufferedBytes: 0,
    close: (code, reason) => socket.close(code, reason),
  };
};

const patience = { timeout: 10_000, interval: 10 };

describe('a conversation in writing', () => {
  const opened: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  async function openRelay(options: RelayOptions = {}): Promise<string> {
    const relay = createRelay({ upstream: { kind: 'local' }, store: memoryStore(museum), log: () => {}, ...options }, {});
    opened.push(() => relay.close({ drainMs: 0 }));
    const { url } = await relay.listen({ port: 0 });
    return `${url}/realtime`;
  }

  function visit(relayUrl: string, open: OpenTransport): Session {
    const { port1, port2 } = new MessageChannel();
    void new VoiceLoop(port1, open, findDialect);
    const session = new Session(
      { relayUrl, mode: 'text', output: 'text' },
      { voice: port2, audio: silentAudio(), reconnection: createReconnectionPolicy() },
    );
    opened.push(() => session.dispose());
    return session;
  }

  async function ask(session: Session, question: string, before = session.snapshot.messages.length): Promise<void> {
    await session.sendText(question);
    await vi.waitFor(
      () => {
        const { messages, status } = session.snapshot;
        const isAnswered = messages.length === before + 2 && messages.at(-1)!.status === 'complete';
        if (!isAnswered || status !== 'listening') throw new Error(`${status}: ${JSON.stringify(messages)}`);
      },
      patience,
    );
  }

  /** What the visitor sees, but for the ids, of which no two sessions share one. */
  const shown = ({ snapshot: { messages, tools, error } }: Session): unknown => ({
    messages: messages.map(({ role, text, status, modality, sources }) => ({ role, text, status, modality, sources })),
    tools,
    error,
  });

  it('is the same over HTTP as over a socket: words, order and sources', async () => {
    const relayUrl = await openRelay();
    const [overSocket, overHttp] = [visit(relayUrl, openSocket), visit(relayUrl, openChat)];
    const heard = [overSocket, overHttp].map((session) => {
      const types: string[] = [];
      for (const type of ['realtime-message', 'realtime-sources', 'realtime-tool-call', 'realtime-error'] as const) {
        session.addEventListener(type, () => types.push(type));
      }
      return types;
    });
    for (const session of [overSocket, overHttp]) {
      await ask(session, 'When is the museum open on Thursdays?');
      await ask(session, 'What does a ticket cost for adults?');
      await ask(session, 'Thank you!');
    }
    expect(shown(overHttp)).toEqual(shown(overSocket));
    expect(heard[1]).toEqual(heard[0]);
    const { messages } = overHttp.snapshot;
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
    expect(messages[1]!.sources).toMatchObject([{ id: 'hours-1', url: 'https://museum.example/visit#hours' }]);
    expect(messages[3]!.sources).toMatchObject([{ id: 'tickets-1', url: 'https://museum.example/tickets#prices' }]);
    expect(messages[5]).toMatchObject({ text: "You're welcome!", sources: [] });
  });

  it('answers once what was typed in a hurry', async () => {
    const session = visit(await openRelay(), openChat);
    await ask(session, 'Hello');
    void session.sendText('When is the museum open on Thursdays?');
    await ask(session, 'What does a ticket cost for adults?', 3);
    expect(session.snapshot.messages.at(-1)!.text).toContain('12 euros');
    expect(session.snapshot.error).toBeNull();
  });

  it('waits for a place where all are taken, says so, and is answered then', async () => {
    const relayUrl = await openRelay({ maxSessions: 1 });
    const first = visit(relayUrl, openSocket);
    await first.connect();
    const second = visit(relayUrl, openChat);
    await second.sendText('What does a ticket cost for adults?');
    await vi.waitFor(() => expect(second.snapshot).toMatchObject({ status: 'reconnecting', error: { code: 'busy' } }), patience);
    await first.dispose();
    await vi.waitFor(() => expect(second.snapshot.messages.at(-1)!.text).toContain('12 euros'), patience);
    expect(second.snapshot).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }], error: null });
  });

  it('goes on after the relay was away, and the visitor reads why', async () => {
    const away = createRelay({ upstream: { kind: 'local' }, store: memoryStore(museum), log: () => {} }, {});
    const { url, port } = await away.listen({ port: 0 });
    const session = visit(`${url}/realtime`, openChat);
    await ask(session, 'When is the museum open on Thursdays?');
    await away.close({ drainMs: 0 });
    await session.sendText('What does a ticket cost for adults?');
    await vi.waitFor(() => expect(session.snapshot.error).toMatchObject({ code: 'server-error' }), patience);
    await vi.waitFor(() => expect(session.snapshot.status).toBe('listening'), patience);
    const back = createRelay({ upstream: { kind: 'local' }, store: memoryStore(museum), log: () => {} }, {});
    opened.push(() => back.close({ drainMs: 0 }));
    await back.listen({ port });
    await ask(session, 'Children under seven, what do they pay?');
    expect(session.snapshot.error).toBeNull();
    expect(session.snapshot.messages.at(-1)!.sources).toMatchObject([{ id: 'tickets-1' }]);
  });
});
