import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RealtimeClient, withEngine } from './realtime-client.js';
import { spoken } from './speech-samples.js';

/** The other side of a part by URL: an OpenAI-compatible HTTP service that keeps what it was sent. */
const received: { path: string; authorization: string | undefined; body: Buffer }[] = [];
const answers: { status: number; type: string; body: Buffer | string }[] = [];
let server: Server;
let url = '';

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    received.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: await bodyOf(request),
    });
    const { status, type, body } = answers.shift() ?? { status: 500, type: 'text/plain', body: 'secret details' };
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  received.length = 0;
  answers.length = 0;
});

const json = (value: unknown): (typeof answers)[number] => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});

describe('parts by URL', () => {
  test('a language model calls tools and answers', async () => {
    const call = { id: 'c', type: 'function', function: { name: 'search', arguments: '{"query":"hours"}' } };
    answers.push(
      json({ choices: [{ message: { content: null, tool_calls: [call] } }] }),
      json({ choices: [{ message: { content: 'At **nine**.' } }] }),
    );
    await withEngine({ chat: { url, model: 'big', apiKey: 'k' } }, async (base) => {
      const client = await RealtimeClient.open(`${base}/v1/realtime?model=m`);
      await client.prepare(['opening hours']);
      client.type('When?');
      const called = await client.next('response.done');
      const [item] = (called['response'] as { output: { call_id: string; name: string }[] }).output;
      expect(item).toMatchObject({ name: 'search', arguments: '{"query":"hours"}' });
      client.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: item!.call_id, output: 'nine' },
      });
      client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
      expect((await client.next('response.done'))['response']).toMatchObject({
        output: [{ content: [{ text: 'At nine.' }] }],
      });
      await client.close();
    });
    expect(received.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/chat/completions']);
    expect(received[0]!.authorization).toBe('Bearer k');
    const { messages } = JSON.parse(received[1]!.body.toString('utf8')) as {
      messages: { role: string; tool_call_id?: string }[];
    };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
  });

  test('speech to text and text to speech are sent and taken in the usual formats', async () => {
    const half = Buffer.alloc(24_000);
    for (let at = 0; at < half.length; at += 2) half.writeInt16LE(Math.round(8_000 * Math.sin(at / 20)), at);
    answers.push(json({ text: 'Hello.' }), ...[1, 2, 3].map(() => ({ status: 200, type: 'audio/pcm', body: half })));
    const parts = { transcription: { url, model: 'ears' }, speech: { url, model: 'mouth', voice: 'nova' } };
    await withEngine({ ...parts, language: 'de' }, async (base) => {
      const client = await RealtimeClient.open(`${base}/v1/realtime?model=m`);
      await client.prepare([]);
      client.speak(await spoken('Good morning to all of you'));
      expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
        transcript: 'Hello.',
      });
      expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' });
      await client.close();
    });
    expect(received[0]!.path).toBe('/v1/audio/transcriptions');
    expect(received[0]!.body.includes('RIFF')).toBe(true);
    expect(JSON.parse(received[1]!.body.toString('utf8'))).toMatchObject({
      model: 'mouth',
      voice: 'nova',
      response_format: 'pcm',
    });
  });

  test('one that fails makes a failed response, tells the operator the status and nobody its words', async () => {
    const diagnostics: string[] = [];
    await withEngine(
      { chat: { url, model: 'big', apiKey: 'very-secret' }, onDiagnostic: (message) => void diagnostics.push(message) },
      async (base) => {
        const client = await RealtimeClient.open(`${base}/v1/realtime?model=m`);
        client.type('When?');
        expect((await client.next('response.done'))['response']).toMatchObject({
          status: 'failed',
          status_details: { error: { type: 'server_error' } },
        });
        answers.push(json({ choices: [{ message: { content: 'Yes.' } }] }));
        client.type('Are you well?');
        expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' });
        await client.close();
      },
    );
    expect(diagnostics[0]).toMatch(/chat\/completions of the provider answered 500/);
    expect(diagnostics.join()).not.toMatch(/secret/);
  });
});
