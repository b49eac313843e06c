import { afterAll, beforeAll, describe, expect, test as plainTest } from 'vitest';
import { AudioEncoder, pcmFromBytes, toFloat } from '../../dist/local/audio-format.js';
import { decodeMuLaw } from '../../dist/local/g711.js';
import { createEngine } from '../../dist/local/engine.js';
import { Caller, type CallerOptions } from './caller.js';
import type { Event, EventClient } from './event-client.js';
import { answerSearch } from './realtime-client.js';
import { loudness, noise, spoken } from './speech-samples.js';

const TOPICS = ['opening hours', 'library card', 'parking'];
const LONG = 'This is a long sentence that takes a good while to say, so that there is time to cut it off in the middle.';
const engine = createEngine();
let url = '';
let question: Int16Array;

beforeAll(async () => {
  ({ url } = await engine.listen());
  question = await spoken('What are the opening hours?');
});
afterAll(() => engine.close());

/** Calls last as long as what is said in them: the tests speak at the same time, each in calls of its own. */
const test = plainTest.extend<{ call(options?: Partial<CallerOptions>): Promise<Caller> }>({
  // Vitest reads from this pattern what the fixture needs.
  // oxlint-disable-next-line no-empty-pattern
  call: async ({}, use) => {
    const callers: Caller[] = [];
    await use(async (options = {}) => {
      const caller = await Caller.dial({ url, ...options });
      callers.push(caller);
      return caller;
    });
    await Promise.all(callers.map((caller) => caller.leave()));
  },
});

/** Has a sentence said, and gives back its response and item when it begins to be heard. */
async function begin(
  caller: Caller,
  sentence: string,
  client: EventClient = caller,
): Promise<{ responseId: string; itemId: string; from: number }> {
  const from = caller.heard.length;
  client.send({ type: 'response.create', response: { instructions: `Say: "${sentence}"` } });
  const added = await client.next('response.output_item.added');
  const started = await client.next('output_audio_buffer.started');
  return { responseId: String(started['response_id']), itemId: (added['item'] as { id: string }).id, from };
}

/** All audio of an item as the engine keeps it, in the bytes in which a call hears it. */
async function bytesOf(caller: Caller, itemId: string): Promise<Buffer> {
  // A data channel has no room for it.
  const client = await caller.sideband();
  client.send({ type: 'conversation.item.retrieve', item_id: itemId });
  const { item } = (await client.next('conversation.item.retrieved')) as unknown as {
    item: { content: { audio: string }[] };
  };
  await client.close();
  const encoder = new AudioEncoder({ type: caller.silence === 0xff ? 'audio/pcmu' : 'audio/pcma' });
  const samples = toFloat(pcmFromBytes(Buffer.from(item.content[0]!.audio, 'base64')));
  return Buffer.concat([encoder.encode(samples), encoder.flush()]);
}

function outline(events: readonly Event[]): string[] {
  const types = events.map(({ type }) => type).filter((type) => !type.startsWith('conversation.item.input_audio_transcription'));
  return types.filter((type, index) => type !== types[index - 1]);
}

/** Waits until so many more packets were heard. */
const hearMore = (caller: Caller, packets: number): Promise<void> => {
  const wanted = caller.heard.length + packets;
  return caller.until(() => caller.heard.length >= wanted);
};

describe.concurrent('a call', () => {
  test('is over when nothing at all comes from the peer for a while', async ({ call }) => {
    const caller = await call();
    const sideband = await caller.sideband();
    // Its sockets close without a word: a page that crashed, a network that is gone.
    for (const { connection } of caller.connection.iceTransports) await connection.close();
    await sideband.until(() => sideband.closed !== undefined, 25_000);
    expect((await caller.hangUp()).status).toBe(404);
  });

  test('is greeted by its channel, hears a spoken question, has its sideband search, and answers aloud', async ({ call }) => {
    const caller = await call();
    expect(caller.types()).toEqual(['session.created']);
    const sideband = await caller.sideband();
    await sideband.prepare(TOPICS);
    expect(sideband.types()).toEqual(['session.updated']);
    await caller.next('session.updated');
    const [from, sideFrom] = [caller.events.length, sideband.events.length];
    const packet = caller.heard.length;
    await caller.speak(question);
    answerSearch(sideband, await sideband.next('response.done'));
    const stopped = await caller.next('output_audio_buffer.stopped');
    await sideband.next('output_audio_buffer.stopped');

    const events = caller.events.slice(from);
    expect(outline(events)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio_transcript.delta',
      'output_audio_buffer.started',
      ...(outline(events).filter((type) => type === 'response.output_audio_transcript.delta').length > 1
        ? ['response.output_audio_transcript.delta']
        : []),
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
      'output_audio_buffer.stopped',
    ]);
    expect(sideband.events.slice(sideFrom).map((event) => event['event_id'])).toEqual(events.map((event) => event['event_id']));
    const heard = events.find(({ type }) => type === 'conversation.item.input_audio_transcription.completed');
    expect(heard).toMatchObject({ transcript: 'What are the opening hours?' });

    const done = events.findLast(({ type }) => type === 'response.done')!['response'] as { id: string; output: { id: string }[] };
    expect(stopped['response_id']).toBe(done.id);
    const speech = caller.soundSince(packet);
    expect(loudness(Int16Array.from(speech, decodeMuLaw))).toBeGreaterThan(0.02);
    // To the last byte what was said.
    expect(speech.equals(caller.soundOf(await bytesOf(caller, done.output[0]!.id)))).toBe(true);
  });

  test('hears a stream without holes: a packet each 20 ms, marked where speech begins', async ({ call }) => {
    const caller = await call();
    await begin(caller, 'Hello there.');
    await caller.next('output_audio_buffer.stopped');
    const { heard } = caller;
    expect(heard.every(({ payload }) => payload.length === 160)).toBe(true);
    for (const [index, { sequenceNumber, timestamp }] of heard.entries()) {
      if (index === 0) continue;
      expect(sequenceNumber).toBe((heard[index - 1]!.sequenceNumber + 1) & 0xffff);
      expect(timestamp).toBe((heard[index - 1]!.timestamp + 160) >>> 0);
    }
    const marked = heard.filter(({ marker }) => marker);
    expect(marked).not.toEqual([]);
    expect(heard.slice(0, heard.indexOf(marked[0]!)).every(({ payload }) => payload.every((byte) => byte === 0xff))).toBe(true);
  });

  test('in A-law too, with packets lost on the way', async ({ call }) => {
    const caller = await call({ law: 'PCMA' });
    expect(caller.answer).toContain('a=rtpmap:8 PCMA/8000');
    await caller.prepare(TOPICS);
    const packet = caller.heard.length;
    await caller.speak(question, (index) => index % 20 === 19);
    expect(await caller.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: 'What are the opening hours?',
    });
    const isDone = ({ type }: Event): boolean => type === 'response.done';
    await caller.until(() => caller.events.some(isDone));
    const done = caller.events.find(isDone)!;
    expect(done['response']).toMatchObject({ output: [{ type: 'function_call', name: 'search' }] });
    answerSearch(caller, done);
    await caller.next('output_audio_buffer.stopped');
    expect(caller.soundSince(packet).length).toBeGreaterThan(8_000);
  });

  test('without a data channel is led by its sideband alone', async ({ call }) => {
    const caller = await call({ channel: false });
    const sideband = await caller.sideband();
    await sideband.prepare(TOPICS);
    const { itemId, from } = await begin(caller, 'Welcome to the library.', sideband);
    await sideband.next('output_audio_buffer.stopped');
    expect(caller.soundSince(from).equals(caller.soundOf(await bytesOf(caller, itemId)))).toBe(true);
    await caller.speak(question);
    expect((await sideband.next('response.done'))['response']).toMatchObject({ output: [{ name: 'search' }] });
  });

  test('a turn ends though the microphone is taken away in the middle of it', async ({ call }) => {
    const caller = await call();
    await caller.prepare(TOPICS);
    // No packet after the last word.
    await caller.speak(question.subarray(0, question.length - 24 * 1_200));
    expect(await caller.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: 'What are the opening hours?',
    });
  });

  test('push to talk: with no turn detection the turn is what was said between clear and commit', async ({ call }) => {
    const caller = await call();
    await caller.prepare(TOPICS, null);
    await caller.speak(noise(400, 0.001));
    caller.send({ type: 'input_audio_buffer.clear' });
    await caller.next('input_audio_buffer.cleared');
    await caller.speak(question);
    caller.send({ type: 'input_audio_buffer.commit' });
    expect(await caller.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: 'What are the opening hours?',
    });
    expect(caller.types()).not.toContain('response.created');
  });
});

/** What was sent of an item is its beginning, to the byte, and then nothing. */
function expectCut(caller: Caller, itemId: string, from: number, whole: Buffer, truncated: Event): void {
  expect(truncated).toMatchObject({ item_id: itemId, content_index: 0 });
  const sent = Number(truncated['audio_end_ms']) * 8;
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(whole.length);
  expect(caller.soundSince(from).equals(caller.soundOf(whole.subarray(0, sent)))).toBe(true);
}

describe.concurrent('an answer that is heard', () => {
  test('stops when the user speaks, though the response was complete, and its item is truncated to what was sent', async ({ call }) => {
    const caller = await call();
    await caller.prepare(TOPICS);
    const { responseId, itemId, from } = await begin(caller, LONG);
    const done = await caller.next('response.done');
    expect(done['response']).toMatchObject({ id: responseId, status: 'completed' });
    const whole = await bytesOf(caller, itemId);
    await caller.speak(question.subarray(24 * 300, 24 * 1_400));
    const truncated = await caller.next('conversation.item.truncated');
    await hearMore(caller, 15);
    expectCut(caller, itemId, from, whole, truncated);
    const end = caller.events.slice(caller.events.indexOf(done as never)).map(({ type }) => type);
    expect(end.filter((type) => /^output_audio|speech_started|truncated/.test(type))).toEqual([
      'input_audio_buffer.speech_started',
      'output_audio_buffer.cleared',
      'conversation.item.truncated',
    ]);
    expect(caller.events.find(({ type }) => type === 'output_audio_buffer.cleared')).toMatchObject({ response_id: responseId });
  });

  test('goes on when the user speaks and interrupt_response is false', async ({ call }) => {
    const caller = await call();
    await caller.prepare(TOPICS, { type: 'server_vad', silence_duration_ms: 500, interrupt_response: false, create_response: false });
    const { itemId, from } = await begin(caller, LONG);
    await caller.next('response.done');
    await caller.speak(question);
    await caller.next('output_audio_buffer.stopped');
    expect(caller.types()).toContain('input_audio_buffer.speech_started');
    expect(caller.types()).not.toContain('output_audio_buffer.cleared');
    expect(caller.soundSince(from).equals(caller.soundOf(await bytesOf(caller, itemId)))).toBe(true);
  });

  test.for([
    ['cancelled while it is made', true],
    ['cleared when it is complete', false],
  ] as const)('stops when it is %s', async ([, early], { call }) => {
    const caller = await call();
    const { responseId, itemId, from } = await begin(caller, LONG);
    await hearMore(caller, 15);
    if (early) caller.send({ type: 'response.cancel' });
    expect((await caller.next('response.done'))['response']).toMatchObject({ status: early ? 'cancelled' : 'completed' });
    const whole = await bytesOf(caller, itemId);
    caller.send({ type: 'output_audio_buffer.clear' });
    expect(await caller.next('output_audio_buffer.cleared')).toMatchObject({ response_id: responseId });
    const truncated = await caller.next('conversation.item.truncated');
    await hearMore(caller, 15);
    expectCut(caller, itemId, from, whole, truncated);
    expect(caller.types()).not.toContain('output_audio_buffer.stopped');
    // The next one is whole again.
    const next = await begin(caller, 'Goodbye.');
    expect(await caller.next('output_audio_buffer.stopped')).toMatchObject({ response_id: next.responseId });
  });

  test('is heard to the end of what was made when it is cancelled and not cleared', async ({ call }) => {
    const caller = await call();
    const { responseId, itemId, from } = await begin(caller, LONG);
    await hearMore(caller, 10);
    caller.send({ type: 'response.cancel' });
    expect(await caller.next('output_audio_buffer.stopped')).toMatchObject({ response_id: responseId });
    expect(caller.soundSince(from).equals(caller.soundOf(await bytesOf(caller, itemId)))).toBe(true);
    expect(caller.types()).not.toContain('conversation.item.truncated');
  });

  test('can be truncated by the client first, and is not truncated again', async ({ call }) => {
    const caller = await call();
    const { itemId } = await begin(caller, LONG);
    await caller.next('response.done');
    caller.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: 1 });
    expect(await caller.next('conversation.item.truncated')).toMatchObject({ audio_end_ms: 1 });
    caller.send({ type: 'output_audio_buffer.clear' });
    await caller.next('output_audio_buffer.cleared');
    await hearMore(caller, 5);
    expect(caller.types().filter((type) => type === 'conversation.item.truncated')).toHaveLength(1);
  });

  test('is heard before the next one, which was made meanwhile', async ({ call }) => {
    const caller = await call();
    const first = await begin(caller, 'This is the first of two.');
    await caller.next('response.done');
    caller.send({ type: 'response.create', response: { instructions: 'Say: "And this is the second."' } });
    const second = (await caller.next('response.done'))['response'] as { id: string };
    await caller.until(() => caller.types().filter((type) => type === 'output_audio_buffer.stopped').length === 2);
    const order = caller.events.filter(({ type }) => type.startsWith('output_audio_buffer'));
    expect(order.map((event) => [event.type.split('.')[1], event['response_id']])).toEqual([
      ['started', first.responseId],
      ['stopped', first.responseId],
      ['started', second.id],
      ['stopped', second.id],
    ]);
  });
});

describe.concurrent('mistakes in a call', () => {
  test('reach the one who made them, and the call lives', async ({ call }) => {
    const caller = await call();
    const sideband = await caller.sideband();
    expect(await caller.mistake({ type: 'input_audio_buffer.append', audio: 'AAAA' })).toMatchObject({
      code: 'invalid_value',
      param: 'type',
      message: expect.stringMatching(/RTP/),
    });
    expect(await caller.mistake({ type: 'response.cancel' })).toMatchObject({ code: 'response_cancel_not_active' });
    caller.sendRaw('{');
    expect((await caller.next('error'))['error']).toMatchObject({ code: 'invalid_json' });
    caller.sendRaw(Buffer.from([1, 2, 3]));
    expect((await caller.next('error'))['error']).toMatchObject({ code: 'invalid_json' });
    expect(sideband.types()).toEqual([]);
    expect(await sideband.mistake({ type: 'no.such.event', event_id: 'mine' })).toMatchObject({ event_id: 'mine' });
    // Nothing to clear is no mistake, and nothing that happened.
    caller.send({ type: 'output_audio_buffer.clear' });
    await begin(caller, 'Still here.');
    expect(caller.types()).not.toContain('output_audio_buffer.cleared');
  });
});
