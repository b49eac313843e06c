import { expect, test } from 'vitest';
import { openCallHouse } from '../fixtures/call-house.js';
import { ask } from '../fixtures/chat.js';
import { offers } from '../fixtures/call-sdp.js';
import { Visitor } from '../fixtures/visitor.js';

// What holds across sockets, calls and chats alike.

test('in a call, too, a task becomes instructions that the page never sees', async () => {
  const { call } = await openCallHouse({ instructions: 'The secret of the house.' });
  const { visitor, sideband, bytes } = await call();
  await sideband.configured();
  visitor.send({ type: 'extension.relay.session', task: null, output_language: 'de' });
  expect((await sideband.configured())['instructions']).toMatch(/^The secret of the house\.[^]*German/);
  expect((await visitor.next('session.updated'))['session']).toMatchObject({ instructions: '', tools: [] });
  expect(bytes()).not.toMatch(/secret|German/);
});

test('a page on another site gets nothing by any method of any way in', async () => {
  const { url, service } = await openCallHouse();
  for (const path of ['/chat', '/calls', '/calls/any']) {
    for (const method of ['HEAD', 'GET', 'OPTIONS', 'POST', 'PATCH', 'PUT', 'DELETE']) {
      const response = await fetch(url + path, { method, headers: { Origin: 'https://evil.example' } });
      expect([path, method, response.status]).toEqual([path, method, 403]);
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
    }
  }
  expect(service.requests).toHaveLength(0);
});

test('a token that a page sends along is in no line of the log', async () => {
  const { url, offer, logs } = await openCallHouse();
  const headers = { Authorization: 'Bearer of-the-visitor' };
  await offer(offers.audio, { headers });
  await offer('v=1', { headers });
  await offer(offers.audio, { headers: { ...headers, Origin: 'https://evil.example' } });
  await ask(url, { messages: [] }, { headers });
  const visitor = await Visitor.arrive(url, { call: 'of-the-visitor', protocols: ['realtime', 'ticket.of-the-visitor'] });
  await visitor.closed;
  expect(logs.join('\n')).not.toContain('of-the-visitor');
});
