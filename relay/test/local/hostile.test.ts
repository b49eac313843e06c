import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { RealtimeClient } from './realtime-client.js';

const diagnostics: string[] = [];
const engine = createEngine({ onDiagnostic: (message) => void diagnostics.push(message), pace: 100 });
let url = '';

beforeAll(async () => {
  url = `${(await engine.listen()).url}/v1/realtime?model=local`;
});
afterAll(() => engine.close());

/** The session still answers. */
async function expectAlive(client: RealtimeClient): Promise<void> {
  client.send({ type: 'input_audio_buffer.clear', event_id: 'alive' });
  await client.next('input_audio_buffer.cleared');
}

const TYPES = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'conversation.item.delete',
  'response.create',
  'response.cancel',
];
const KEYS = [
  'session',
  'item',
  'response',
  'audio',
  'item_id',
  'content_index',
  'audio_end_ms',
  'previous_item_id',
  'response_id',
  'event_id',
];
const DEEP_KEYS = [
  'type',
  'role',
  'content',
  'text',
  'audio',
  'input',
  'output',
  'format',
  'turn_detection',
  'transcription',
  'prompt',
  'tools',
  'name',
  'voice',
  'speed',
  'tool_choice',
  'output_modalities',
  'instructions',
  'metadata',
  'conversation',
  '__proto__',
  'constructor',
];
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(
      'realtime',
      'message',
      'user',
      'assistant',
      'function',
      'server_vad',
      'audio/pcm',
      'none',
      '',
      'AAAA',
      -1,
      1e308,
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...DEEP_KEYS), tie('value'), { maxKeys: 5 }),
  ),
})).value;
const eventLike = fc
  .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...KEYS), anything, { maxKeys: 4 }))
  .map(([type, fields]) => Object.assign(fields, { type }));

test.each(['ga', 'beta'])('no event, however misshapen, ends a %s session or fails inside', async (dialect) => {
  const client = await RealtimeClient.open(url, dialect === 'beta' ? { 'openai-beta': 'realtime=v1' } : {});
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(eventLike, anything), { maxLength: 12 }), async (events) => {
      for (const event of events) client.socket.send(JSON.stringify(event) ?? 'null');
      await expectAlive(client);
      expect(client.closed).toBeUndefined();
    }),
    { numRuns: 150, seed: 20_261_120 },
  );
  expect(diagnostics).toEqual([]);
  await client.close();
});

test('binary frames and text that is no UTF-8 end at most their own session', async () => {
  const client = await RealtimeClient.open(url);
  client.socket.send(Buffer.from([0, 1, 2, 255]));
  expect((await client.next('error'))['error']).toMatchObject({ code: 'invalid_json' });
  await expectAlive(client);
  await client.close();
});

test('a client that vanishes in the middle of an answer leaves the engine well', async () => {
  const client = await RealtimeClient.open(url);
  client.send({
    type: 'response.create',
    response: { instructions: 'Say: "This sentence will never be heard to its end by anybody."' },
  });
  await client.next('response.output_audio_transcript.delta');
  client.socket.terminate();
  const other = await RealtimeClient.open(url);
  other.type('hello');
  expect((await other.next('response.done'))['response']).toMatchObject({ status: 'completed' });
  await other.close();
});

test('a conversation of thousands of items keeps the latest, within bounds', async () => {
  const client = await RealtimeClient.open(url);
  for (let index = 0; index < 700; index++) {
    client.send({
      type: 'conversation.item.create',
      item: { id: `i${index}`, type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] },
    });
  }
  client.send({ type: 'conversation.item.retrieve', item_id: 'i699' });
  await client.next('conversation.item.retrieved');
  expect(await client.mistake({ type: 'conversation.item.retrieve', item_id: 'i0' })).toMatchObject({
    param: 'item_id',
  });
  await client.close();
});

test('audio without a commit is bounded when nobody detects turns', async () => {
  const client = await RealtimeClient.open(url);
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } });
  const minute = Buffer.alloc(48_000 * 60).toString('base64');
  for (let count = 0; count < 2; count++) client.send({ type: 'input_audio_buffer.append', audio: minute });
  expect(await client.mistake({ type: 'input_audio_buffer.append', audio: minute })).toMatchObject({
    code: 'input_audio_buffer_full',
  });
  await client.close();
});
