import { describe, expect, it, vi } from 'vitest';
import { protocolsFor } from '../../../src/session/relay-target.ts';
import { chatUrl, openChat } from '../../../src/transport/chat-transport.ts';
import { patience, ScriptedChat } from './scripted-chat.ts';

const lostWords = { type: 'error', error: { type: 'relay_error', code: 'connection-lost', event_id: 'create_1' } };

describe('the address for text over HTTP', () => {
  it.each([
    ['wss://site.example/realtime', 'https://site.example/chat'],
    ['ws://127.0.0.1:8787/assistant/realtime?a=b#c', 'http://127.0.0.1:8787/assistant/chat'],
    ['wss://site.example/realtime/', 'https://site.example/chat'],
    ['wss://site.example/', 'https://site.example/chat'],
    ['wss://site.example/realtime/de', 'https://site.example/realtime/de/chat'],
  ])('beside %s is %s', (socket, chat) => expect(chatUrl(socket)).toBe(chat));

  it('that is none ends in a close, as a socket’s does', async () => {
    const closed = new Promise((resolve) => {
      openChat({ url: 'no address', protocols: [] }, { onOpen: () => {}, onMessage: () => {}, onClose: resolve });
    });
    expect(await closed).toBe(1006);
  });
});

describe('a conversation over HTTP', () => {
  it('looks like one over a socket, from the session to the last word', async () => {
    const chat = await ScriptedChat.open();
    expect(chat.opened).toBe(1);
    const question = await chat.ask('What does a ticket cost?');
    expect(question.path).toBe('/assistant/chat');
    expect(question.headers).toMatchObject({ accept: 'text/event-stream', 'content-type': 'application/json' });
    expect(question.messages).toEqual([{ id: 'item_question', role: 'user', text: 'What does a ticket cost?' }]);
    question.answers('12 euros.');
    await chat.next('response.done');
    expect(chat.types()).toEqual([
      'session.created',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.output_text.delta',
      'conversation.item.done',
      'response.done',
    ]);
    expect(chat.frames[5]).toMatchObject({ previous_item_id: 'item_question', item: { id: 'item_answer' } });
  });

  it('brings the whole conversation with each question', async () => {
    const chat = await ScriptedChat.open();
    chat.send(
      { type: 'create-message', itemId: 'item_old', role: 'assistant', text: 'Welcome back.' },
      { type: 'create-message', itemId: 'item_gone', role: 'user', text: 'Forget this.' },
      { type: 'delete-item', itemId: 'item_gone' },
    );
    await chat.next('conversation.item.deleted');
    (await chat.ask('The price?', 'item_1')).answers('12 euros.', { itemId: 'item_2' });
    await chat.next('response.done');
    expect((await chat.ask('And for students?', 'item_3')).messages).toEqual([
      { id: 'item_old', role: 'assistant', text: 'Welcome back.' },
      { id: 'item_1', role: 'user', text: 'The price?' },
      { id: 'item_2', role: 'assistant', text: '12 euros.' },
      { id: 'item_3', role: 'user', text: 'And for students?' },
    ]);
  });

  it('leaves the oldest out where it is longer than the relay takes', async () => {
    const chat = await ScriptedChat.open();
    for (let i = 0; i < 150; i++) chat.send({ type: 'create-message', itemId: `item_${i}`, role: 'user', text: `${i}` });
    const many = await chat.ask('Last');
    expect(many.messages).toHaveLength(100);
    expect(many.messages[0]).toMatchObject({ text: '51' });
    expect(many.messages.at(-1)).toMatchObject({ text: 'Last' });
    many.answers('Yes.');
    await chat.next('response.done');
    const long = '\u0001é"'.repeat(10_000);
    for (let i = 0; i < 5; i++) chat.send({ type: 'create-message', itemId: `long_${i}`, role: 'user', text: long });
    const { messages, headers } = await chat.ask('Last again', 'item_last');
    expect(Number(headers['content-length'])).toBeLessThanOrEqual(256 * 1024);
    expect(messages.map(({ id }) => id)).toEqual(['long_3', 'long_4', 'item_last']);
  });

  it('takes the next question as soon as an answer is there, and not before', async () => {
    const chat = await ScriptedChat.open();
    const first = await chat.ask('Hello', 'item_1');
    first.answers('Good morning.', { itemId: 'item_2', ends: false });
    await chat.next('response.done');
    // The stream of the first has not ended yet, and never will.
    const second = await chat.ask('And now?', 'item_3');
    await first.gone;
    second.answers('Good evening.', { responseId: 'resp_2', itemId: 'item_4' });
    expect(await chat.next('response.done')).toMatchObject({ response: { id: 'resp_2' } });
    expect(chat.types()).not.toContain('error');
  });

  it('answers nothing with nothing', async () => {
    const chat = await ScriptedChat.open();
    chat.send({ type: 'create-response', eventId: 'create_0' });
    const { response } = (await chat.next('response.created')) as unknown as { response: { id: string } };
    expect(await chat.next('response.done')).toMatchObject({ response: { id: response.id, status: 'completed', output: [] } });
  });

  it('keeps a question that was typed during an answer for the next one', async () => {
    const chat = await ScriptedChat.open();
    const first = await chat.ask('Hello', 'item_1');
    chat.send({ type: 'create-message', itemId: 'item_3', role: 'user', text: 'And the price?' });
    first.answers('Good morning.', { itemId: 'item_2' });
    await chat.next('response.done');
    chat.send({ type: 'create-response', eventId: 'create_2' });
    expect((await chat.exchange()).messages.map(({ id }) => id)).toEqual(['item_1', 'item_2', 'item_3']);
  });

  it('does not bring back an answer whose question was cleared away', async () => {
    const chat = await ScriptedChat.open();
    const first = await chat.ask('Hello', 'item_1');
    chat.send(
      { type: 'delete-item', itemId: 'item_1' },
      { type: 'create-message', itemId: 'item_3', role: 'user', text: 'Anew' },
    );
    first.answers('Good morning.', { itemId: 'item_2' });
    await chat.next('response.done');
    chat.send({ type: 'create-response', eventId: 'create_2' });
    expect((await chat.exchange()).messages).toEqual([{ id: 'item_3', role: 'user', text: 'Anew' }]);
  });

  it('uses one connection for its questions', async () => {
    const chat = await ScriptedChat.open();
    const ports: unknown[] = [];
    for (const i of [1, 2, 3]) {
      const question = await chat.ask('Hello', `item_${i}`);
      ports.push(question.port);
      question.answers('Good morning.', { itemId: `answer_${i}` });
      await chat.next('response.done');
      await question.gone;
    }
    expect(new Set(ports).size).toBe(1);
  });

  it('keeps ids that a service would not take to this side, and the order all the same', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello', 'an id with spaces');
    expect(question.messages).toEqual([{ role: 'user', text: 'Hello' }]);
    question.answers('Good morning.');
    await chat.next('response.done');
    expect(chat.frames.filter(({ type }) => type === 'conversation.item.added')).toMatchObject([
      { item: { id: 'an id with spaces' } },
      { item: { id: 'item_answer' }, previous_item_id: 'an id with spaces' },
    ]);
  });

  it('passes on tools and sources of the relay', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('The price?');
    question.say({ type: 'response.created', response: { id: 'resp_0' } });
    const tool = { type: 'extension.relay.tool_call', call_id: 'call_1', name: 'search', label: 'Searching' };
    question.say({ ...tool, status: 'started' }, { type: 'response.done', response: { id: 'resp_0', status: 'completed' } });
    question.say({ ...tool, status: 'completed' });
    question.say({ type: 'extension.middle_tier_tool_response', item_id: 'item_answer', tool_result: '{"sources":[]}' });
    question.answers('12 euros.');
    await chat.next('extension.middle_tier_tool_response');
    await chat.next('response.done');
    expect(chat.types()).not.toContain('error');
  });

  it('is told settings, and keeps to writing', async () => {
    const chat = await ScriptedChat.open();
    chat.send({ type: 'update-session', settings: { output: 'audio', voice: 'marin', turnDetection: 'server-vad' } });
    expect(await chat.next('session.updated')).toMatchObject({
      session: { output_modalities: ['text'], audio: { input: { turn_detection: null } } },
    });
  });

  it('carries the page’s token as bearer', async () => {
    const chat = await ScriptedChat.open({ protocols: protocolsFor('eyJh.bG/ci+=~') });
    const { headers } = await chat.ask('Hello');
    expect(headers.authorization).toBe('Bearer eyJh.bG/ci+=~');
  });

  it('says once that there is no way for sound', async () => {
    const chat = await ScriptedChat.open();
    const pcm = new Uint8Array(960);
    chat.send({ type: 'append-audio', pcm }, { type: 'append-audio', pcm }, { type: 'commit-audio' });
    expect(await chat.next('error')).toMatchObject({ error: { message: expect.stringContaining('no way for sound') } });
    chat.send({ type: 'append-audio', pcm }, { type: 'delete-item', itemId: 'none' });
    expect(await chat.next('error')).toMatchObject({ error: { code: 'item_not_found' } });
    expect(chat.types().filter((type) => type === 'error')).toHaveLength(2);
  });

  it('refuses what makes no sense, and goes on', async () => {
    const chat = await ScriptedChat.open();
    chat.send({ type: 'create-tool-output', callId: 'call_1', output: '{}', eventId: 'output_1' });
    expect(await chat.next('error')).toMatchObject({ error: { code: 'event_not_allowed', event_id: 'output_1' } });
    chat.send({ type: 'cancel-response', eventId: 'cancel_1' });
    expect(await chat.next('error')).toMatchObject({ error: { code: 'response_cancel_not_active', event_id: 'cancel_1' } });
    const question = await chat.ask('Hello');
    chat.send({ type: 'create-response', eventId: 'create_2' });
    expect(await chat.next('error')).toMatchObject({
      error: { code: 'conversation_already_has_active_response', event_id: 'create_2' },
    });
    question.answers('Good morning.');
    await chat.next('response.done');
  });
});

describe('an answer that is not wanted any more', () => {
  it('ends at once, here and at the relay, and what was read of it is remembered', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Tell me all', 'item_1');
    question.say({ type: 'response.created', response: { id: 'resp_1' } });
    question.says('It began', { itemId: 'item_2' });
    await chat.next('response.output_text.delta');
    chat.send({ type: 'cancel-response', responseId: 'resp_1' });
    expect(await chat.next('response.done')).toMatchObject({
      response: { id: 'resp_1', status: 'cancelled', status_details: { reason: 'client_cancelled' } },
    });
    await question.gone;
    expect((await chat.ask('Go on', 'item_3')).messages[1]).toEqual({ id: 'item_2', role: 'assistant', text: 'It began' });
  });

  it('before its first word is a cancelled answer as well, so that the next can be asked for', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    chat.send({ type: 'cancel-response' });
    const { response } = (await chat.next('response.created')) as unknown as { response: { id: string } };
    expect(await chat.next('response.done')).toMatchObject({ response: { id: response.id, status: 'cancelled' } });
    await question.gone;
    await chat.ask('Again', 'item_2');
  });

  it('while a tool runs takes the tool with it', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('The price?');
    question.say(
      { type: 'response.created', response: { id: 'resp_0' } },
      { type: 'extension.relay.tool_call', call_id: 'call_1', name: 'search', label: null, status: 'started' },
      { type: 'response.done', response: { id: 'resp_0', status: 'completed', output: [] } },
    );
    await chat.next('response.done');
    const before = chat.frames.length;
    chat.send({ type: 'cancel-response' });
    await question.gone;
    expect(chat.frames.slice(before)).toMatchObject([
      { type: 'extension.relay.tool_call', call_id: 'call_1', status: 'failed' },
    ]);
  });

  it('because the page leaves: the request ends, and nothing more is heard', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    question.say({ type: 'response.created', response: { id: 'resp_1' } });
    await chat.next('response.created');
    chat.transport.close(1000, 'bye');
    await question.gone;
    expect(chat.closed).toEqual({ code: 1000, reason: 'bye' });
    expect(chat.types().at(-1)).toBe('response.created');
  });
});

describe('an answer that fails', () => {
  it('because the network broke is told, and can be asked for again', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello', 'item_1');
    question.say({ type: 'response.created', response: { id: 'resp_1' } });
    question.says('It began', { itemId: 'item_2' });
    await chat.next('response.output_text.delta');
    question.drop();
    expect(await chat.next('error')).toMatchObject(lostWords);
    expect(await chat.next('response.done')).toMatchObject({
      response: { id: 'resp_1', status: 'failed', status_details: { error: { code: 'connection-lost' } } },
    });
    expect(chat.closed).toBeNull();
    (await chat.ask('Again', 'item_3')).answers('Good morning.');
    expect(await chat.next('response.done')).toMatchObject({ response: { status: 'completed' } });
  });

  it('only after its last word is whole all the same', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello', 'item_1');
    question.answers('Good morning.', { ends: false });
    await chat.next('response.done');
    question.drop();
    await question.gone;
    (await chat.ask('Again', 'item_3')).answers('Good morning.', { responseId: 'resp_2', itemId: 'item_4' });
    await chat.next('response.done');
    expect(chat.types()).not.toContain('error');
  });

  it('because nobody is there has a beginning and an end all the same', async () => {
    const chat = await ScriptedChat.open();
    (await chat.ask('Hello')).drop();
    expect(await chat.next('error')).toMatchObject(lostWords);
    const { response } = (await chat.next('response.created')) as unknown as { response: { id: string } };
    expect(await chat.next('response.done')).toMatchObject({ response: { id: response.id, status: 'failed' } });
  });

  it.each([
    ['begins', { firstByteMs: 500 }, false],
    ['goes on', { silenceMs: 500 }, true],
  ])('because it never %s is given up', async (_when, limits, begins) => {
    const chat = await ScriptedChat.open(limits);
    const question = await chat.ask('Hello');
    if (begins) question.say({ type: 'response.created', response: { id: 'resp_1' } });
    expect(await chat.next('error')).toMatchObject({ error: { message: 'The relay did not answer in time.' } });
    expect(await chat.next('response.done')).toMatchObject({ response: { status: 'failed' } });
    await question.gone;
  });

  it('because the relay broke off says so in the relay’s words, once', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    question.say({ type: 'response.created', response: { id: 'resp_1' } });
    question.say({ type: 'error', error: { type: 'relay_error', code: 'session_limit', message: 'Over.', event_id: null } });
    question.end(4408, 'session_limit');
    expect(await chat.next('response.done')).toMatchObject({ response: { id: 'resp_1', status: 'failed' } });
    expect(chat.frames.filter(({ type }) => type === 'error')).toMatchObject([{ error: { message: 'Over.' } }]);
    expect(chat.closed).toBeNull();
  });

  it('because the service refused the question answers the request for it', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    question.say({ type: 'error', error: { type: 'invalid_request_error', code: 'x', message: 'No.', event_id: 'chat_answer' } });
    question.end();
    expect(await chat.next('error')).toMatchObject({ error: { message: 'No.', event_id: 'create_1' } });
    (await chat.ask('Again', 'item_2')).answers('Good morning.');
    expect(await chat.next('response.done')).toMatchObject({ response: { status: 'completed' } });
  });

  it('for this once at the service behind the relay leaves the conversation open', async () => {
    const chat = await ScriptedChat.open();
    (await chat.ask('Hello')).refuse(502, JSON.stringify({ error: { code: 'upstream_unreachable', message: 'Away.' } }));
    expect(await chat.next('error')).toMatchObject({ error: { code: 'upstream_unreachable', message: 'Away.' } });
    expect(await chat.next('response.done')).toMatchObject({ response: { status: 'failed' } });
    expect(chat.closed).toBeNull();
  });

  it('because the answer would not fit into memory is given up', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    question.say({ type: 'response.output_text.delta', delta: 'a'.repeat(5 * 1024 * 1024) });
    expect(await chat.next('error')).toMatchObject(lostWords);
    await question.gone;
  });
});

describe('a relay that will not answer at all', () => {
  const told = (code: string): string => JSON.stringify({ error: { code, message: 'In its words.' } });
  it.each<[string, number, string, number, string]>([
    ['does not know the page', 403, told('origin_not_allowed'), 4401, 'upstream_unauthorized'],
    ['wants another token', 401, '', 4401, 'upstream_unauthorized'],
    ['has no such route', 404, '<html>', 4404, 'upstream_misconfigured'],
    ['is no relay but a page', 200, '<html>', 4404, 'upstream_misconfigured'],
    ['is asked too often, as a proxy says', 429, '', 1013, 'busy'],
    ['has no place', 503, told('busy'), 1013, 'busy'],
    ['has a wrong key', 502, told('upstream_unauthorized'), 4401, 'upstream_unauthorized'],
    ['has no quota', 502, told('upstream_quota'), 4429, 'upstream_quota'],
    ['speaks another protocol', 502, told('upstream_dialect'), 4400, 'upstream_dialect'],
  ])('because it %s is explained and closed', async (_why, status, body, code, said) => {
    const chat = await ScriptedChat.open();
    (await chat.ask('Hello')).refuse(status, body, status === 503 ? { 'Retry-After': '5' } : {});
    const { error } = (await chat.next('error')) as unknown as { error: Record<string, unknown> };
    expect(error).toMatchObject({ type: 'relay_error', code: said, event_id: 'create_1' });
    if (body.startsWith('{')) expect(error['message']).toBe('In its words.');
    if (status === 503) expect(error['retry_after_ms']).toBe(5_000);
    await vi.waitFor(() => expect(chat.closed).toEqual({ code, reason: said }), patience);
  });

  it('in the midst of a stream is closed as a socket would be', async () => {
    const chat = await ScriptedChat.open();
    const question = await chat.ask('Hello');
    question.say({ type: 'session.created', session: {} });
    question.say({
      type: 'error',
      error: { type: 'relay_error', code: 'upstream_misconfigured', message: 'No.', event_id: null },
    });
    question.end(4404, 'upstream_misconfigured');
    await chat.next('error');
    await vi.waitFor(() => expect(chat.closed).toEqual({ code: 4404, reason: 'upstream_misconfigured' }), patience);
  });
});
