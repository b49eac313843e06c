import { expect, test } from 'vitest';
import type { Tool } from '../../src/index.js';
import { openHouse } from '../fixtures/house.js';

const adults = { name: 'search', arguments: '{"query":"ticket adults"}' };
const thursday = { name: 'search', arguments: '{"query":"open on Thursdays"}' };
const answerDone = (event: { type?: string; response?: { output: unknown[] } }) =>
  event.type === 'response.done' && event.response?.output.length === 1;

/** A tool that ends when the test says so. */
function heldTool(name: string): { tool: Tool; release: () => void; started: Promise<void> } {
  const gate = deferred();
  const started = deferred();
  const tool: Tool = {
    name,
    description: 'Waits.',
    parameters: { type: 'object' },
    label: 'Waiting',
    async run() {
      started.resolve();
      await gate.promise;
      return { output: `{"from":"${name}"}` };
    },
  };
  return { tool, release: gate.resolve, started: started.promise };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test('the visitor hears that a tool runs before the response is over, in words, and of its end', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const [callId] = service.calls([adults]);
  await service.next('response.create');
  const relevant = visitor.types().filter((type) => type === 'extension.relay.tool_call' || type === 'response.done');
  expect(relevant).toEqual(['extension.relay.tool_call', 'response.done', 'extension.relay.tool_call']);
  expect(await visitor.next('extension.relay.tool_call')).toMatchObject({
    call_id: callId,
    name: 'search',
    label: 'Searching the site',
    status: 'started',
  });
  expect(await visitor.next('extension.relay.tool_call')).toMatchObject({ call_id: callId, status: 'completed' });
});

test('all outputs of a response are posted before its answer is asked for, once', async () => {
  const a = heldTool('a');
  const b = heldTool('b');
  const { visit } = await openHouse({ tools: [a.tool, b.tool] });
  const { visitor, service } = await visit();
  service.calls([
    { name: 'a', arguments: '{}' },
    { name: 'b', arguments: '{}' },
  ]);
  await Promise.all([a.started, b.started]);
  b.release();
  await service.next('conversation.item.create');
  expect(service.inbox.types()).not.toContain('response.create');
  a.release();
  await service.next('response.create');
  service.says('Both are done.');
  await visitor.next(answerDone);
  expect(service.inbox.types().slice(1)).toEqual([
    'conversation.item.create',
    'conversation.item.create',
    'response.create',
  ]);
});

test('the call of a response that was cancelled is not run', async () => {
  const held = heldTool('held');
  const { visit } = await openHouse({ tools: [held.tool] });
  const { visitor, service } = await visit();
  service.calls([{ name: 'held', arguments: '{}' }], { status: 'cancelled' });
  await visitor.next('response.done');
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(visitor.types()).not.toContain('extension.relay.tool_call');
});

test('a tool that hangs is stopped after its time, and the model is told', async () => {
  let isAborted = false;
  const stuck: Tool = {
    name: 'stuck',
    description: 'Hangs.',
    parameters: { type: 'object' },
    timeoutMs: 50,
    run: (_args, { signal }) =>
      new Promise(() =>
        signal.addEventListener('abort', () => {
          isAborted = true;
        }),
      ),
  };
  const { visit } = await openHouse({ tools: [stuck] });
  const { service } = await visit();
  service.calls([{ name: 'stuck', arguments: '{}' }]);
  const { item } = await service.next('conversation.item.create');
  expect(JSON.parse(item.output).error).toContain('too long');
  expect(isAborted).toBe(true);
});

test('while a response is active the answer to a tool waits for its end', async () => {
  const held = heldTool('held');
  const { visit } = await openHouse({ tools: [held.tool] });
  const { visitor, service } = await visit();
  service.calls([{ name: 'held', arguments: '{}' }]);
  await held.started;
  const spoken = service.begin();
  await visitor.next((event) => event['type'] === 'response.created' && event['response'].id === spoken);
  held.release();
  await service.next('conversation.item.create');
  expect(service.inbox.types()).not.toContain('response.create');
  service.says('Meanwhile, hello.', { responseId: spoken });
  await service.next('response.create');
});

test("a response that the visitor's words began after the outputs answers for both: no second one", async () => {
  const held = heldTool('held');
  const { visit } = await openHouse({ tools: [held.tool] });
  const { visitor, service } = await visit();
  service.calls([{ name: 'held', arguments: '{}' }]);
  await held.started;
  const first = service.begin();
  await visitor.next((event) => event['type'] === 'response.created' && event['response'].id === first);
  held.release();
  await service.next('conversation.item.create');
  const second = service.begin();
  service.end(first, [], 'cancelled');
  service.says('This answers both.', { responseId: second });
  await visitor.next(answerDone);
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  expect(service.inbox.types()).not.toContain('response.create');
});

test("a request that lost the race against the visitor's own words is made again when those are answered", async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.calls([adults]);
  // The service has begun a response by itself, and the relay has not heard of it yet.
  service.activeResponse = 'resp_of_the_voice';
  const refused = await service.next('response.create');
  visitor.send({ type: 'input_audio_buffer.clear' });
  await service.next('input_audio_buffer.clear');
  service.send({
    type: 'response.created',
    response: { id: 'resp_of_the_voice', conversation_id: 'conv_1', status: 'in_progress', output: [] },
  });
  service.end('resp_of_the_voice', []);
  const again = await service.next('response.create');
  expect(again['event_id']).not.toBe(refused['event_id']);
  service.says('A ticket costs 12 euros.');
  await visitor.next(answerDone);
  expect(visitor.types()).not.toContain('error');
});

test('a model that calls and calls is made to answer', async () => {
  const { visit } = await openHouse();
  const { service } = await visit();
  for (let round = 1; round < 8; round++) {
    service.calls([adults]);
    expect(await service.next('response.create')).not.toHaveProperty('response');
  }
  service.calls([adults]);
  expect(await service.next('response.create')).toMatchObject({ response: { tool_choice: 'none' } });
});

test("the browser's order of items has no holes where tool calls are hidden", async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  visitor.send({
    type: 'conversation.item.create',
    item: {
      id: 'item_question',
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'What does a ticket cost?' }],
    },
  });
  await visitor.next('conversation.item.done');
  service.calls([adults]);
  await service.next('response.create');
  service.says('A ticket costs 12 euros for adults.');
  const added = await visitor.next(
    (event) => event['type'] === 'conversation.item.added' && event['item'].role === 'assistant',
  );
  expect(added['previous_item_id']).toBe('item_question');
});

test('an answer comes with the passages that it used, tied to its item, right behind its transcript', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  visitor.send({
    type: 'conversation.item.create',
    item: {
      id: 'item_question',
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'When, and how much?' }],
    },
  });
  service.calls([adults]);
  await service.next('response.create');
  service.calls([thursday]);
  await service.next('response.create');
  const answer = service.says(
    'On Thursdays the museum stays open until nine in the evening, and a ticket costs 12 euros for adults.',
  );
  const event = await visitor.next('extension.middle_tier_tool_response');
  expect(event).toMatchObject({
    item_id: answer['id'],
    previous_item_id: 'item_question',
    tool_name: 'report_grounding',
  });
  expect(event['response_id']).toMatch(/^resp_/);
  const { sources } = JSON.parse(event['tool_result']) as {
    sources: { chunk_id: string; quote: string; url: string }[];
  };
  expect(sources.map(({ chunk_id }) => chunk_id).sort()).toEqual(['hours-1', 'tickets-1']);
  expect(sources.find(({ chunk_id }) => chunk_id === 'hours-1')).toMatchObject({
    quote: 'On Thursdays it stays open until nine in the evening.',
    url: 'https://museum.example/visit#hours',
  });
  const types = visitor.types();
  expect(types[types.indexOf('extension.middle_tier_tool_response') - 1]).toBe('response.output_audio_transcript.done');
});

test('an answer that used nothing has no sources', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.calls([adults]);
  await service.next('response.create');
  service.says('I am sorry, the website does not say anything about that.');
  await visitor.next(answerDone);
  expect(visitor.types()).not.toContain('extension.middle_tier_tool_response');
});

const cart = { type: 'function', name: 'add_to_cart', description: 'Adds.', parameters: { type: 'object' } };
const declare = { type: 'session.update', session: { type: 'realtime', tools: [cart] } };

test("a call of the page's own tool reaches the page, which answers it itself", async () => {
  const { visit } = await openHouse({ clientTools: 'any' });
  const { visitor, service } = await visit();
  visitor.send(declare);
  await visitor.next('session.updated');
  expect(service.config['tools'].map((tool: { name: string }) => tool.name)).toEqual(['search', 'add_to_cart']);
  const [callId] = service.calls([{ name: 'add_to_cart', arguments: '{"id":7}' }]);
  const { response } = await visitor.next('response.done');
  expect(response.output).toMatchObject([{ type: 'function_call', call_id: callId, arguments: '{"id":7}' }]);
  visitor.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output: '"ok"' },
  });
  visitor.send({ type: 'response.create', event_id: 'mine' });
  expect((await service.next('response.create'))['event_id']).toBe('mine');
  visitor.send({
    type: 'conversation.item.create',
    event_id: 'twice',
    item: { type: 'function_call_output', call_id: callId, output: '"ok"' },
  });
  expect(await visitor.refusal('twice')).toMatchObject({ code: 'event_not_allowed' });
});

test('where a response calls a tool of the page and one of the relay, one answer is asked for', async () => {
  const { visit } = await openHouse({ clientTools: 'any' });
  const { visitor, service } = await visit();
  visitor.send(declare);
  await visitor.next('session.updated');
  const [, callId] = service.calls([adults, { name: 'add_to_cart', arguments: '{}' }]);
  await service.next((event) => event['item']?.type === 'function_call_output');
  expect(service.inbox.types()).not.toContain('response.create');
  visitor.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output: '"ok"' },
  });
  visitor.send({ type: 'response.create', event_id: 'early' });
  await service.next('response.create');
  service.says('It is in your cart.');
  await visitor.next(answerDone);
  visitor.send({ type: 'response.create', event_id: 'later' });
  expect((await service.next('response.create'))['event_id']).toBe('later');
  expect(service.inbox.events.filter((event) => event['type'] === 'response.create')).toHaveLength(2);
});

test("a page that never answers its call does not stop the relay's", async () => {
  const { visit } = await openHouse({ clientTools: 'any', clientToolTimeoutMs: 100 });
  const { visitor, service } = await visit();
  visitor.send(declare);
  await visitor.next('session.updated');
  const [, callId] = service.calls([adults, { name: 'add_to_cart', arguments: '{}' }]);
  const { item } = await service.next((event) => event['item']?.call_id === callId);
  expect(item.output).toContain('did not answer');
  await service.next('response.create');
});
