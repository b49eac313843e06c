import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../src/index.js';
import { memoryStore, museum } from '../fixtures/memory-store.js';
import { FakeUpstream, goodKey } from '../fixtures/upstream.js';

/**
 * The official client insists on TLS: a certificate for one test, by the openssl that every system has which builds
 * Node.
 */
async function certificate(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    key,
    '-out',
    cert,
  ]);
  return { key: await readFile(key), cert: await readFile(cert) };
}

test('the official OpenAI client talks through the relay, over TLS, as it would to OpenAI, without a key', async () => {
  const upstream = await FakeUpstream.start();
  const { key, cert } = await certificate();
  const server = createServer({ key, cert });
  const relay = createRelay(
    {
      upstream: { kind: 'openai', apiKey: goodKey, baseUrl: `${upstream.url}/v1` },
      store: memoryStore(museum),
      log: () => {},
    },
    {},
  );
  await relay.attach(server, { path: '/v1' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await relay.close({ drainMs: 0 });
    await upstream.stop();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = new OpenAI({ apiKey: 'none-of-yours', baseURL: `https://127.0.0.1:${port}/v1` });
  const realtime = new OpenAIRealtimeWS({ model: 'whatever', options: { ca: cert } }, client);
  const seen: string[] = [];
  const errors: unknown[] = [];
  realtime.on('error', (error) => errors.push(error));
  realtime.on('event', (event) => seen.push(event.type));

  await new Promise<void>((resolve) => realtime.once('session.updated', () => resolve()));
  const service = await upstream.session();
  expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${goodKey}`);

  realtime.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'How much is a ticket?' }] },
  });
  realtime.send({ type: 'response.create' });
  await service.next('response.create');
  service.calls([{ name: 'search', arguments: '{"query":"ticket adults"}' }]);
  await service.next('response.create');
  const answered = new Promise<string>((resolve) => {
    realtime.once('response.output_audio_transcript.done', ({ transcript }) => resolve(transcript));
  });
  const done = new Promise<void>((resolve) => realtime.once('response.done', () => resolve()));
  service.says('A ticket costs 12 euros for adults.');
  expect(await answered).toBe('A ticket costs 12 euros for adults.');
  await done;
  expect(seen).toContain('conversation.item.added');
  expect(seen).toContain('extension.middle_tier_tool_response');
  expect(errors).toEqual([]);
  realtime.close();
  await service.closed;
});
