import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openHouse } from '../fixtures/house.js';
import { memoryStore, museum } from '../fixtures/memory-store.js';
import { goodKey } from '../fixtures/upstream.js';
import { Visitor } from '../fixtures/visitor.js';

test('audio goes both ways as the very same bytes', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const up = '{ "type":"input_audio_buffer.append",  "audio":"AAECAwQF" }';
  visitor.send(up);
  await service.next('input_audio_buffer.append');
  expect(service.inbox.frames.at(-1)).toBe(up);
  const down = service.send({ type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: 'AAAA' });
  await visitor.next('response.output_audio.delta');
  expect(visitor.inbox.frames.at(-1)).toBe(down);
});

test('events that nobody has heard of reach the browser untouched', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  const frame = service.send({ type: 'response.hologram.delta', delta: [1, { type: 'x' }] });
  await visitor.next('response.hologram.delta');
  expect(visitor.inbox.frames.at(-1)).toBe(frame);
});

test("what a browser says before the service is there arrives in order, after the relay's own settings", async () => {
  const { url, upstream } = await openHouse({ service: { isMute: true } });
  const visitor = await Visitor.arrive(url);
  for (let i = 0; i < 5; i++) visitor.send({ type: 'input_audio_buffer.append', audio: `AAA${i}` });
  const service = await upstream.session();
  visitor.send({ type: 'input_audio_buffer.commit' });
  expect(service.inbox.events).toEqual([]);
  service.open();
  await service.next('input_audio_buffer.commit');
  expect(service.inbox.events.map((event) => event['audio'] ?? event['type'])).toEqual([
    'session.update',
    'AAA0',
    'AAA1',
    'AAA2',
    'AAA3',
    'AAA4',
    'input_audio_buffer.commit',
  ]);
});

test('a browser that floods the relay before the service is there loses nothing, and fills no memory', async () => {
  const { url, upstream } = await openHouse({ service: { isMute: true } });
  const visitor = await Visitor.arrive(url);
  const frame = JSON.stringify({ type: 'input_audio_buffer.append', audio: 'A'.repeat(64_000) });
  const count = 400;
  for (let i = 0; i < count; i++) visitor.send(frame);
  const service = await upstream.session();
  // 25 MB were sent; the relay reads a little over one, the rest stays with the sender.
  expect(visitor.socket.bufferedAmount).toBeGreaterThan(10_000_000);
  service.open();
  visitor.send({ type: 'input_audio_buffer.commit' });
  await service.next('input_audio_buffer.commit', 15_000);
  expect(service.inbox.events.filter((event) => event['type'] === 'input_audio_buffer.append')).toHaveLength(count);
});

test("over Azure's preview endpoint the relay speaks the beta shape", async () => {
  const { visit, upstream } = await openHouse({
    service: { shape: 'beta' },
    instructions: 'Know the museum.',
    voice: 'alloy',
    language: 'de-AT',
  });
  const { visitor, service } = await visit();
  expect(upstream.requests[0]?.url).toBe('/openai/realtime?api-version=2025-04-01-preview&deployment=voice');
  expect(upstream.requests[0]?.headers['api-key']).toBe(goodKey);
  expect(await service.configured()).toMatchObject({
    instructions: 'Know the museum.',
    voice: 'alloy',
    tools: [{ name: 'search' }],
    input_audio_transcription: { model: 'whisper-1', language: 'de', prompt: 'Topics: Visit us, Tickets, The café' },
    turn_detection: { type: 'server_vad' },
  });
  const created = await visitor.next('session.created');
  expect(created['session']).toMatchObject({ instructions: '', tools: [] });
  service.calls([{ name: 'search', arguments: '{"query":"ticket adults"}' }]);
  await service.next('response.create');
  service.says('A ticket costs 12 euros for adults and 5 for students.');
  const sources = await visitor.next('extension.middle_tier_tool_response');
  expect(JSON.parse(sources['tool_result']).sources[0].chunk_id).toBe('tickets-1');
  expect(JSON.stringify(visitor.inbox.events)).not.toMatch(/function_call|Know the museum|Topics:/);
});

test.for([
  ['the key is wrong', 401, 'upstream_unauthorized', 4401],
  ['the key may not', 403, 'upstream_unauthorized', 4401],
  ['the quota is used up', 429, 'upstream_quota', 4429],
  ['the model is unknown', 404, 'upstream_misconfigured', 4404],
  ['the request is refused', 400, 'upstream_misconfigured', 4404],
  ['the address has moved', 308, 'upstream_misconfigured', 4404],
  ['the service is broken', 500, 'upstream_unreachable', 1014],
] as const)('when %s (HTTP %i) the visitor is told, and the key is not', async ([, status, code, close]) => {
  const { url, logs } = await openHouse({ service: { status } });
  const visitor = await Visitor.arrive(url);
  const refusal = await visitor.refusal();
  expect(refusal['code']).toBe(code);
  expect(refusal['message']).not.toBe('');
  expect(await visitor.closed).toEqual({ code: close, reason: code });
  expect(`${logs.join()}${visitor.inbox.frames.join()}`).not.toContain(goodKey);
});

test('a service that is not there is unreachable', async () => {
  const { url } = await openHouse({ upstream: { kind: 'openai', apiKey: goodKey, baseUrl: 'http://127.0.0.1:9/v1' } });
  const visitor = await Visitor.arrive(url);
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_unreachable' });
  expect(await visitor.closed).toEqual({ code: 1014, reason: 'upstream_unreachable' });
});

test('a service that accepts and then says nothing is given up', async () => {
  const { url } = await openHouse({ service: { isMute: true }, connectTimeoutMs: 150 });
  const visitor = await Visitor.arrive(url);
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_unreachable' });
  expect(await visitor.closed).toMatchObject({ code: 1014 });
});

test('the sunset of the beta is explained, not retried', async () => {
  const { url } = await openHouse({
    service: {
      onOpen(session) {
        session.error(
          'beta_api_shape_disabled',
          'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
          {},
          null,
        );
        session.socket.close(4000, 'invalid_request_error.beta_api_shape_disabled');
      },
    },
  });
  const visitor = await Visitor.arrive(url);
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_dialect' });
  expect(await visitor.closed).toMatchObject({ code: 4400 });
});

test.for([
  ['beta', { kind: 'openai', apiKey: goodKey } as const, /AZURE_OPENAI_API_VERSION for a preview/],
  [
    'ga',
    { kind: 'azure', deployment: 'voice', apiKey: goodKey, apiVersion: '2025-04-01-preview' } as const,
    /remove AZURE_OPENAI_API_VERSION/,
  ],
] as const)('a service that speaks the other shape (%s) is named as such', async ([shape, kind, cure]) => {
  const { upstream } = await openHouse({ service: { shape } });
  const { url } = await openHouse({
    upstream: kind.kind === 'openai' ? { ...kind, baseUrl: upstream.url } : { ...kind, endpoint: upstream.url },
  });
  const visitor = await Visitor.arrive(url);
  const refusal = await visitor.refusal();
  expect(refusal['code']).toBe('upstream_dialect');
  expect(refusal['message']).toMatch(cure);
  expect(await visitor.closed).toMatchObject({ code: 4400 });
});

test("what the service finds wrong with the relay's own doing goes to the operator, not to the page", async () => {
  const { visit, logs } = await openHouse({ instructions: 'The secret of the house.' });
  const { visitor, service } = await visit();
  service.calls([{ name: 'search', arguments: '{"query":"ticket adults"}' }]);
  const output = await service.next('conversation.item.create');
  service.error('invalid_value', 'The secret of the house is too long.', output, 'item.output');
  visitor.send({ type: 'input_audio_buffer.commit', event_id: 'mine' });
  const commit = await service.next('input_audio_buffer.commit');
  service.error('input_audio_buffer_commit_empty', 'Buffer too small.', commit, null);
  expect((await visitor.next('error'))['error']).toMatchObject({ event_id: 'mine' });
  expect(visitor.inbox.frames.join()).not.toContain('secret');
  expect(logs.join('\n')).toMatch(/session \w+ the voice service refused .*invalid_value \(field item\.output\)/);
  expect(logs.join()).not.toContain('secret');
});

test('events that no protocol has today are cleaned, too, where they carry a session, an answer or an item', async () => {
  const { visit } = await openHouse({ instructions: 'The secret of the house.' });
  const { visitor, service } = await visit();
  const words = { instructions: 'The secret of the house.', tools: [{ name: 'search' }] };
  service.send({ type: 'session.renewed', session: words });
  service.send({ type: 'response.in_progress', response: { id: 'r', ...words, output: [] } });
  service.send({ type: 'conversation.item.updated', item: { id: 'i', type: 'function_call', name: 'search' } });
  service.send({ type: 'the.end' });
  await visitor.next('the.end');
  expect((await visitor.next('session.renewed'))['session']).toMatchObject({ instructions: '', tools: [] });
  expect((await visitor.next('response.in_progress'))['response']).toEqual({ id: 'r', output: [] });
  expect(visitor.types()).not.toContain('conversation.item.updated');
  expect(visitor.inbox.frames.join()).not.toMatch(/secret|"search"/);
});

test('settings count as confirmed only after they were sent, whatever the service says before', async () => {
  let tell = (_topics: string[]): void => {};
  const topics = () => new Promise<string[]>((resolve) => (tell = resolve));
  const { url, upstream } = await openHouse({ store: { ...memoryStore(museum), topics } });
  const visitor = await Visitor.arrive(url);
  const service = await upstream.session();
  visitor.send({ type: 'response.create' });
  service.send({ type: 'session.updated', session: service.config });
  await visitor.next('session.updated');
  tell(['Tickets']);
  await service.next('response.create');
  expect(service.inbox.types()).toEqual(['session.update', 'response.create']);
});

test('a store that never tells its topics costs the vocabulary, not the session', async () => {
  const { url, upstream, logs } = await openHouse({
    store: { ...memoryStore(museum), topics: () => new Promise(() => {}) },
  });
  await Visitor.arrive(url);
  const session = await (await upstream.session()).configured();
  expect(session['audio'].input.transcription).not.toHaveProperty('prompt');
  expect(logs.join()).toContain('no vocabulary for the recogniser');
});

test('settings that a compatible server refuses without naming an event end the session at once', async () => {
  const { url } = await openHouse({
    service: {
      onOpen(session) {
        session.refusal = { message: 'No.', param: 'session.audio', namesNoEvent: true };
        session.open();
      },
    },
  });
  const visitor = await Visitor.arrive(url);
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_misconfigured' });
});

test("settings that the service refuses end the session: none runs without the operator's instructions", async () => {
  const { url, upstream } = await openHouse({
    service: {
      onOpen(session) {
        session.refusal = {
          message: 'Invalid voice: the instructions were "secret".',
          param: 'session.audio.output.voice',
        };
        session.open();
      },
    },
  });
  const visitor = await Visitor.arrive(url);
  visitor.send({ type: 'response.create' });
  const service = await upstream.session();
  const refusal = await visitor.refusal();
  expect(refusal['message']).toContain('session.audio.output.voice');
  expect(refusal['message']).not.toContain('secret');
  expect(await visitor.closed).toMatchObject({ code: 4404 });
  expect(service.inbox.types()).toEqual(['session.update']);
});

test('a key that is refused after the handshake is told as such, without what the service says of it', async () => {
  const { url, logs } = await openHouse({
    service: {
      onOpen(session) {
        session.error('invalid_api_key', 'Incorrect API key provided: sk-test…', {}, null);
        session.socket.close(3000, 'invalid_request_error.invalid_api_key');
      },
    },
  });
  const visitor = await Visitor.arrive(url);
  expect(await visitor.next((event) => event['error']?.code === 'upstream_unauthorized')).toBeTruthy();
  expect(await visitor.closed).toMatchObject({ code: 4401 });
  expect(`${visitor.inbox.frames.join()}${logs.join()}`).not.toContain('sk-test');
});

test('a service that dies in the middle of an answer ends the session with words', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.begin();
  service.send({ type: 'response.output_audio.delta', delta: 'AAAA' });
  await visitor.next('response.output_audio.delta');
  service.socket.terminate();
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_closed' });
  expect(await visitor.closed).toMatchObject({ code: 1011 });
});

test.for([
  [4321, 'own reason', 4321],
  [1000, 'done', 1000],
  [1012, '', 1012],
] as const)('a close of the service (%i) goes on to the browser as it is', async ([code, reason, expected]) => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.socket.close(code, reason);
  expect(await visitor.closed).toEqual({ code: expected, reason });
});

test('a visitor who leaves takes the session with them, code and all', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  visitor.socket.close(4000, 'bye');
  expect(await service.closed).toEqual({ code: 4000, reason: 'bye' });
  const other = await visit();
  other.visitor.socket.terminate();
  expect((await other.service.closed).code).toBe(1011);
});

test('a visitor who leaves before the service has answered leaves no connection behind', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { url } = await openHouse({
    upstream: {
      kind: 'openai',
      apiKey: goodKey,
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
  });
  const visitor = await Visitor.arrive(url);
  const [connection] = (await once(server, 'connection')) as [Socket];
  visitor.socket.close();
  connection.resume().on('error', () => {});
  await once(connection, 'close');
});

test('a session in which nobody speaks ends; a microphone left open does not keep it', async () => {
  const { visit } = await openHouse({ idleTimeoutMs: 200 });
  const { visitor } = await visit();
  const microphone = setInterval(() => visitor.send({ type: 'input_audio_buffer.append', audio: 'AAAA' }), 20);
  expect(await visitor.refusal()).toMatchObject({ code: 'idle_timeout' });
  expect(await visitor.closed).toEqual({ code: 4408, reason: 'idle_timeout' });
  clearInterval(microphone);
});

test('a session has a longest time, however lively it is', async () => {
  const { visit } = await openHouse({ maxSessionMs: 200 });
  const { visitor } = await visit();
  expect(await visitor.refusal()).toMatchObject({ code: 'session_limit' });
  expect(await visitor.closed).toMatchObject({ code: 4408 });
});

test('a browser that answers no ping is gone', async () => {
  const { url, upstream } = await openHouse({ pingIntervalMs: 30 });
  const visitor = await Visitor.arrive(url, { autoPong: false });
  const service = await upstream.session();
  expect((await service.closed).code).toBe(1011);
  expect((await visitor.closed).code).toBe(1006);
});

test('a browser that speaks is there, though it answers no ping', async () => {
  const { url } = await openHouse({ pingIntervalMs: 40 });
  const visitor = await Visitor.arrive(url, { autoPong: false });
  await visitor.next('session.updated');
  const microphone = setInterval(() => visitor.send({ type: 'input_audio_buffer.append', audio: 'AAAA' }), 5);
  onTestFinished(() => clearInterval(microphone));
  for (let pings = 0; pings < 4; pings++) await once(visitor.socket, 'ping');
  expect(visitor.socket.readyState).toBe(visitor.socket.OPEN);
});

test('a session leaves one line at its start and one at its end, with figures and nothing that was said', async () => {
  const { visit, logs } = await openHouse();
  const { visitor, service } = await visit();
  visitor.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'My secret.' }] },
  });
  service.says('Your secret is safe.');
  await visitor.next('response.done');
  visitor.socket.close(1000);
  await service.closed;
  expect(logs.join('\n')).toMatch(
    /^session \w+ started\nsession \w+ ended: browser left, code 1000, .*1 responses.*41 tokens in, 164 out$/,
  );
});
