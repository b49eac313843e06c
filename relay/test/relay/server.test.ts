import { createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createRelay } from '../../src/index.js';
import { isOriginAllowed } from '../../src/server/admission.js';
import { openHouse } from '../fixtures/house.js';
import { memoryStore, museum } from '../fixtures/memory-store.js';
import { FakeUpstream, goodKey } from '../fixtures/upstream.js';
import { Visitor } from '../fixtures/visitor.js';

test('health, readiness and a passage can be asked for; all else is not there', async () => {
  const { url } = await openHouse();
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: 'ready', routes: ['realtime', 'chat'] });
  expect(await (await fetch(`${url}/sources/tickets-1`)).json()).toEqual(museum[1]);
  for (const path of ['/', '/sources/none', '/sources/..%2f..%2fetc', '/sources/', '/realtime/x', '/healthy']) {
    expect((await fetch(url + path)).status, path).toBe(404);
  }
  expect((await fetch(`${url}/realtime`)).status).toBe(426);
  expect((await fetch(`${url}/health`, { method: 'POST' })).status).toBe(405);
});

test('a page elsewhere reads a passage only when it may use the relay', async () => {
  const { url } = await openHouse({ allowedOrigins: ['https://museum.example'] });
  const allowed = await fetch(`${url}/sources/tickets-1`, { headers: { Origin: 'https://museum.example' } });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://museum.example');
  const refused = await fetch(`${url}/sources/tickets-1`, { headers: { Origin: 'https://evil.example' } });
  expect(refused.status).toBe(403);
  expect(refused.headers.has('access-control-allow-origin')).toBe(false);
});

test('a page that made its name point at loopback cannot read a passage as its own', async () => {
  const { url } = await openHouse();
  const ask = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(`${url}/sources/tickets-1`, { headers: { Host: host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
  expect(await ask('evil.example:8787')).toBe(403);
  expect(await ask('localhost:8787')).toBe(200);
  expect(await ask('[::1]')).toBe(200);
});

const far = '192.0.2.7';
test.for<[string, Record<string, string>, string, string[] | undefined, boolean]>([
  ["a page of the relay's own host", { origin: 'https://a.example', host: 'a.example' }, far, undefined, true],
  ["the same with the scheme's port", { origin: 'https://a.example', host: 'a.example:443' }, far, undefined, true],
  ['another port of that host', { origin: 'https://a.example:8443', host: 'a.example' }, far, undefined, false],
  ['a sub-domain', { origin: 'https://x.a.example', host: 'a.example' }, far, undefined, false],
  ['a loopback page at a public relay', { origin: 'http://localhost:3000', host: 'a.example' }, far, undefined, false],
  [
    'a loopback page at a loopback relay',
    { origin: 'http://localhost:3000', host: '127.0.0.1:8787' },
    '127.0.0.1',
    undefined,
    true,
  ],
  [
    'a page that made its name point at loopback',
    { origin: 'http://evil.example', host: 'evil.example' },
    '127.0.0.1',
    undefined,
    false,
  ],
  [
    'a name that begins like loopback',
    { origin: 'http://127.0.0.1.evil.example', host: 'x' },
    '127.0.0.1',
    undefined,
    false,
  ],
  ['an origin on the list', { origin: 'https://b.example', host: 'a.example' }, far, ['https://b.example'], true],
  [
    "the relay's own host that is not on the list",
    { origin: 'https://a.example', host: 'a.example' },
    far,
    ['https://b.example'],
    false,
  ],
  [
    'an origin that begins like one on the list',
    { origin: 'https://b.example.evil', host: 'x' },
    far,
    ['https://b.example'],
    false,
  ],
  ['a file or sandboxed frame', { origin: 'null', host: 'a.example' }, far, ['https://b.example'], false],
  ['a file that the operator allows', { origin: 'null', host: 'a.example' }, far, ['null'], true],
  ['a program from afar', { host: 'a.example' }, far, undefined, false],
  ['rubbish', { origin: '%%%', host: 'a.example' }, far, undefined, false],
])('%s', ([, headers, localAddress, list, expected]) => {
  expect(isOriginAllowed({ headers, localAddress }, list)).toBe(expected);
});

test('a browser that offers subprotocols gets "realtime" chosen, and its ticket is not echoed', async () => {
  const { url } = await openHouse();
  const visitor = await Visitor.arrive(url, { protocols: ['realtime', 'openai-insecure-api-key.whatever'] });
  expect(visitor.socket.protocol).toBe('realtime');
});

test('one visitor too many hears that it is busy, and when to come again', async () => {
  const { url, visit } = await openHouse({ maxSessions: 1 });
  const { visitor: first, service } = await visit();
  const second = await Visitor.arrive(url);
  expect(await second.refusal()).toMatchObject({ code: 'busy', retry_after_ms: 5_000 });
  expect(await second.closed).toEqual({ code: 1013, reason: 'busy' });
  first.socket.close();
  await service.closed;
  await first.closed;
  const third = await Visitor.arrive(url);
  await third.next('session.updated');
});

test('one that is turned away and does not go is cut off', async () => {
  const { url, visit } = await openHouse({ maxSessions: 1 });
  await visit();
  const { host, port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `GET /realtime HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`,
  );
  socket.resume();
  await ended;
}, 10_000);

test('a relay that stops tells its visitors, lets them finish, and takes nobody new', async () => {
  const { relay, visit, url } = await openHouse();
  const { visitor, service } = await visit();
  const closing = relay.close({ drainMs: 30_000 });
  expect(await visitor.next('extension.relay.draining')).toMatchObject({ close_after_ms: 30_000 });
  await expect(Visitor.arrive(url)).rejects.toThrow();
  service.says('I can still finish this.');
  await visitor.next('response.done');
  void relay.close({ drainMs: 20 });
  expect(await visitor.closed).toEqual({ code: 1012, reason: 'relay restarts' });
  await closing;
});

test('under a path of another server the relay works, and its own routes and sockets stay its own', async () => {
  const upstream = await FakeUpstream.start();
  const server = createServer((request, response) => response.end(`host answers ${request.url}`));
  const own = new WebSocketServer({ server, path: '/chat' });
  own.on('connection', (socket) => socket.close(4001, 'host'));
  const relay = createRelay(
    {
      upstream: { kind: 'openai', apiKey: goodKey, baseUrl: upstream.url },
      store: memoryStore(museum),
      log: () => {},
    },
    {},
  );
  await relay.attach(server, { path: '/assistant' });
  const url = await listen(server);
  onTestFinished(async () => {
    await relay.close({ drainMs: 0 });
    await upstream.stop();
    server.closeAllConnections();
    server.close();
  });
  expect(await (await fetch(`${url}/health`)).text()).toBe('host answers /health');
  expect(await (await fetch(`${url}/assistant/health`)).json()).toEqual({ status: 'ok' });
  const chat = new WebSocket(`${url.replace('http', 'ws')}/chat`);
  expect(await new Promise((resolve) => chat.once('close', resolve))).toBe(4001);
  const visitor = await Visitor.arrive(`${url}/assistant`);
  await visitor.next('session.updated');
  await relay.close({ drainMs: 0 });
  expect(await (await fetch(`${url}/assistant/health`)).text()).toBe('host answers /assistant/health');
});

test('relays of one server leave in any order, and the server answers once', async () => {
  const upstream = await FakeUpstream.start();
  let answers = 0;
  const server = createServer((_request, response) => {
    answers++;
    response.end('host');
  });
  const options = {
    upstream: { kind: 'openai', apiKey: goodKey, baseUrl: upstream.url },
    store: null,
    log: () => {},
  } as const;
  const [first, second] = [createRelay(options, {}), createRelay(options, {})];
  await first.attach(server, { path: '/en' });
  await first.attach(server, { path: '/us' });
  await second.attach(server, { path: '/de' });
  const url = await listen(server);
  onTestFinished(async () => {
    await second.close({ drainMs: 0 });
    await upstream.stop();
    server.closeAllConnections();
    server.close();
  });
  await first.close({ drainMs: 0 });
  expect(await (await fetch(`${url}/en/health`)).text()).toBe('host');
  expect((await fetch(`${url}/de/ready`)).status).toBe(200);
  const visitor = await Visitor.arrive(`${url}/de`);
  await visitor.next('session.updated');
  await expect(Visitor.arrive(`${url}/en`)).rejects.toThrow('404');
  await second.close({ drainMs: 0 });
  expect(await (await fetch(`${url}/de/health`)).text()).toBe('host');
  expect(answers).toBe(2);
});

test('a relay that cannot start leaves the server as it was', async () => {
  const server = createServer((_request, response) => response.end('host'));
  const relay = createRelay({ upstream: { kind: 'local', engine: { speaker: 7 } as never }, log: () => {} }, {});
  await expect(relay.attach(server)).rejects.toThrow('The local engine cannot start');
  await expect(relay.attach(server, { path: 'no/slash' })).rejects.toThrow('write it with a slash');
  const url = await listen(server);
  onTestFinished(() => void server.close());
  expect(await (await fetch(`${url}/health`)).text()).toBe('host');
});

test('a relay that is closed while it starts says so', async () => {
  const relay = createRelay({ upstream: { kind: 'openai', apiKey: goodKey }, store: null, log: () => {} }, {});
  const listening = relay.listen({ port: 0 });
  const refused = expect(listening).rejects.toThrow('closed');
  await relay.close();
  await refused;
});

test('an upgrade to an unknown path is answered with 404', async () => {
  const { url } = await openHouse();
  const status = await new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    get(`${url}/elsewhere`, { headers }, (response) => resolve(response.statusCode)).on('error', reject);
  });
  expect(status).toBe(404);
});

test('a relay without knowledge does not promise any', async () => {
  const { visit } = await openHouse({ store: null });
  const { service } = await visit();
  const session = await service.configured();
  expect(session['tools']).toEqual([]);
  expect(session['instructions']).not.toContain('search');
  expect(session['audio'].input.transcription).not.toHaveProperty('prompt');
});

test('a store whose topics cannot be read costs the vocabulary, not the session', async () => {
  const store = { ...memoryStore(museum), topics: () => Promise.reject(new Error('the database is away')) };
  const { visit, logs } = await openHouse({ store });
  const { service } = await visit();
  expect((await service.configured())['audio'].input.transcription).not.toHaveProperty('prompt');
  expect(logs.join()).toContain('the database is away');
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
