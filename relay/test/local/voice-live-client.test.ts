import { VoiceLiveClient, type ServerEventUnion } from '@azure/ai-voicelive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';
import { spoken } from './speech-samples.js';

/** Azure's own client, as it is: it knows the path of Voice Live and no other. */
const engine = createEngine({ apiKey: 'sk-test' });
let endpoint = '';

beforeAll(async () => {
  endpoint = `http://127.0.0.1:${(await engine.listen()).port}`;
});
afterAll(() => engine.close());

async function open(key = 'sk-test') {
  const events: ServerEventUnion[] = [];
  const session = await new VoiceLiveClient(endpoint, { key }).startSession('local', {
    sessionHandlers: { onServerEvent: async (event) => void events.push(event) },
  });
  const seen = (type: string) =>
    expect.poll(() => events.find((event) => event.type === type), { timeout: 20_000 }).toBeDefined();
  const find = <T>(type: string) => events.find((event) => event.type === type) as T;
  return { session, events, seen, find };
}

test("Azure's Voice Live client types a question and reads the answer", async () => {
  const { session, events, seen, find } = await open();
  await seen('session.created');
  await session.updateSession({ modalities: ['text'], instructions: 'Answer briefly.' });
  await seen('session.updated');
  await session.addConversationItem({
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'Hello' }],
  } as Parameters<typeof session.addConversationItem>[0]);
  await session.sendEvent({ type: 'response.create' });
  await seen('response.done');
  expect(find<{ text: string }>('response.text.done').text).not.toBe('');
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
  expect(events.map(({ type }) => type)).toContain('conversation.item.created');
  await session.dispose();
});

test("Azure's Voice Live client is heard, and hears the answer", async () => {
  const { session, events, seen } = await open();
  await seen('session.created');
  await session.updateSession({
    modalities: ['text', 'audio'],
    inputAudioFormat: 'pcm16',
    outputAudioFormat: 'pcm16',
    turnDetection: { type: 'server_vad', silenceDurationInMs: 500 },
    inputAudioTranscription: { model: 'whisper-1' },
  });
  const speech = await spoken('Tell me about parking');
  const silence = new Uint8Array(48_000);
  for (const audio of [speech, silence]) {
    const bytes = new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength);
    for (let i = 0; i < bytes.length; i += 4_800) await session.sendAudio(bytes.slice(i, i + 4_800));
  }
  await seen('response.done');
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['input_audio_buffer.speech_started', 'response.audio.delta', 'response.audio_transcript.done']) {
    expect(types).toContain(type);
  }
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
  await session.dispose();
});

test('a wrong key is an error of the client', async () => {
  await expect(open('sk-wrong')).rejects.toThrow(/401/);
});
