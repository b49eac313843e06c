import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { type Event, RealtimeClient } from './realtime-client.js';

/** The telephone's audio, one byte a sample at 8 kHz, under both names that the two dialects have for it. */
const engine = createEngine({ pace: 50 });
let base = '';

beforeAll(async () => {
  base = (await engine.listen()).url;
});
afterAll(() => engine.close());

interface Dialect {
  readonly name: string;
  readonly path: string;
  readonly done: string;
  readonly delta: string;
  /** A session with that format both ways, or each way another. */
  session(input: string, output?: string): Record<string, unknown>;
  readonly inputParam: string;
}

const BETA_NAMES: ReadonlyMap<string, string> = new Map([
  ['audio/pcm', 'pcm16'],
  ['audio/pcmu', 'g711_ulaw'],
  ['audio/pcma', 'g711_alaw'],
]);

const DIALECTS: readonly Dialect[] = [
  {
    name: 'GA',
    path: '/v1/realtime?model=local',
    done: 'conversation.item.done',
    delta: 'response.output_audio.delta',
    session: (input, output = input) => ({
      type: 'realtime',
      audio: { input: { format: { type: input }, turn_detection: null }, output: { format: { type: output } } },
    }),
    inputParam: 'session.audio.input.format.type',
  },
  {
    name: 'beta',
    path: '/openai/realtime?api-version=2025-04-01-preview&deployment=local',
    done: 'conversation.item.created',
    delta: 'response.audio.delta',
    session: (input, output = input) => ({
      input_audio_format: BETA_NAMES.get(input) ?? input,
      output_audio_format: BETA_NAMES.get(output) ?? output,
      turn_detection: null,
    }),
    inputParam: 'session.input_audio_format',
  },
];

const FORMATS = ['audio/pcmu', 'audio/pcma'] as const;
const cases = DIALECTS.flatMap((dialect) => FORMATS.map((format) => ({ dialect, format, name: dialect.name })));

async function opened(dialect: Dialect, input: string, output = input): Promise<RealtimeClient> {
  const client = await RealtimeClient.open(base + dialect.path);
  client.send({ type: 'session.update', session: dialect.session(input, output) });
  await client.next('session.updated');
  return client;
}

const append = (bytes: number) => ({
  type: 'input_audio_buffer.append',
  audio: Buffer.alloc(bytes, 0xd5).toString('base64'),
});

/** Lets it say the words; resolves with the item, and the bytes of its audio. */
async function say(client: RealtimeClient, { delta }: Dialect, words: string): Promise<{ id: string; bytes: number }> {
  const from = client.events.length;
  client.send({ type: 'response.create', response: { instructions: `Say: "${words}"` } });
  const done = await client.next('response.done');
  const { id } = (done['response'] as { output: { id: string }[] }).output[0]!;
  const sizes = client.events
    .slice(from)
    .filter(({ type }) => type === delta)
    .map((event: Event) => Buffer.from(String(event['delta']), 'base64').length);
  return { id, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

describe.each(cases)('$format in the $name dialect', ({ dialect, format }) => {
  test('is what the session then says that it has', async () => {
    const client = await RealtimeClient.open(base + dialect.path);
    client.send({ type: 'session.update', session: dialect.session(format) });
    const { session } = (await client.next('session.updated')) as unknown as { session: Record<string, unknown> };
    const expected =
      dialect.name === 'GA'
        ? { audio: { input: { format: { type: format } }, output: { format: { type: format } } } }
        : { input_audio_format: BETA_NAMES.get(format), output_audio_format: BETA_NAMES.get(format) };
    expect(session).toMatchObject(expected);
    await client.close();
  });

  test('fills the buffer by 8,000 bytes a second: 100 ms can be committed, a millisecond less cannot', async () => {
    const client = await opened(dialect, format);
    client.send(append(792));
    expect(await client.mistake({ type: 'input_audio_buffer.commit' })).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
      message: expect.stringMatching(/only has 99\.00ms/) as string,
    });
    client.send(append(8));
    client.send({ type: 'input_audio_buffer.commit' });
    await client.next('input_audio_buffer.committed');
    expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 0\.00ms/);
    client.send(append(800));
    client.send({ type: 'input_audio_buffer.clear' });
    await client.next('input_audio_buffer.cleared');
    expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 0\.00ms/);
    await client.close();
  });

  test('of one byte is a sample: an odd number of them is no mistake', async () => {
    const client = await opened(dialect, format);
    for (let i = 0; i < 8; i++) client.send(append(101));
    client.send({ type: 'input_audio_buffer.commit' });
    await client.next('input_audio_buffer.committed');
    await client.close();
  });

  test('is refused beyond the two minutes that wait for a commit, and what was refused is not there', async () => {
    const client = await opened(dialect, format);
    for (let second = 0; second < 120; second++) client.send(append(8_000));
    expect(await client.mistake(append(80))).toMatchObject({ code: 'input_audio_buffer_full', param: 'audio' });
    client.send({ type: 'input_audio_buffer.commit' });
    await client.next('input_audio_buffer.committed');
    await client.close();
  });

  test('is what an answer comes in, as long as it takes to say, and can be truncated to its last millisecond', async () => {
    const words = 'We are open from nine to six.';
    const plain = await opened(dialect, 'audio/pcm');
    const { bytes: plainBytes } = await say(plain, dialect, words);
    await plain.close();

    const client = await opened(dialect, format);
    const { id, bytes } = await say(client, dialect, words);
    expect(Math.abs(bytes / 8 - plainBytes / 48)).toBeLessThan(0.2);
    const audioMs = Math.floor(bytes / 8);
    const truncate = (audio_end_ms: number) => ({
      type: 'conversation.item.truncate',
      item_id: id,
      content_index: 0,
      audio_end_ms,
    });
    expect((await client.mistake(truncate(audioMs + 1)))['message']).toBe(
      `Audio content of ${audioMs}ms is already shorter than ${audioMs + 1}ms`,
    );
    client.send(truncate(audioMs));
    expect(await client.next('conversation.item.truncated')).toMatchObject({ audio_end_ms: audioMs });
    client.send(truncate(500));
    await client.next('conversation.item.truncated');
    expect((await client.mistake(truncate(501)))['message']).toBe(
      'Audio content of 500ms is already shorter than 501ms',
    );
    await client.close();
  });

  test('may go one way and PCM the other', async () => {
    const client = await opened(dialect, 'audio/pcm', format);
    client.send(append(4_752));
    expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 99\.00ms/);
    const error = await client.mistake(append(3));
    expect(error['message']).toMatch(/odd number of bytes/);
    expect((await say(client, dialect, 'Hello.')).bytes).toBeLessThan(2 * 8_000);
    await client.close();
  });
});

describe.each(DIALECTS)('in the $name dialect', (dialect) => {
  test.each(['audio/opus', 'pcm_16', 'G711_ULAW', 'toString', ''])('there is no format "%s"', async (format) => {
    const client = await RealtimeClient.open(base + dialect.path);
    const error = await client.mistake({ type: 'session.update', session: dialect.session(format, 'audio/pcmu') });
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value', param: dialect.inputParam });
    // The good half of it has not been taken either.
    expect((await say(client, dialect, 'Hello.')).bytes).toBeGreaterThan(8_000);
    await client.close();
  });
});

test.each([
  ['a name alone', 'audio/pcmu', 'invalid_type', ''],
  ['nothing', null, 'invalid_type', ''],
  ['no type', { rate: 24_000 }, 'missing_required_parameter', '.type'],
  ['the telephone at a rate, which it has anyway', { type: 'audio/pcmu', rate: 8_000 }, 'unknown_parameter', '.rate'],
  ['PCM at the telephone’s rate', { type: 'audio/pcm', rate: 8_000 }, 'invalid_value', '.rate'],
  ['two channels', { type: 'audio/pcma', channels: 2 }, 'unknown_parameter', '.channels'],
])('a format that is %s is refused, and the field named', async (_, format, code, field) => {
  const client = await RealtimeClient.open(base + DIALECTS[0]!.path);
  for (const side of ['input', 'output']) {
    const error = await client.mistake({
      type: 'session.update',
      session: { type: 'realtime', audio: { [side]: { format } } },
    });
    expect(error).toMatchObject({ code, param: `session.audio.${side}.format${field}` });
  }
  await client.close();
});

test('what was said before the format changed, and not committed, is there still', async () => {
  const client = await opened(DIALECTS[0]!, 'audio/pcmu');
  client.send(append(400));
  client.send({ type: 'session.update', session: DIALECTS[0]!.session('audio/pcm') });
  await client.next('session.updated');
  client.send(append(2_352));
  expect((await client.mistake({ type: 'input_audio_buffer.commit' }))['message']).toMatch(/only has 99\.00ms/);
  client.send(append(48));
  client.send({ type: 'input_audio_buffer.commit' });
  await client.next('input_audio_buffer.committed');
  await client.close();
});

test('a message that brings audio along brings it in the session’s format', async () => {
  const client = await opened(DIALECTS[0]!, 'audio/pcma');
  const part = { type: 'input_audio', audio: Buffer.alloc(800, 0xd5).toString('base64') };
  client.send({
    type: 'conversation.item.create',
    item: { id: 'mine', type: 'message', role: 'user', content: [part] },
  });
  await client.next('conversation.item.done');
  client.send({ type: 'conversation.item.retrieve', item_id: 'mine' });
  const { item } = (await client.next('conversation.item.retrieved')) as unknown as {
    item: { content: { audio: string }[] };
  };
  // 100 ms, told as PCM.
  expect(Buffer.from(item.content[0]!.audio, 'base64')).toHaveLength(4_800);
  await client.close();
});
