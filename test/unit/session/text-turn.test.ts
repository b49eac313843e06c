import { describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, visit } from './open-session.ts';

describe('a visitor who types', () => {
  it('gets an answer, in the sequence of Azure’s documentation', async () => {
    const visitor = visit({ mode: 'text', output: 'text', voice: 'marin' });
    const sent = visitor.session.sendText('  May I bring a dog?  ');
    const relay = await visitor.relay.connection();
    expect(relay.target).toEqual({ url: 'ws://relay.test/realtime', protocols: ['realtime'] });
    relay.accept();

    expect(await relay.next('session.update')).toMatchObject({
      session: { type: 'realtime', output_modalities: ['text'], audio: { output: { voice: 'marin' } } },
    });
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    expect(item).toMatchObject({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'May I bring a dog?' }],
    });
    expect(visitor.transcript).toEqual(['user: May I bring a dog? (in-progress)']);
    relay.say(wire.added(wire.userText(item.id, 'May I bring a dog?')));
    await sent;
    expect(visitor.session.snapshot.status).toBe('thinking');

    await relay.next('response.create');
    relay.say(
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      wire.added(wire.answer('a'), item.id),
      wire.written('r', 'a', 'Yes,'),
      wire.written('r', 'a', ' on a leash.'),
      wire.sources('a', 'dogs'),
      wire.done({ ...wire.answer('a', 'completed'), content: [{ type: 'output_text', text: 'Yes, on a leash.' }] }),
      wire.responseDone('r'),
    );
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: May I bring a dog?', 'assistant: Yes, on a leash.']);
    expect(visitor.session.snapshot.messages[1]).toMatchObject({ modality: 'text', sources: [{ id: 'dogs' }] });
    expect(visitor.heard).toEqual([
      'status connecting',
      'status listening',
      'message',
      'status thinking',
      'sources',
      'message',
      'status listening',
    ]);
  });

  it('is understood by a service of the beta protocol without being told', async () => {
    const visitor = visit({ mode: 'text', output: 'text' });
    const sent = visitor.session.sendText('Hello');
    const relay = await visitor.relay.connection();
    relay.accept('openai-beta');
    const update = await relay.next('session.update');
    expect(update['session']).toEqual({ modalities: ['text'] });
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    relay.say({ type: 'conversation.item.created', item: wire.userText(item.id, 'Hello'), previous_item_id: null });
    await sent;
    await relay.next('response.create');
    relay.say(
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      { type: 'response.text.delta', response_id: 'r', item_id: 'a', content_index: 0, delta: 'Hi.' },
      wire.outputItemDone('r', wire.answer('a', 'completed')),
      wire.responseDone('r'),
    );
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: Hello', 'assistant: Hi.']);
  });

  it('stops the answer that runs by asking something else, and is answered after its end', async () => {
    const { session, connection: relay } = await connected({ mode: 'text', output: 'text' });
    relay.say(
      wire.responseCreated('r1'),
      wire.outputItem('r1', wire.answer('a1')),
      wire.written('r1', 'a1', 'Once upon'),
    );
    await vi.waitFor(() => expect(session.snapshot.status).toBe('thinking'));
    const sent = session.sendText('Stop, the short version.');
    expect(await relay.next('response.cancel')).toMatchObject({ response_id: 'r1' });
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    relay.say(wire.added(wire.userText(item.id, 'x'), 'a1'), wire.written('r1', 'a1', ' a time'));
    await sent;
    expect(relay.sent.some(({ type }) => type === 'response.create')).toBe(false);
    relay.say(wire.done(wire.answer('a1', 'incomplete')), wire.responseDone('r1', 'cancelled'));
    await relay.next('response.create');
    expect(session.snapshot.messages.map(({ text, status }) => [text, status])).toEqual([
      ['Once upon', 'interrupted'],
      ['Stop, the short version.', 'complete'],
    ]);
  });

  it('tells the model about the page without a message', async () => {
    const { session, connection: relay, transcript } = await connected({ mode: 'text', output: 'text' });
    const sent = session.sendContext('The visitor looks at kayaks.');
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    relay.say(wire.added(wire.userText(item.id, 'The visitor looks at kayaks.')));
    await sent;
    expect(transcript).toEqual([]);
    expect(relay.sent.map(({ type }) => type)).not.toContain('response.create');
  });

  it.each([
    ['', 0],
    ['   ', 0],
    ['x'.repeat(20_001), 20_001],
  ])('cannot send what is no message', async (text, length) => {
    const { session } = visit({ mode: 'text' });
    await expect(session.sendText(text)).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(`${length}`) as string,
    });
    expect(session.snapshot).toMatchObject({ status: 'idle', messages: [] });
  });

  it('is told when the service refuses the message, and the session lives on', async () => {
    const { session, connection: relay, status } = await connected({ mode: 'text', output: 'text' });
    const sent = session.sendText('Hello');
    const { event_id } = await relay.next('conversation.item.create');
    relay.say({
      type: 'error',
      error: { type: 'relay_error', code: 'event_not_allowed', message: 'Not here.', event_id },
    });
    await expect(sent).rejects.toMatchObject({ code: 'server-error', message: 'Not here.' });
    expect(session.snapshot.messages).toMatchObject([{ text: 'Hello', status: 'failed' }]);
    await status('listening');
  });

  it('is told when nobody takes the message', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { session, connection: relay } = await connected({ mode: 'text', output: 'text' });
      const sent = session.sendText('Hello');
      sent.catch(() => {});
      await relay.next('conversation.item.create');
      // It is asked for a sign, gives one, and still does not take the message.
      vi.advanceTimersByTime(10_000);
      const { event_id } = await relay.next('conversation.item.delete');
      relay.say({ type: 'error', error: { type: 'invalid_request_error', message: 'No such item.', event_id } });
      vi.advanceTimersByTime(5_000);
      await expect(sent).rejects.toMatchObject({ code: 'request-timeout' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('can forget the conversation, here and at the service', async () => {
    const visitor = await connected({ mode: 'text', output: 'text' });
    const { session, connection: relay } = visitor;
    relay.say(
      wire.added(wire.userText('u', 'Hello')),
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
    );
    relay.say(wire.written('r', 'a', 'Hi.'));
    await vi.waitFor(() => expect(session.snapshot.messages).toHaveLength(2));
    session.clear();
    expect(session.snapshot.messages).toEqual([]);
    const first = await relay.next('conversation.item.delete');
    expect(first['item_id']).toBe('u');
    const second = await relay.next('conversation.item.delete');
    expect(second['item_id']).toBe('a');
    // What the service has forgotten already is as good as deleted.
    relay.say({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'item_not_found', message: 'No.', event_id: second['event_id'] },
    });
    relay.say(wire.written('r', 'a', ' More.'), wire.responseDone('r', 'cancelled'));
    await visitor.status('listening');
    expect(session.snapshot).toMatchObject({ messages: [], error: null });
  });
});
