import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { RealtimeClient, SEARCH_TOOL } from './realtime-client.js';
import { spoken } from './speech-samples.js';

const engine = createEngine();
let base = '';

beforeAll(async () => {
  base = (await engine.listen()).url;
});
afterAll(() => engine.close());

describe.each([
  ["OpenAI's header", '/v1/realtime?model=local', { 'openai-beta': 'realtime=v1' }],
  ["Azure's preview path", '/openai/realtime?api-version=2025-04-01-preview&deployment=local', {}],
])('the beta dialect by %s', (_, path, headers) => {
  test('speaks flat sessions, old names and old content types throughout a spoken turn', async () => {
    const client = await RealtimeClient.open(base + path, headers as Record<string, string>);
    expect(client.events[0]).toMatchObject({
      type: 'session.created',
      session: {
        modalities: ['audio', 'text'],
        voice: 'alloy',
        input_audio_format: 'pcm16',
        output_audio_format: 'pcm16',
        temperature: 0.8,
      },
    });
    expect(client.events[0]!['session']).not.toHaveProperty('audio');
    await client.next('conversation.created');
    client.send({
      type: 'session.update',
      session: {
        modalities: ['text', 'audio'],
        tools: [SEARCH_TOOL],
        temperature: 0.7,
        turn_detection: { type: 'server_vad', silence_duration_ms: 500 },
        input_audio_transcription: { model: 'whisper-1', prompt: 'Topics: opening hours, parking, late fees' },
      },
    });
    expect((await client.next('session.updated'))['session']).toMatchObject({
      input_audio_transcription: { model: 'whisper-1' },
    });
    client.speak(await spoken('Tell me about parking'));
    const called = await client.next('response.done');
    const call = (called['response'] as { output: Record<string, string>[] }).output[0]!;
    expect(call).toMatchObject({
      object: 'realtime.item',
      type: 'function_call',
      arguments: '{"query":"Tell me about parking."}',
    });
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call['call_id'], output: 'Parking is free for two hours.' },
    });
    client.send({ type: 'response.create' });
    const done = await client.next('response.done');
    expect(done['response']).toMatchObject({
      modalities: ['audio', 'text'],
      output_audio_format: 'pcm16',
      output: [{ object: 'realtime.item', content: [{ type: 'audio', transcript: 'Parking is free for two hours.' }] }],
    });
    const types = new Set(client.types());
    for (const old of [
      'conversation.item.created',
      'response.audio.delta',
      'response.audio_transcript.delta',
      'response.audio_transcript.done',
    ]) {
      expect(types).toContain(old);
    }
    for (const type of types) expect(type).not.toMatch(/output_audio|output_text|^conversation\.item\.(?:added|done)/);
    for (const event of client.events) expect(event).not.toHaveProperty('obfuscation');
    await client.close();
  });

  test('takes "text" parts of an assistant back, and answers GA keys as unknown', async () => {
    const client = await RealtimeClient.open(base + path, headers as Record<string, string>);
    client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello!' }] },
    });
    expect((await client.next('conversation.item.created'))['item']).toMatchObject({
      content: [{ type: 'text', text: 'Hello!' }],
    });
    for (const key of ['type', 'output_modalities', 'audio']) {
      const error = await client.mistake({ type: 'session.update', session: { [key]: 'realtime' } });
      expect(error).toMatchObject({ code: 'unknown_parameter', param: `session.${key}` });
    }
    const error = await client.mistake({
      type: 'session.update',
      session: { turn_detection: { type: 'server_vad', threshold: 7 } },
    });
    expect(error).toMatchObject({ param: 'session.turn_detection.threshold' });
    await client.close();
  });
});
