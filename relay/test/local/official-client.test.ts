import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../dist/local/engine.js';

/** OpenAI's own client speaks TLS only: a door with a certificate of our own stands before the engine. */
const engine = createEngine({ apiKey: 'sk-test' });
const folder = mkdtempSync(join(tmpdir(), 'engine-tls-'));
let door: Server;
let ca: Buffer;

beforeAll(async () => {
  const { port } = await engine.listen();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  ca = readFileSync(cert);
  door = createServer({ key: readFileSync(key), cert: ca });
  door.on('upgrade', (request, stream, head) => {
    const inner = connect(port, '127.0.0.1', () => {
      const headers = request.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
      inner.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      inner.write(head);
      stream.pipe(inner).pipe(stream);
    });
    inner.on('error', () => stream.destroy());
    stream.on('error', () => inner.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await engine.close();
  door.close();
  door.closeAllConnections();
  rmSync(folder, { recursive: true });
});

test("OpenAI's client types a question, answers the tool call and reads the answer", async () => {
  const client = new OpenAI({
    apiKey: 'sk-test',
    baseURL: `https://127.0.0.1:${(door.address() as AddressInfo).port}/v1`,
  });
  const realtime = new OpenAIRealtimeWS({ model: 'local', options: { ca } as never }, client);
  const answer = await new Promise<string>((resolve, reject) => {
    realtime.on('error', reject);
    realtime.on('session.created', () => {
      const parameters = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] };
      realtime.send({
        type: 'session.update',
        session: {
          type: 'realtime',
          output_modalities: ['text'],
          tools: [{ type: 'function', name: 'search', description: 'Search.', parameters }],
        },
      });
      realtime.send({
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'When do you open?' }] },
      });
      realtime.send({ type: 'response.create' });
    });
    realtime.on('response.function_call_arguments.done', ({ call_id }) => {
      realtime.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id, output: 'We open at nine.' },
      });
    });
    realtime.on('response.done', ({ response }) => {
      if (response.output?.[0]?.type === 'function_call') realtime.send({ type: 'response.create' });
    });
    realtime.on('response.output_text.done', ({ text }) => resolve(text));
  });
  realtime.close();
  expect(answer).toBe('We open at nine.');
});

test('a wrong key is an error of the client', async () => {
  const client = new OpenAI({
    apiKey: 'sk-wrong',
    baseURL: `https://127.0.0.1:${(door.address() as AddressInfo).port}/v1`,
  });
  const realtime = new OpenAIRealtimeWS({ model: 'local', options: { ca } as never }, client);
  const error = await new Promise<Error>((resolve) => realtime.on('error', resolve));
  expect(error.message).toMatch(/401/);
});
