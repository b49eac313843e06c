import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { RealtimeClient } from './realtime-client.js';

/** The mistakes that clients make, and what the real service says to each. */
const engine = createEngine({ pace: 50 });
let url = '';
let client: RealtimeClient;

beforeAll(async () => {
  url = `${(await engine.listen()).url}/v1/realtime?model=local`;
  client = await RealtimeClient.open(url);
});
afterAll(async () => {
  await client.close();
  await engine.close();
});

/** A session that says `text`; resolves with the assistant's item when the response is done. */
async function spokenItem(session: RealtimeClient, text: string): Promise<{ id: string; audioMs: number }> {
  session.send({ type: 'response.create', response: { instructions: `Say: "${text}"` } });
  const done = await session.next('response.done');
  const { id } = (done['response'] as { output: { id: string }[] }).output[0]!;
  const deltas = session.events.filter(
    (event) => event.type === 'response.output_audio.delta' && event['item_id'] === id,
  );
  const bytes = deltas.reduce((sum, event) => sum + Buffer.from(String(event['delta']), 'base64').length, 0);
  return { id, audioMs: Math.floor(bytes / 48) };
}

describe('truncation', () => {
  test('of more audio than there is tells both lengths', async () => {
    const { id, audioMs } = await spokenItem(client, 'Good day to you.');
    const error = await client.mistake({
      type: 'conversation.item.truncate',
      item_id: id,
      content_index: 0,
      audio_end_ms: audioMs + 500,
    });
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param: 'audio_end_ms' });
    expect(error['message']).toBe(`Audio content of ${audioMs}ms is already shorter than ${audioMs + 500}ms`);
  });

  test('of what was heard cuts the audio and takes the transcript away', async () => {
    const { id } = await spokenItem(client, 'The library is open today.');
    client.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 500 });
    expect(await client.next('conversation.item.truncated')).toMatchObject({
      item_id: id,
      content_index: 0,
      audio_end_ms: 500,
    });
    client.send({ type: 'conversation.item.retrieve', item_id: id });
    const { item } = (await client.next('conversation.item.retrieved')) as unknown as {
      item: { content: Record<string, unknown>[] };
    };
    expect(item.content[0]).not.toHaveProperty('transcript');
    expect(Buffer.from(String(item.content[0]!['audio']), 'base64')).toHaveLength(24_000);
    const again = await client.mistake({
      type: 'conversation.item.truncate',
      item_id: id,
      content_index: 0,
      audio_end_ms: 501,
    });
    expect(again['message']).toBe('Audio content of 500ms is already shorter than 501ms');
  });

  test('of a user item, of text or of a call is refused', async () => {
    const items = [
      { id: 'user_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { id: 'text_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hello' }] },
      { id: 'call_item', type: 'function_call', name: 'search', call_id: 'call_1', arguments: '{}' },
    ];
    for (const item of items) {
      client.send({ type: 'conversation.item.create', item });
      await client.next('conversation.item.done');
      const error = await client.mistake({
        type: 'conversation.item.truncate',
        item_id: item.id,
        content_index: 0,
        audio_end_ms: 0,
      });
      expect(error).toMatchObject({
        code: 'unsupported_content_type',
        message: 'Only model output audio messages can be truncated',
      });
    }
  });

  test('of an item that is not there, or without its fields, is refused', async () => {
    const unknown = await client.mistake({
      type: 'conversation.item.truncate',
      item_id: 'nope',
      content_index: 0,
      audio_end_ms: 0,
    });
    expect(unknown).toMatchObject({ type: 'invalid_request_error', param: 'item_id' });
    for (const missing of ['content_index', 'audio_end_ms', 'item_id']) {
      const event: Record<string, unknown> = {
        type: 'conversation.item.truncate',
        item_id: 'nope',
        content_index: 0,
        audio_end_ms: 0,
      };
      delete event[missing];
      expect(await client.mistake(event)).toMatchObject({ code: 'missing_required_parameter', param: missing });
    }
  });
});

describe('responses', () => {
  test('a second one while the first runs is refused, and after its end it is not', async () => {
    client.send({
      type: 'response.create',
      response: { instructions: 'Say: "One moment, I am about to tell you something longer."' },
    });
    const created = await client.next('response.created');
    const { id } = created['response'] as { id: string };
    const error = await client.mistake({ type: 'response.create', event_id: 'second' });
    expect(error).toEqual({
      type: 'invalid_request_error',
      code: 'conversation_already_has_active_response',
      message: `Conversation already has an active response in progress: ${id}. Wait until the response is finished before creating a new one.`,
      param: null,
      event_id: 'second',
    });
    await client.next('response.done');
    client.send({ type: 'response.create' });
    await client.next('response.done');
  });

  test('a cancelled one closes all that it opened and says why', async () => {
    client.send({
      type: 'response.create',
      response: { instructions: 'Say: "This is a rather long sentence, which will be cut off in the middle of it."' },
    });
    await client.next('response.output_audio.delta');
    const from = client.events.length;
    client.send({ type: 'response.cancel' });
    const done = await client.next('response.done');
    expect(done['response']).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
    });
    const closing = client.types(from).filter((type) => type !== 'response.output_audio.delta');
    expect(closing.slice(0, 6)).toEqual([
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ]);
    expect((done['response'] as { output: unknown[] }).output[0]).toMatchObject({ status: 'incomplete' });
  });

  test('cancelling when none runs is answered and harmless', async () => {
    expect(await client.mistake({ type: 'response.cancel' })).toMatchObject({
      code: 'response_cancel_not_active',
      message: 'Cancellation failed: no active response found',
    });
  });

  test('create right after cancel goes through, since the cancelled one is done at once', async () => {
    client.send({ type: 'response.create', response: { instructions: 'Say: "First things first, and slowly."' } });
    await client.next('response.output_audio.delta');
    client.send({ type: 'response.cancel' });
    client.send({ type: 'response.create' });
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'cancelled' });
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' });
  });
});

describe('audio', () => {
  test('a commit of nothing is refused with the length that there is', async () => {
    expect(await client.mistake({ type: 'input_audio_buffer.commit' })).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
      message:
        'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
    });
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(2_400).toString('base64') });
    expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 50\.00ms/);
    client.send({ type: 'input_audio_buffer.clear' });
    await client.next('input_audio_buffer.cleared');
    expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 0\.00ms/);
  });

  test.each([
    ['no base64', 'not base64!', /base64/],
    ['half a sample', Buffer.alloc(3).toString('base64'), /odd number of bytes/],
    ['a number', 7, /expected a string/],
  ])('that is %s is refused', async (_, audio, message) => {
    const error = await client.mistake({ type: 'input_audio_buffer.append', audio });
    expect(error).toMatchObject({ type: 'invalid_request_error', param: 'audio' });
    expect(error['message']).toMatch(message);
  });

  test('of more than 15 MiB in one event is refused', async () => {
    const audio = Buffer.alloc(15 * 1024 * 1024 + 2).toString('base64');
    expect((await client.mistake({ type: 'input_audio_buffer.append', audio }))['message']).toMatch(/15 MiB/);
  });
});

describe('events that are none', () => {
  test.each([
    [
      'an unknown type',
      { type: 'session.destroy', event_id: 'e1' },
      { code: 'invalid_value', param: 'type', event_id: 'e1' },
    ],
    ['no type', { event_id: 'e2' }, { code: 'missing_required_parameter', param: 'type', event_id: 'e2' }],
    ['a type that is no string', { type: 7, event_id: 'e3' }, { code: 'invalid_type', param: 'type', event_id: 'e3' }],
  ])('%s is told, with the id of the event', async (_, event, expected) => {
    expect(await client.mistake(event)).toMatchObject({ type: 'invalid_request_error', ...expected });
  });

  test.each(['{', '[]', '7', 'null', '"text"', ''])('the frame %j is told, and the session lives', async (frame) => {
    client.socket.send(frame);
    expect((await client.next('error'))['error']).toMatchObject({
      type: 'invalid_request_error',
      code: 'invalid_json',
    });
    client.send({ type: 'input_audio_buffer.clear' });
    await client.next('input_audio_buffer.cleared');
  });
});

describe('session.update', () => {
  const update = (session: unknown): Promise<Record<string, unknown>> =>
    client.mistake({ type: 'session.update', session, event_id: 'u' });

  test.each([
    ['without type', { instructions: 'x' }, 'missing_required_parameter', 'session.type'],
    ['with a flat beta key', { type: 'realtime', modalities: ['text'] }, 'unknown_parameter', 'session.modalities'],
    ['with temperature', { type: 'realtime', temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [
      'with both modalities',
      { type: 'realtime', output_modalities: ['audio', 'text'] },
      'invalid_value',
      'session.output_modalities',
    ],
    [
      'with another rate',
      { type: 'realtime', audio: { input: { format: { type: 'audio/pcm', rate: 16000 } } } },
      'invalid_value',
      'session.audio.input.format.rate',
    ],
    [
      'with a wrong threshold',
      { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', threshold: 2 } } } },
      'decimal_above_max_value',
      'session.audio.input.turn_detection.threshold',
    ],
    [
      'with an unknown detector',
      { type: 'realtime', audio: { input: { turn_detection: { type: 'magic' } } } },
      'invalid_value',
      'session.audio.input.turn_detection.type',
    ],
    [
      'with a tool without a name',
      { type: 'realtime', tools: [{ type: 'function' }] },
      'missing_required_parameter',
      'session.tools[0].name',
    ],
    ['with words for tools', { type: 'realtime', tools: 'search' }, 'invalid_type', 'session.tools'],
    ['for another model', { type: 'realtime', model: 'other' }, 'invalid_value', 'session.model'],
  ])('%s names the field', async (_, session, code, param) => {
    expect(await update(session)).toMatchObject({ code, param, event_id: 'u' });
  });

  test('that is wrong in one field changes none', async () => {
    await update({ type: 'realtime', instructions: 'changed', tools: 7 });
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect((await client.next('session.updated'))['session']).not.toMatchObject({ instructions: 'changed' });
  });

  test('of the voice is refused once it has spoken', async () => {
    const session = await RealtimeClient.open(url);
    session.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { voice: 'marin' } } } });
    await session.next('session.updated');
    await spokenItem(session, 'Hello.');
    const error = await session.mistake({
      type: 'session.update',
      session: { type: 'realtime', audio: { output: { voice: 'cedar' } } },
    });
    expect(error).toMatchObject({ code: 'cannot_update_voice' });
    await session.close();
  });
});

describe('items', () => {
  const message = (item: Record<string, unknown>): Record<string, unknown> => ({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }], ...item },
  });

  test("a client's own id is kept, and a second item of that id refused", async () => {
    client.send(message({ id: 'mine_1' }));
    expect((await client.next('conversation.item.added'))['item']).toMatchObject({ id: 'mine_1', status: 'completed' });
    expect(await client.mistake(message({ id: 'mine_1' }))).toMatchObject({ code: 'item_create_duplicate_id' });
  });

  test('go first with "root", after a given one, and nowhere after an unknown one', async () => {
    client.send({ ...message({ id: 'first_1' }), previous_item_id: 'root' });
    expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: null });
    client.send({ ...message({ id: 'second_1' }), previous_item_id: 'first_1' });
    expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: 'first_1' });
    const error = await client.mistake({ ...message({ id: 'third_1' }), previous_item_id: 'nope' });
    expect(error).toMatchObject({ param: 'previous_item_id' });
  });

  test.each([
    [
      'a user part in an answer',
      { role: 'assistant', content: [{ type: 'input_text', text: 'x' }] },
      'item.content[0].type',
    ],
    ["the beta's text part", { role: 'assistant', content: [{ type: 'text', text: 'x' }] }, 'item.content[0].type'],
    [
      "an assistant's audio",
      { role: 'assistant', content: [{ type: 'output_audio', audio: '' }] },
      'item.content[0].type',
    ],
    ['an unknown role', { role: 'tool' }, 'item.role'],
    ['no text', { content: [{ type: 'input_text' }] }, 'item.content[0].text'],
  ])('with %s are refused', async (_, item, param) => {
    expect(await client.mistake(message(item))).toMatchObject({ param });
  });

  test('are deleted once, and then there is nothing to retrieve', async () => {
    client.send(message({ id: 'gone_1' }));
    client.send({ type: 'conversation.item.delete', item_id: 'gone_1' });
    expect(await client.next('conversation.item.deleted')).toMatchObject({ item_id: 'gone_1' });
    expect(await client.mistake({ type: 'conversation.item.delete', item_id: 'gone_1' })).toMatchObject({
      param: 'item_id',
    });
    expect(await client.mistake({ type: 'conversation.item.retrieve', item_id: 'gone_1' })).toMatchObject({
      param: 'item_id',
    });
  });
});
