import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { answerSearch, audioOf, RealtimeClient } from './realtime-client.js';

const TOPICS = ['opening hours', 'library card', 'parking', '3D printing', 'meeting rooms', 'late fees', 'story time'];

const engine = createEngine();
let url = '';

beforeAll(async () => {
  url = `${(await engine.listen()).url}/v1/realtime?model=local`;
});
afterAll(() => engine.close());

describe('typed input', () => {
  test('in any wording goes to the search, and small talk does not', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.type('is it possible to come by on sunday?');
    expect((await client.next('response.done'))['response']).toMatchObject({
      output: [{ arguments: '{"query":"is it possible to come by on sunday?"}' }],
    });
    client.type('Thank you!');
    expect((await client.next('response.done'))['response']).toMatchObject({
      output: [{ content: [{ transcript: "You're welcome!" }] }],
    });
    await client.close();
  });

  test('as text in, text out: deltas padded to sixteen characters', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    client.type('When do you close?');
    const called = await client.next('response.done');
    const from = client.events.length;
    answerSearch(client, called);
    const done = await client.next('response.done');
    expect((done['response'] as { output: unknown[] }).output).toMatchObject([
      { content: [{ type: 'output_text', text: expect.stringMatching(/close on Sundays/) }] },
    ]);
    const deltas = client.events.slice(from).filter(({ type }) => type === 'response.output_text.delta') as unknown as {
      delta: string;
      obfuscation: string;
    }[];
    expect(deltas.map(({ delta }) => delta).join('')).toMatch(/close on Sundays/);
    for (const { delta, obfuscation } of deltas) expect((delta.length + obfuscation.length) % 16).toBe(0);
    expect(client.types(from)).not.toContain('response.output_audio.delta');
    await client.close();
  });

  test('without a search tool is told so, and an empty or failed search is told honestly', async () => {
    const client = await RealtimeClient.open(url);
    client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    const said = async (): Promise<string> => {
      const done = await client.next('response.done');
      return (done['response'] as { output: { content: { text: string }[] }[] }).output[0]!.content[0]!.text;
    };
    client.type('When do you open?');
    expect(await said()).toMatch(/no search tool/);
    await client.prepare(TOPICS);
    for (const [output, words] of [
      ['{"passages":[]}', /found nothing/],
      ['{"error":"timeout"}', /did not work/],
    ] as const) {
      client.type('When do you open?');
      answerSearch(client, await client.next('response.done'), output);
      expect(await said()).toMatch(words);
    }
    await client.close();
  });

  test('beside the conversation leaves no items in it', async () => {
    const client = await RealtimeClient.open(url);
    const from = client.events.length;
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }];
    client.send({
      type: 'response.create',
      response: { conversation: 'none', output_modalities: ['text'], metadata: { for: 'me' }, input },
    });
    const done = await client.next('response.done');
    expect(done['response']).toMatchObject({ conversation_id: null, metadata: { for: 'me' }, status: 'completed' });
    expect(client.types(from).filter((type) => type.startsWith('conversation.'))).toEqual([]);
    await client.close();
  });

  test('max_output_tokens makes the response incomplete', async () => {
    const client = await RealtimeClient.open(url);
    client.send({
      type: 'response.create',
      response: { max_output_tokens: 20, instructions: 'Say: "This is far longer than one second of speech, surely."' },
    });
    expect((await client.next('response.done'))['response']).toMatchObject({
      status: 'incomplete',
      status_details: { reason: 'max_output_tokens' },
    });
    await client.close();
  });
});

test('audio leaves at least five times faster than it plays, in deltas of 250 ms after a smaller first', async () => {
  const client = await RealtimeClient.open(url);
  client.send({
    type: 'response.create',
    response: {
      instructions:
        'Say: "The quick brown fox jumps over the lazy dog, and the dog does not mind at all, as far as one can tell."',
    },
  });
  await client.next('response.done');
  const deltas = client.events.filter(({ type }) => type === 'response.output_audio.delta');
  const sizes = deltas.map((event) => String(event['delta']).length);
  expect(sizes[0]).toBeLessThan(16_000);
  expect(sizes[1]).toBe(16_000);
  const tookMs = deltas.at(-1)!.receivedAt - deltas[0]!.receivedAt;
  expect(audioOf(client.events).length / 24 / tookMs).toBeGreaterThan(5);
  for (const delta of deltas) expect(delta).not.toHaveProperty('obfuscation');
  await client.close();
});

test('a user who says nothing is asked whether still there, in the recorded order', async () => {
  const client = await RealtimeClient.open(url);
  await client.prepare(TOPICS, { type: 'server_vad', idle_timeout_ms: 5_000 });
  client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
  await client.next('rate_limits.updated');
  const from = client.events.length;
  await client.next('response.created');
  expect(client.types(from).slice(0, 7)).toEqual([
    'input_audio_buffer.timeout_triggered',
    'conversation.item.added',
    'conversation.item.done',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ]);
  expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({ transcript: '' });
  expect((await client.next('response.done'))['response']).toMatchObject({
    output: [{ content: [{ transcript: expect.stringMatching(/still there/) }] }],
  });
  await client.close();
});

test('"Did you mean …?" is answered with yes', async () => {
  const { localModel } = await import('../../dist/local/local-model.js');
  const turn = {
    instructions: '',
    responseInstructions: null,
    tools: [
      {
        type: 'function' as const,
        name: 'search',
        parameters: { properties: { query: { type: 'string' } }, required: ['query'] },
      },
    ],
    toolChoice: 'auto' as const,
    topics: TOPICS,
    signal: new AbortController().signal,
  };
  const user = (hearing: unknown): never =>
    ({
      item: { id: 'u', type: 'message', status: 'completed', role: 'user', content: [] },
      heard: Promise.resolve(hearing),
    }) as never;
  const asked = await localModel.reply({ ...turn, entries: [user({ kind: 'unsure', topic: 'late fees' })] });
  expect(asked).toEqual([{ type: 'message', text: 'Did you mean late fees?', suggestion: 'late fees' }]);
  const assistant = {
    item: { id: 'a', type: 'message', status: 'completed', role: 'assistant', content: [] },
    suggestion: 'late fees',
  } as never;
  const agreed = await localModel.reply({
    ...turn,
    entries: [assistant, user({ kind: 'understood', text: 'Yes please.' })],
  });
  expect(agreed).toEqual([{ type: 'function_call', name: 'search', arguments: '{"query":"late fees"}' }]);
});
