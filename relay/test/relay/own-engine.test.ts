import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
// Workers start from files, which the build has and the sources have not.
import { createRelay } from '../../dist/index.js';
import { offers } from '../fixtures/call-sdp.js';
import { ask } from '../fixtures/chat.js';
import { memoryStore, museum } from '../fixtures/memory-store.js';

test('the engine that a relay starts speaks with the relay alone, not with any page that finds its port', async () => {
  const relay = createRelay({ upstream: { kind: 'local' }, store: memoryStore(museum), calls: true, log: () => {} }, {});
  onTestFinished(() => relay.close({ drainMs: 0 }));
  const { url } = await relay.listen({ port: 0 });
  const host = /127\.0\.0\.1:\d+/.exec(relay.description)![0];
  const socket = new WebSocket(`ws://${host}/v1/realtime?model=local`, { origin: 'https://evil.example' });
  socket.on('error', () => {});
  const status = await new Promise((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
  socket.terminate();
  expect(status).toBe(401);
  const call = await fetch(`http://${host}/v1/realtime/calls?model=local`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp', Origin: 'https://evil.example' },
    body: offers.audio,
  });
  expect(call.status).toBe(401);
  const answer = await ask(url, 'When is the museum open on Thursdays?');
  expect(await answer.json()).toMatchObject({ text: expect.stringContaining('nine') });
});
