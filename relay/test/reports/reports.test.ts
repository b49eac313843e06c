import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SessionReport } from '../../src/index.js';
import { openDatabase } from '../../src/knowledge/open-store.js';
import { signatureOf, Webhook } from '../../src/reports/webhook.js';
import { eraseRecordings, SqlRecordings } from '../../src/reports/sql-recordings.js';
import { openHouse } from '../fixtures/house.js';
import { Visitor } from '../fixtures/visitor.js';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An operator's server; answers with the statuses in turn, then 200. */
async function openReceiver(...statuses: number[]) {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { deliveries, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

const usage = { input_tokens: 100, output_tokens: 50, output_token_details: { text_tokens: 10, audio_tokens: 40 } };

async function talk(url: string, upstream: Awaited<ReturnType<typeof openHouse>>['upstream']): Promise<void> {
  const visitor = await Visitor.arrive(url);
  const service = await upstream.session();
  await visitor.next('session.updated');
  visitor.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What does it cost?' }] },
  });
  await service.next('conversation.item.create');
  service.send({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'item_v', transcript: 'And for students?' });
  service.says('Twelve euros.');
  await visitor.next('response.done');
  service.send({ type: 'response.done', response: { id: 'resp_x', status: 'completed', output: [], usage } });
  await visitor.next((event) => event['type'] === 'response.done' && event['response'].id === 'resp_x');
  visitor.socket.close();
  await visitor.closed;
}

test('a session that is over is reported, signed, with its usage and cost, and without a word of what was said', async () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes size').toString('base64')}`;
  const { url: hook, deliveries } = await openReceiver();
  const { url, upstream } = await openHouse({ webhook: { url: hook, secret }, prices: { audioOut: 64, textIn: 4 } });
  await talk(url, upstream);
  await vi.waitFor(() => expect(deliveries).toHaveLength(1));
  const [{ headers, body }] = deliveries as [Delivery];
  const event = JSON.parse(body) as { type: string; data: Record<string, unknown> };
  expect(event.type).toBe('session.ended');
  expect(event.data).toMatchObject({ user: null, origin: url, reason: 'browser left', tool_calls: 0 });
  expect(event.data['usage']).toMatchObject({ audio_out: expect.any(Number), text_in: expect.any(Number) });
  expect(event.data['cost']).toBeGreaterThanOrEqual((40 * 64) / 1e6);
  expect(body).not.toContain('euros');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  expect(headers['webhook-signature']).toBe(`v1,${signatureOf(secret, signed)}`);
});

test('what was said is in the report of an operator who asks for it, by voice and typed, in order', async () => {
  const reports: SessionReport[] = [];
  const { url, upstream } = await openHouse({ transcripts: true, onSessionEnd: (report) => void reports.push(report) });
  await talk(url, upstream);
  await vi.waitFor(() => expect(reports).toHaveLength(1));
  expect(reports[0]!.transcript).toMatchObject([
    { role: 'user', text: 'What does it cost?' },
    { role: 'user', text: 'And for students?' },
    { role: 'assistant', text: 'Twelve euros.' },
  ]);
});

test('an own function that throws harms nobody', async () => {
  const { url, upstream, logs } = await openHouse({
    onSessionEnd: () => {
      throw new Error('broken');
    },
  });
  await talk(url, upstream);
  await vi.waitFor(() => expect(logs.join('\n')).toContain('onSessionEnd failed'));
  await talk(url, upstream);
});

const report: SessionReport = {
  sessionId: 's1',
  user: 'ada',
  origin: null,
  startedAt: '2026-11-25T08:00:00.000Z',
  endedAt: new Date().toISOString(),
  durationMs: 1_000,
  reason: 'browser left',
  closeCode: 1000,
  responses: 1,
  toolCalls: 0,
  usage: { textIn: 1, audioIn: 0, imageIn: 0, cachedTextIn: 0, cachedAudioIn: 0, textOut: 1, audioOut: 0 },
  cost: null,
  transcript: [{ role: 'user', text: 'Secret', at: '2026-11-25T08:00:00.000Z' }],
};

test('a receiver that is away for a moment gets it all the same, under the same id; one that stays away is told of once', async () => {
  const { url, deliveries } = await openReceiver(503, 500);
  const logs: string[] = [];
  const log = (line: string): void => void logs.push(line);
  const webhook = new Webhook({ url, secret: undefined, retryDelaysMs: [1, 1], log });
  webhook.send(report);
  await webhook.close();
  expect(deliveries).toHaveLength(3);
  expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(logs).toEqual([]);
  const away = new Webhook({ url: 'http://127.0.0.1:9/hook', secret: undefined, retryDelaysMs: [1], log });
  away.send(report);
  await away.close();
  expect(logs).toEqual([expect.stringContaining('session s1 was not reported')]);
  expect(logs.join()).not.toContain('Secret');
});

test('recordings are kept for their days and no longer, and forgotten with their user', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'recordings-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const database = await openDatabase({ databaseUrl: undefined, dataDir });
  onTestFinished(() => database.close());
  const open = () => SqlRecordings.open({ database, keepDays: 30, log: () => {} });
  const recordings = await open();
  recordings.add(report);
  recordings.add({ ...report, sessionId: 's2', user: null });
  recordings.add({ ...report, sessionId: 'old', endedAt: new Date(Date.now() - 31 * 86_400_000).toISOString() });
  await recordings.close();
  await (await open()).close();
  const kept = await database.query('SELECT session, report FROM recording ORDER BY n');
  expect(kept.map(({ session }) => session)).toEqual(['s1', 's2']);
  expect(JSON.parse(String(kept[0]!['report']))).toEqual(report);
  expect(await eraseRecordings(database, 'ada')).toBe(1);
  expect(await database.query('SELECT session FROM recording')).toEqual([{ session: 's2' }]);
});

test('who is about to be cut off for silence is told in time, and again when they go on', async () => {
  const { url, upstream } = await openHouse({ idleTimeoutMs: 2_000 });
  const visitor = await Visitor.arrive(url);
  const service = await upstream.session();
  await visitor.next('session.updated');
  expect(await visitor.next('extension.relay.ending')).toMatchObject({ reason: 'idle_timeout', ends_in_ms: 400 });
  service.says('Are you still there?');
  expect(await visitor.next('extension.relay.ending')).toMatchObject({ reason: 'idle_timeout', ends_in_ms: null });
  expect(await visitor.refusal()).toMatchObject({ code: 'idle_timeout' });
});

test('the longest time is announced before it is over', async () => {
  const { url, upstream } = await openHouse({ maxSessionMs: 1_000 });
  const visitor = await Visitor.arrive(url);
  await upstream.session();
  expect(await visitor.next('extension.relay.ending')).toMatchObject({ reason: 'session_limit', ends_in_ms: 200 });
  expect(await visitor.refusal()).toMatchObject({ code: 'session_limit' });
});
