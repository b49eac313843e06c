import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import type { Tool } from '../../src/index.js';
import { StreamedReply } from '../../src/server/chat-reply.js';
import { ask, Stream } from '../fixtures/chat.js';
import { openHouse } from '../fixtures/house.js';
import type { UpstreamSession } from '../fixtures/upstream-session.js';
import { Visitor } from '../fixtures/visitor.js';
import type { WireEvent } from '../fixtures/wire.js';

const adults = { name: 'search', arguments: '{"query":"ticket adults"}' };
const price = 'A ticket costs 12 euros for adults.';

describe('a visitor without a socket', () => {
  test('gets the whole answer of the same assistant: its instructions, its search, its sources', async () => {
    const { url, upstream, logs } = await openHouse({ instructions: 'You are the museum.' });
    const answering = ask(url, {
      messages: [
        { id: 'item_1', role: 'user', text: 'Hello' },
        { id: 'item_2', role: 'assistant', text: 'Welcome!' },
        { role: 'user', text: 'What does a ticket cost?' },
      ],
    });
    const service = await upstream.session();
    expect(await service.configured()).toMatchObject({ instructions: 'You are the museum.', tools: [{ name: 'search' }] });
    expect(await service.next('session.update')).toMatchObject({ session: { output_modalities: ['text'] } });
    expect(await posted(service)).toEqual(['user: Hello', 'assistant: Welcome!', 'user: What does a ticket cost?']);
    service.calls([adults]);
    await service.next('response.create');
    const item = service.writes(price);
    const response = await answering;
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = (await response.json()) as WireEvent;
    expect(answer).toEqual({
      id: expect.stringMatching(/^resp_/),
      text: price,
      status: 'completed',
      reason: null,
      finished: true,
      sources: [
        {
          id: 'tickets-1',
          title: 'Tickets',
          heading: 'Prices',
          url: 'https://museum.example/tickets#prices',
          text: expect.stringContaining('12 euros'),
          quote: expect.stringContaining('12 euros'),
        },
      ],
    });
    expect(item['id']).toBeDefined();
    expect((await service.closed).code).toBe(1000);
    expect(logs.join('\n')).toMatch(/ended: browser left, code 1000, .* 2 responses, 1 tool calls, 0 refusals, 82 tokens in/);
  });

  test('reads along: the very events of a socket, and then the end', async () => {
    const { url, upstream } = await openHouse();
    const visitor = await Visitor.arrive(url);
    const overSocket = await upstream.session();
    await visitor.next('session.updated');
    visitor.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    visitor.send({
      type: 'conversation.item.create',
      item: { id: 'item_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'The price?' }] },
    });
    visitor.send({ type: 'response.create' });
    await answer(overSocket);
    await visitor.next((event) => event['type'] === 'response.done' && event['response'].output.length === 1);

    const response = await ask(url, { messages: [{ id: 'item_1', role: 'user', text: 'The price?' }] }, { isStreamed: true });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await answer(await upstream.session());
    const stream = await new Stream(response).rest();
    expect(comparable(stream.events)).toEqual(comparable(visitor.inbox.events));
    expect(stream.types()).toContain('extension.middle_tier_tool_response');
    expect(stream.events[0]).toMatchObject({ type: 'session.created', session: { instructions: '', tools: [] } });
    expect(stream.end).toEqual({ code: 1000, reason: '' });

    async function answer(service: UpstreamSession): Promise<void> {
      await service.next('response.create');
      service.calls([adults]);
      await service.next('response.create');
      service.writes(price);
    }
  });

  test('reads the first words while the rest is being written', async () => {
    const { url, upstream } = await openHouse();
    const asked = ask(url, 'Hello', { isStreamed: true });
    const service = await upstream.session();
    const stream = new Stream(await asked);
    await service.next('response.create');
    const responseId = service.begin();
    const item = service.writes('Good morning.', { responseId, isLast: false });
    expect(await stream.next('response.output_text.delta')).toMatchObject({ delta: 'Good ', item_id: item['id'] });
    expect(stream.end).toBeUndefined();
    service.end(responseId, [item]);
    expect((await stream.rest()).end).toEqual({ code: 1000, reason: '' });
  });

  test('who waits long for the first word keeps the line', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const server = createServer((_request, response) => {
      new StreamedReply(response).frame('{"type":"session.created"}', undefined, () => {});
      vi.advanceTimersByTime(15_000);
    });
    onTestFinished(() => {
      vi.useRealTimers();
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    let text = '';
    for await (const chunk of body!) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.endsWith('\n:\n\n')) break;
    }
    expect(text).toBe('data: {"type":"session.created"}\n\n:\n\n');
  });

  test('is answered over the beta protocol too', async () => {
    const { url, upstream } = await openHouse({ service: { shape: 'beta' } });
    const asked = ask(url, 'Hello');
    const service = await upstream.session();
    await service.next('response.create');
    service.writes('Good morning.');
    expect(await (await asked).json()).toMatchObject({ text: 'Good morning.', status: 'completed' });
  });

  test('gets what was said before a search and after it', async () => {
    const { url, upstream } = await openHouse();
    const asked = ask(url, 'The price?');
    const service = await upstream.session();
    await service.next('response.create');
    const responseId = service.begin();
    const before = service.writes('Let me look.', { responseId, isLast: false });
    service.calls([adults], { responseId, before: [before] });
    await service.next('response.create');
    service.writes(price);
    expect(await (await asked).json()).toMatchObject({ text: `Let me look.\n\n${price}` });
  });

  test('hears that an answer stopped before its end', async () => {
    const { url, upstream } = await openHouse();
    const asked = ask(url, 'Tell me all');
    const service = await upstream.session();
    await service.next('response.create');
    service.writes('It began', { status: 'incomplete' });
    expect(await (await asked).json()).toMatchObject({ text: 'It began', status: 'incomplete', finished: false });
  });

  test('is answered by the local engine, without a key', async () => {
    const engine = createEngine();
    onTestFinished(() => engine.close());
    const engineUrl = (await engine.listen({ host: '127.0.0.1', port: 0 })).url;
    const { url } = await openHouse({ upstream: { kind: 'local', url: engineUrl } });
    const question = 'When is the museum open on Thursdays?';
    const whole = (await (await ask(url, question)).json()) as WireEvent;
    expect(whole).toMatchObject({ text: expect.stringContaining('nine'), finished: true, sources: [{ id: 'hours-1' }] });
    const stream = await new Stream(await ask(url, question, { isStreamed: true })).rest();
    const words = stream.events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
    expect(words.join('')).toBe(whole['text']);
    expect(stream.types()).not.toContain('response.output_audio.delta');
  });
});

describe('a visitor who leaves', () => {
  test.for([true, false])('in the midst of the answer stops it at the service (streamed: %s)', async (isStreamed) => {
    const { url, upstream } = await openHouse();
    const leaving = new AbortController();
    const asked = ask(url, 'Hello', { isStreamed, signal: leaving.signal });
    const service = await upstream.session();
    await service.next('response.create');
    service.begin();
    leaving.abort();
    await expect(asked.then((response) => response.text())).rejects.toThrow();
    await service.next('response.cancel');
    expect((await service.closed).code).toBe(1000);
  });

  test('while a tool runs stops the tool', async () => {
    let hasStarted = (): void => {};
    const started = new Promise<void>((resolve) => (hasStarted = resolve));
    let isStopped = (): void => {};
    const stopped = new Promise<void>((resolve) => (isStopped = resolve));
    const tool: Tool = {
      name: 'slow',
      description: 'Waits.',
      parameters: { type: 'object' },
      run(_args, { signal }) {
        hasStarted();
        signal.addEventListener('abort', () => isStopped());
        return new Promise(() => {});
      },
    };
    const { url, upstream } = await openHouse({ tools: [tool] });
    const leaving = new AbortController();
    const asked = ask(url, 'Hello', { signal: leaving.signal });
    const service = await upstream.session();
    await service.next('response.create');
    service.calls([{ name: 'slow', arguments: '{}' }]);
    await started;
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await stopped;
  });

  test('by not reading any more is let go as too slow', async () => {
    const { url, upstream, logs } = await openHouse({ stallTimeoutMs: 300 });
    const service = await stalledReader(url, upstream);
    const delta = { type: 'response.output_text.delta', response_id: 'r', item_id: 'i', delta: 'A'.repeat(64_000) };
    for (let i = 0; i < 800; i++) service.send(delta);
    await service.closed;
    expect(logs.join()).toContain('ended: too_slow, code 1013');
  });
});

describe('an answer that does not come', () => {
  test.for<[string, Parameters<typeof openHouse>[0], number, string]>([
    ['the key is wrong', { service: { status: 401 } }, 502, 'upstream_unauthorized'],
    ['the quota is used up', { service: { status: 429 } }, 502, 'upstream_quota'],
    ['there is no such model', { service: { status: 404 } }, 502, 'upstream_misconfigured'],
    ['the service opens no session', { service: { isMute: true }, connectTimeoutMs: 100 }, 502, 'upstream_unreachable'],
    ['the service never answers', { chatTimeoutMs: 300 }, 504, 'session_limit'],
  ])('because %s', async ([, options, status, code]) => {
    const { url } = await openHouse(options);
    const response = await ask(url, 'Hello');
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(/\.$/), param: null } });
  });

  test('is told by a status before the stream begins, and in the stream after that', async () => {
    const refused = await openHouse({ service: { status: 401 } });
    const response = await ask(refused.url, 'Hello', { isStreamed: true });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_unauthorized' } });

    const { url, upstream } = await openHouse();
    const asked = ask(url, 'Hello', { isStreamed: true });
    const service = await upstream.session();
    await service.next('response.create');
    service.socket.close(1011, 'oops');
    const stream = await new Stream(await asked).rest();
    expect(stream.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'upstream_closed' } });
    expect(stream.end).toEqual({ code: 1011, reason: 'oops' });
  });

  test('because the response failed is told, and its session is over', async () => {
    const { url, upstream } = await openHouse();
    const asked = ask(url, 'Hello');
    const service = await upstream.session();
    await service.next('response.create');
    service.end(service.begin(), [], 'failed');
    const response = await asked;
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'answer_failed' } });
    await service.closed;
  });

  test('because the service refused the question is told in its words', async () => {
    const { url, upstream } = await openHouse();
    const asked = ask(url, 'Hello');
    const service = await upstream.session();
    service.activeResponse = 'resp_of_nobody';
    const response = await asked;
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'answer_failed', message: 'Conversation already has an active response in progress.' },
    });
  });

  test('because all places are taken: the visitor hears when to come again, and a socket takes a place as well', async () => {
    const { url, upstream, visit } = await openHouse({ maxSessions: 1 });
    const { visitor, service: first } = await visit();
    const response = await ask(url, 'Hello');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: { code: 'busy' } });
    visitor.socket.close();
    await first.closed;
    await visitor.closed;
    const asked = ask(url, 'Hello', { isStreamed: true });
    const service = await upstream.session();
    await service.next('response.create');
    expect(await (await Visitor.arrive(url)).refusal()).toMatchObject({ code: 'busy' });
    service.writes('Good morning.');
    expect((await new Stream(await asked).rest()).end).toEqual({ code: 1000, reason: '' });
  });
});

describe('a relay that stops', () => {
  test('lets an answer finish', async () => {
    const { relay, url, upstream } = await openHouse();
    const asked = ask(url, 'Hello');
    const service = await upstream.session();
    await service.next('response.create');
    const closing = relay.close({ drainMs: 30_000 });
    service.writes('Good morning.');
    expect(await (await asked).json()).toMatchObject({ text: 'Good morning.' });
    await closing;
  });

  test.for([true, false])('ends one that takes too long, and says so (streamed: %s)', async (isStreamed) => {
    const { relay, url, upstream } = await openHouse();
    const asked = ask(url, 'Hello', { isStreamed });
    await (await upstream.session()).next('response.create');
    await relay.close({ drainMs: 20 });
    const response = await asked;
    if (isStreamed) {
      const stream = await new Stream(response).rest();
      expect(stream.types()).toContain('extension.relay.draining');
      expect(stream.end).toEqual({ code: 1012, reason: 'relay restarts' });
    } else {
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: { code: 'busy' } });
    }
  });
});

/** The messages that the relay posted, up to its request for an answer. */
async function posted(service: UpstreamSession): Promise<string[]> {
  await service.next('response.create');
  return service.inbox.events
    .filter(({ type }) => type === 'conversation.item.create')
    .map(({ item }) => `${item.role}: ${item.content[0].text}`);
}

/** Events without what no two sessions share: their ids are counted instead. */
function comparable(events: readonly WireEvent[]): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(events).replaceAll(/\b(event|item|resp|call|sess)_[0-9a-f]{16,}/g, (id, kind: string) => {
    ids.set(id, ids.get(id) ?? `${kind}_${ids.size}`);
    return ids.get(id)!;
  });
  return JSON.parse(text);
}

/** A visitor who asked for the stream and reads none of it. */
async function stalledReader(
  url: string,
  upstream: { session(): Promise<UpstreamSession> },
): Promise<UpstreamSession> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  const body = JSON.stringify({ messages: [{ role: 'user', text: 'Hello' }] });
  socket.write(
    `POST /chat HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${url}\r\nAccept: text/event-stream\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  const service = await upstream.session();
  await service.next('response.create');
  return service;
}
