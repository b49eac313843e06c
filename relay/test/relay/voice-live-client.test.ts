import { VoiceLiveClient, type ServerEventUnion } from '@azure/ai-voicelive';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../src/index.js';
import { memoryStore, museum } from '../fixtures/memory-store.js';
import { FakeUpstream, goodKey } from '../fixtures/upstream.js';

test("Azure's Voice Live client talks through a relay whose service speaks the beta protocol, without a key", async () => {
  const upstream = await FakeUpstream.start({ shape: 'beta' });
  const server = createServer();
  const relay = createRelay(
    {
      upstream: {
        kind: 'azure',
        endpoint: upstream.url,
        deployment: 'voice',
        apiKey: goodKey,
        apiVersion: '2025-04-01-preview',
      },
      store: memoryStore(museum),
      log: () => {},
    },
    {},
  );
  // The only path that this client knows.
  await relay.attach(server, { path: '/voice-live' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await relay.close({ drainMs: 0 });
    await upstream.stop();
    server.close();
  });

  const events: ServerEventUnion[] = [];
  const find = <T>(type: string) => events.find((event) => event.type === type) as T | undefined;
  const client = new VoiceLiveClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { key: 'none' });
  const session = await client.startSession('whatever', {
    sessionHandlers: { onServerEvent: async (event) => void events.push(event) },
  });
  await expect.poll(() => find('session.updated')).toBeDefined();
  const service = await upstream.session();

  await session.addConversationItem({
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'How much is a ticket?' }],
  } as Parameters<typeof session.addConversationItem>[0]);
  await session.sendEvent({ type: 'response.create' });
  await service.next('response.create');
  service.calls([{ name: 'search', arguments: '{"query":"ticket adults"}' }]);
  await service.next('response.create');
  service.says('A ticket costs 12 euros for adults.');
  await expect
    .poll(() => find<{ transcript: string }>('response.audio_transcript.done')?.transcript)
    .toBe('A ticket costs 12 euros for adults.');
  await expect.poll(() => find('response.done')).toBeDefined();
  // What the relay adds beside the vendor's events does this client no harm: it passes over what it does not know.
  expect(events.map(({ type }) => type)).toContain('response.audio.delta');
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
  await session.dispose();
  await service.closed;
});
