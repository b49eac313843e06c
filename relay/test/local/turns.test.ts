import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { answerSearch, audioOf, type Event, RealtimeClient } from './realtime-client.js';
import { loudness, noise, spoken } from './speech-samples.js';

const TOPICS = ['opening hours', 'library card', 'parking', '3D printing', 'meeting rooms', 'late fees', 'story time'];
const engine = createEngine();
let url = '';
let question: Int16Array;

beforeAll(async () => {
  url = `${(await engine.listen()).url}/v1/realtime?model=local`;
  question = await spoken('What are the opening hours?');
});
afterAll(() => engine.close());

/** One event of many of a kind in a row, so that sequences can be compared whatever the number of deltas. */
function outline(events: readonly Event[]): string[] {
  const types = events
    .map(({ type }) => type)
    .filter((type) => !type.startsWith('conversation.item.input_audio_transcription'));
  return types.filter((type, index) => type !== types[index - 1]);
}

describe('a spoken question', () => {
  test('is heard, transcribed, searched and answered aloud, in the recorded order of events', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    const from = client.events.length;
    client.speak(question);
    const called = await client.next('response.done');
    await client.next('rate_limits.updated');
    expect(outline(client.events.slice(from))).toEqual([
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
    ]);
    const heard = client.events.find(({ type }) => type === 'conversation.item.input_audio_transcription.completed');
    expect(heard).toMatchObject({ transcript: 'What are the opening hours?', usage: { type: 'duration' } });
    expect((called['response'] as { output: unknown[] }).output).toMatchObject([
      {
        type: 'function_call',
        name: 'search',
        status: 'completed',
        arguments: '{"query":"What are the opening hours?"}',
      },
    ]);

    const answerFrom = client.events.length;
    answerSearch(client, called);
    const done = await client.next('response.done');
    const answer = client.events.slice(answerFrom, client.events.indexOf(done as never) + 1);
    expect(outline(answer).filter((type) => !type.endsWith('delta'))).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ]);
    const deltas = answer.filter(({ type }) => type.endsWith('delta')).map(({ type }) => type);
    expect(deltas[0]).toBe('response.output_audio_transcript.delta');

    const words = 'We are open from nine to six on weekdays.';
    const spokenText = (done['response'] as { output: { content: { transcript: string }[] }[] }).output[0]!.content[0]!
      .transcript;
    expect(spokenText).toContain(words);
    const audio = audioOf(answer);
    expect(loudness(audio)).toBeGreaterThan(0.02);
    // A calm speaker says two to four words a second.
    const seconds = audio.length / 24_000;
    const count = spokenText.split(' ').length;
    expect(seconds).toBeGreaterThan(count / 4.5);
    expect(seconds).toBeLessThan(count / 1.5);
    expect((done['response'] as { usage: Record<string, number> }).usage).toMatchObject({
      total_tokens: expect.any(Number),
      output_token_details: { audio_tokens: Math.ceil((seconds * 1000) / 50) },
    });
    await client.close();
  });

  test('has times that count the padding and the silence, and an item that keeps its audio', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.speak(question);
    const started = await client.next('input_audio_buffer.speech_started');
    const stopped = await client.next('input_audio_buffer.speech_stopped');
    expect(started['audio_start_ms']).toBeGreaterThanOrEqual(0);
    expect(started['audio_start_ms']).toBeLessThan(500);
    const lengthMs = question.length / 24;
    expect(stopped['audio_end_ms']).toBeGreaterThan(lengthMs - 1_200);
    expect(stopped['audio_end_ms']).toBeLessThanOrEqual(lengthMs);
    client.send({ type: 'conversation.item.retrieve', item_id: started['item_id'] });
    const { item } = (await client.next('conversation.item.retrieved')) as unknown as {
      item: { content: { audio: string }[] };
    };
    const keptMs = Buffer.from(item.content[0]!.audio, 'base64').length / 48;
    expect(keptMs).toBeCloseTo(Number(stopped['audio_end_ms']) - Number(started['audio_start_ms']), -2);
    await client.close();
  });

  test('is answered without turn detection when the client commits and asks', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS, null);
    client.speak(question);
    client.send({ type: 'input_audio_buffer.commit' });
    await client.next('input_audio_buffer.committed');
    expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: 'What are the opening hours?',
    });
    expect(client.types()).not.toContain('response.created');
    expect(client.types()).not.toContain('input_audio_buffer.speech_started');
    client.send({ type: 'response.create' });
    expect((await client.next('response.done'))['response']).toMatchObject({ output: [{ name: 'search' }] });
    await client.close();
  });

  test.each([
    ['create_response false', { type: 'server_vad', silence_duration_ms: 500, create_response: false }],
    ['semantic_vad too', { type: 'semantic_vad', eagerness: 'high', create_response: false }],
  ])('makes no response with %s', async (_, detection) => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS, detection);
    client.speak(question);
    await client.next('conversation.item.input_audio_transcription.completed');
    expect(client.types()).not.toContain('response.created');
    await client.close();
  });

  test.each(['audio/pcmu', 'audio/pcma'])('over the telephone in %s is understood and answered in it', async (type) => {
    const { AudioEncoder } = await import('../../dist/local/audio-format.js');
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { format: { type } }, output: { format: { type } } } },
    });
    await client.next('session.updated');
    const bytes = new AudioEncoder({ type } as never).encode(Float32Array.from(question, (sample) => sample / 32_768));
    for (let at = 0; at < bytes.length; at += 160) {
      client.send({ type: 'input_audio_buffer.append', audio: bytes.subarray(at, at + 160).toString('base64') });
    }
    const called = await client.next('response.done');
    expect(called['response']).toMatchObject({ output: [{ arguments: '{"query":"What are the opening hours?"}' }] });
    const from = client.events.length;
    answerSearch(client, called);
    await client.next('response.done');
    const sizes = client.events
      .slice(from)
      .filter(({ type: kind }) => kind === 'response.output_audio.delta')
      .map((event) => Buffer.from(String(event['delta']), 'base64').length);
    // 250 ms at 8 kHz, one byte a sample.
    expect(sizes[2]).toBe(2_000);
    await client.close();
  });
});

describe('the user speaks while the assistant does', () => {
  test('and the response ends at once as interrupted, with all its closing events, and can be truncated', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.send({
      type: 'response.create',
      response: { instructions: `Say: "${'This answer goes on and on for a good while. '.repeat(8)}"` },
    });
    await client.next('response.output_audio.delta');
    const from = client.events.length;
    client.speak(question);
    const done = await client.next('response.done');
    expect(done['response']).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    });
    const interruption = outline(client.events.slice(from)).filter((type) => !type.endsWith('delta'));
    expect(interruption.slice(0, 7)).toEqual([
      'input_audio_buffer.speech_started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ]);
    const { id } = (done['response'] as { output: { id: string }[] }).output[0]!;
    client.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 80 });
    await client.next('conversation.item.truncated');
    const next = await client.next('response.done');
    expect(next['response']).toMatchObject({ status: 'completed', output: [{ name: 'search' }] });
    const late = client.events.filter(
      (event) => event['item_id'] === id && event.type === 'response.output_audio.delta',
    );
    expect(Math.max(...late.map(({ receivedAt }) => receivedAt))).toBeLessThan(Number(done['receivedAt']));
    await client.close();
  });

  test('is left alone with interrupt_response false', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS, { type: 'server_vad', silence_duration_ms: 500, interrupt_response: false });
    client.send({
      type: 'response.create',
      response: { instructions: `Say: "${'This answer goes on and on for a good while. '.repeat(4)}"` },
    });
    await client.next('response.output_audio.delta');
    client.speak(question);
    await client.next('input_audio_buffer.committed');
    expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' });
    await client.close();
  });
});

describe('what is no question', () => {
  test('five seconds of noise, clicks or silence start no turn', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.speak(noise(5_000, 0.03));
    const clicks = new Int16Array(24_000 * 5);
    for (let at = 0; at < clicks.length; at += 12_000) clicks.fill(30_000, at, at + 48);
    client.speak(clicks);
    client.speak(new Int16Array(24_000 * 5));
    client.send({ type: 'input_audio_buffer.clear' });
    await client.next('input_audio_buffer.cleared');
    expect(client.types()).not.toContain('input_audio_buffer.speech_started');
    await client.close();
  });

  test('speech about something else is asked again, not forced onto a topic', async () => {
    const client = await RealtimeClient.open(url);
    await client.prepare(TOPICS);
    client.speak(await spoken('My grandmother painted seven yellow elephants.'));
    expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: '',
    });
    const done = await client.next('response.done');
    const item = (done['response'] as { output: { type: string; content: { transcript: string }[] }[] }).output[0]!;
    expect(item.type).toBe('message');
    expect(item.content[0]!.transcript).toMatch(/did not catch that.*opening hours/i);
    await client.close();
  });
});
