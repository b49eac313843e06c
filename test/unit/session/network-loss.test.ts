import { describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

describe('a network that breaks', () => {
  it('comes back with the conversation, a new token, and the answer that was missing', async () => {
    let tokens = 0;
    const visitor = await connected({ mode: 'text', getToken: () => `tøken ${++tokens}` });
    const { session, connection: relay } = visitor;
    relay.say(
      wire.added(wire.userText('u1', 'Hello')),
      wire.responseCreated('r1'),
      wire.outputItem('r1', wire.answer('a1')),
      wire.words('r1', 'a1', 'Hi.'),
      wire.outputItemDone('r1', wire.answer('a1', 'completed', 'Hi.')),
      wire.responseDone('r1'),
      wire.speechStarted('u2'),
      wire.committed('u2', 'a1'),
      wire.heard('u2', 'When do you open?'),
      wire.responseCreated('r2'),
    );
    await vi.waitFor(() => expect(visitor.transcript).toHaveLength(3));
    relay.drop(1006);
    const again = await visitor.relay.connection();
    expect(session.snapshot.status).toBe('reconnecting');
    const token = (connection: typeof again) =>
      Buffer.from(connection.target.protocols[1]!.split('.')[1]!, 'base64url').toString();
    expect([token(relay), token(again)]).toEqual(['tøken 1', 'tøken 2']);
    again.accept();
    await again.next('response.create');
    expect(again.sent.map((frame) => frame['item'] ?? frame.type)).toMatchObject([
      { id: 'u1', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { id: 'a1', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] },
      { id: 'u2', role: 'user', content: [{ type: 'input_text', text: 'When do you open?' }] },
      'response.create',
    ]);
    again.say(wire.added(wire.userText('u1', 'Hello')), wire.added(wire.userText('u2', 'When do you open?'), 'a1'));
    again.say(
      wire.responseCreated('r3'),
      wire.outputItem('r3', wire.answer('a3')),
      wire.words('r3', 'a3', 'At eight.'),
    );
    await vi.waitFor(() =>
      expect(visitor.transcript).toEqual([
        'user: Hello',
        'assistant: Hi.',
        'user: When do you open?',
        'assistant: At eight. (in-progress)',
      ]),
    );
    expect(session.snapshot.error).toBeNull();
  });

  it('does not answer the question of before when a new one waits for the connection', async () => {
    const visitor = await connected({ mode: 'text' });
    visitor.connection.say(wire.added(wire.userText('u1', 'Hello')));
    visitor.connection.drop();
    await visitor.status('reconnecting');
    const sent = visitor.session.sendText('Are you there?');
    const again = await visitor.relay.connection();
    again.accept();
    await again.next('conversation.item.create');
    const { item } = (await again.next('conversation.item.create')) as unknown as {
      item: { id: string; content: object[] };
    };
    expect(item.content).toEqual([{ type: 'input_text', text: 'Are you there?' }]);
    again.say(wire.added(wire.userText(item.id, 'Are you there?')));
    await sent;
    await again.next('response.create');
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ]);
  });

  it('sends a message that was on its way again, once, and asks for its answer once', async () => {
    const visitor = await connected({ mode: 'text' });
    const sent = visitor.session.sendText('Hello');
    const first = (await visitor.connection.next('conversation.item.create')) as unknown as { item: { id: string } };
    visitor.connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    const second = (await again.next('conversation.item.create')) as unknown as { item: { id: string } };
    expect(second.item).toEqual(first.item);
    again.say(wire.added(wire.userText(first.item.id, 'Hello')));
    await sent;
    await again.next('response.create');
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual(['conversation.item.create', 'response.create']);
    expect(visitor.transcript).toEqual(['user: Hello']);
  });

  it('that does not come back leaves a message that was on its way marked as not sent', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => null } });
    const sent = visitor.session.sendText('Hello');
    await visitor.connection.next('conversation.item.create');
    visitor.connection.drop();
    await expect(sent).rejects.toMatchObject({ code: 'connection-lost' });
    expect(visitor.transcript).toEqual(['user: Hello (failed)']);
  });

  it('is given up after as many tries as the policy allows', async () => {
    const visitor = await connected(
      { mode: 'text' },
      { reconnection: { delayMs: (attempt) => (attempt > 4 ? null : 0) } },
    );
    visitor.connection.drop();
    for (let i = 0; i < 4; i++) (await visitor.relay.connection()).drop();
    await visitor.status('error');
    expect(visitor.session.snapshot.error?.code).toBe('connection-lost');
    expect(visitor.relay.connections).toHaveLength(5);
  });

  it('that accepts and breaks at once, again and again, is not hammered for ever', async () => {
    const delays: number[] = [];
    const reconnection = { delayMs: (attempt: number) => (delays.push(attempt), attempt > 3 ? null : 0) };
    const visitor = await connected({ mode: 'text' }, { reconnection });
    visitor.connection.drop(1011);
    for (let i = 0; i < 3; i++) {
      const again = await visitor.relay.connection();
      again.accept();
      again.drop(1011);
    }
    await visitor.status('error');
    expect(delays).toEqual([1, 2, 3, 4]);
  });

  it('is tried at once when the visitor asks for it', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    visitor.connection.drop();
    await visitor.status('reconnecting');
    const ready = visitor.session.connect();
    (await visitor.relay.connection()).accept();
    await ready;
    await visitor.status('listening');
  });

  it('is tried at once when the browser is online again', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    vi.unstubAllGlobals();
    visitor.connection.drop();
    await visitor.status('reconnecting');
    page.dispatchEvent(new Event('online'));
    (await visitor.relay.connection()).accept();
    await visitor.status('listening');
  });

  it('shows when the next try comes', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    const before = Date.now();
    visitor.connection.drop();
    await visitor.status('reconnecting');
    expect(visitor.session.snapshot.retryAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(visitor.session.snapshot.error?.code).toBe('connection-lost');
    await visitor.session.disconnect();
    expect(visitor.session.snapshot).toMatchObject({ status: 'idle', retryAt: null });
  });
});
