import * as fc from 'fast-check';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { judgeBrowserEvent } from '../../src/session/browser-policy.js';
import { upstreamShapes } from '../../src/session/shapes.js';
import type { Tool } from '../../src/index.js';
import { openHouse } from '../fixtures/house.js';
import type { WireEvent } from '../fixtures/wire.js';

const names = [
  'type',
  'session',
  'response',
  'item',
  'event_id',
  'instructions',
  'tools',
  'tool_choice',
  'prompt',
  'tracing',
  'metadata',
  'role',
  'content',
  'text',
  'audio',
  'input',
  'output',
  'transcription',
  'voice',
  'model',
  'call_id',
  'name',
  'parameters',
  '__proto__',
  'constructor',
];
const types = [
  'session.update',
  'response.create',
  'conversation.item.create',
  'input_audio_buffer.append',
  'response.cancel',
  'session.created',
  'conversation.item.truncate',
  'message',
  'function_call',
  'function_call_output',
  'mcp_approval_response',
  'realtime',
  'input_text',
  'system',
  'user',
  'assistant',
];
const { node: anything } = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>('EVIL', null, true, 7, ...types),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('node'), { maxKeys: 5 }),
  ),
}));
const event = fc
  .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 6 }))
  .map(([type, fields]): WireEvent => Object.assign(fields, { type }));

test('whatever a page makes up, no instructions, tools, system items or calls come out of the policy', () => {
  fc.assert(
    fc.property(event, fc.constantFrom('ga' as const, 'beta' as const), fc.boolean(), (event, shape, isCall) => {
      const context = {
        shape: upstreamShapes[shape],
        tools: [],
        clientTools: 'none' as const,
        transcription: { model: 'm' },
        isCall,
        instructions: 'Help.',
        isTranslation: false,
        pageTools: [],
        isClientCall: () => false,
        isOpenApproval: () => false,
      };
      const { event: passed } = judgeBrowserEvent(event, context);
      if (!passed) return;
      const inner = { ...(passed['session'] as object), ...(passed['response'] as object) };
      for (const name of ['instructions', 'tools', 'tool_choice', 'prompt', 'tracing', 'model', 'input']) {
        expect(inner, JSON.stringify(event)).not.toHaveProperty(name);
      }
      const item = passed['item'] as WireEvent | undefined;
      if (item) expect(item).toMatchObject({ type: 'message', role: expect.stringMatching(/^(?:user|assistant)$/) });
    }),
    { numRuns: 5_000 },
  );
});

test('a browser that sends rubbish by the hundred is answered, and its session goes on', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const frames = [
    ...fc.sample(event, { numRuns: 200, seed: 7 }).map((made) => JSON.stringify(made)),
    ...fc.sample(fc.string(), { numRuns: 200, seed: 7 }),
    '['.repeat(50_000),
    `{"type":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`,
    '{"type":"\ud800"}',
    '\u0000',
  ];
  for (const frame of frames) visitor.send(frame);
  visitor.send({ type: 'input_audio_buffer.commit', event_id: 'the_end' });
  expect(await service.next((event) => event['event_id'] === 'the_end')).toBeTruthy();
  expect(visitor.socket.readyState).toBe(visitor.socket.OPEN);
});

test('a language that is none, though it looks like one, brings nobody down', async () => {
  const { visit } = await openHouse();
  const { visitor } = await visit();
  visitor.send({ type: 'extension.relay.session', event_id: 'odd', output_language: 'en-12' });
  expect(await visitor.refusal('odd')).toMatchObject({ code: 'event_not_allowed', param: 'output_language' });
});

test('text that is no UTF-8 ends that session only', async () => {
  const { visit } = await openHouse();
  const [bad, good] = [await visit(), await visit()];
  bad.visitor.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
  expect((await bad.visitor.closed).code).toBe(1007);
  good.visitor.send({ type: 'input_audio_buffer.commit' });
  await good.service.next('input_audio_buffer.commit');
});

test('a service whose frames are odd does not bring the relay down', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  for (const frame of [
    'null',
    '[]',
    '{',
    '{"type":7}',
    '{"type":"response.done"}',
    '{"type":"response.done","response":null}',
    '{"type":"error"}',
    '{"type":"response.done","response":{"id":1,"status":"completed","output":[null,{"type":"function_call"}]}}',
    '{"type":"session.updated","session":"x"}',
    '{"type":"conversation.item.added","item":{"id":"a"},"previous_item_id":"a"}',
    '{"type":"response.output_audio_transcript.done","transcript":5}',
    '{"type":"session.updated","session":{"audio":{"input":null}}}',
    '{"type":"response.function_call_arguments.delta","item_id":null}',
    '{"type":"error","error":{"event_id":{}}}',
    '{"type":"response.done","response":{]}',
    '{"type":"error","error":nul}',
    // What no text can be made of.
    '{"type":"error","error":{"event_id":"relay_x","code":{"toString":null}}}',
    '{"type":"response.done","response":{"usage":{"input_tokens":{"valueOf":null,"toString":null}}}}',
    '{"type":"response.done","response":{"status":"completed","output":[{"type":"function_call","id":{"toString":null},"call_id":"c","name":"n"}]}}',
  ])
    service.socket.send(frame);
  service.says('Still here.');
  await visitor.next('response.done');
  await visitor.next('response.output_audio_transcript.done');
});

test.for([
  ['in an envelope', 'input_audio_buffer.commit', 'event_id'],
  ['in an answer that is asked for', 'response.create', 'response'],
  ['in an item', 'conversation.item.create', 'previous_item_id'],
])('an event that is nested without end %s is refused, and brings nobody down', async ([, type, field]) => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const deep = `${'{"metadata":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
  const item = JSON.stringify({ type: 'message', role: 'user', content: [] });
  visitor.send(`{"type":"${type}","${field}":${deep},"item":${item}}`);
  expect(await visitor.refusal()).toMatchObject({ code: 'invalid_json' });
  service.socket.send(`{"type":"response.created","response":${deep.replaceAll('metadata', 'usage')}}`);
  service.says('Still here.');
  await visitor.next('response.output_audio_transcript.done');
});

test('tool calls that follow themselves, or one another in a ring, hold nothing up', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const added = (id: string, previous: string) =>
    service.send({
      type: 'conversation.item.added',
      previous_item_id: previous,
      item: { id, type: 'function_call', name: 'search', call_id: `call_${id}` },
    });
  added('alone', 'alone');
  added('a', 'b');
  added('b', 'a');
  for (const previous of ['alone', 'a', 'b']) {
    service.send({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: `after_${previous}` });
    expect(await visitor.next('input_audio_buffer.committed')).toMatchObject({ previous_item_id: null });
  }
});

test.for<[string, unknown]>([
  ['no list', 'tickets-1'],
  ['of nothing', [null]],
  ['without text', [{ id: 'x', title: 'X', heading: '', url: '/x' }]],
])('a tool whose passages are wrong (%s) fails alone, and the operator reads why', async ([, passages]) => {
  const odd: Tool = {
    name: 'odd',
    description: 'Odd.',
    parameters: { type: 'object' },
    run: () => Promise.resolve({ output: '{}', passages } as never),
  };
  const { visit, logs } = await openHouse({ tools: [odd] });
  const { visitor, service } = await visit();
  service.calls([{ name: 'odd', arguments: '{}' }]);
  const { item } = await service.next('conversation.item.create');
  expect(JSON.parse(item.output)).toHaveProperty('error');
  await service.next('response.create');
  service.says('That did not work.');
  await visitor.next('response.output_audio_transcript.done');
  expect(logs.join()).toContain('tool odd failed: TypeError: "passages"');
});

test('a page that knows the id of a hidden item cannot read it', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.calls([{ name: 'search', arguments: '{"query":"ticket adults"}' }]);
  await service.next('response.create');
  const call = {
    id: 'item_hidden',
    type: 'function_call',
    name: 'search',
    call_id: 'call_1',
    arguments: '{"query":"ticket adults"}',
  };
  service.send({ type: 'conversation.item.retrieved', item: call });
  service.says('12 euros.');
  await visitor.next('response.output_audio_transcript.done');
  expect(visitor.types()).not.toContain('conversation.item.retrieved');
});

test('a tool that answers with nonsense, or with far too much, is an error for the model', async () => {
  const tool = (name: string, result: unknown): Tool => ({
    name,
    description: 'Odd.',
    parameters: { type: 'object' },
    run: () => Promise.resolve(result as { output: string }),
  });
  const { visit } = await openHouse({
    tools: [tool('none', undefined), tool('number', { output: 7 }), tool('huge', { output: 'x'.repeat(300_000) })],
  });
  const { service } = await visit();
  for (const name of ['none', 'number', 'huge']) {
    service.calls([{ name, arguments: '{}' }]);
    const { item } = await service.next('conversation.item.create');
    expect(JSON.parse(item.output)).toHaveProperty('error');
    await service.next('response.create');
  }
});

test('half a handshake, and none, do no harm', async () => {
  const { url, visit } = await openHouse();
  const { port } = new URL(url);
  for (const bytes of [
    'GET /realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    '\u0016\u0003\u0001garbage',
    'GET /%ZZ HTTP/1.1\r\nHost: x\r\n\r\n',
  ]) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.end(bytes);
    socket.resume();
    await ended;
  }
  await visit();
});
