import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../fixtures/chat.js';
import { openHouse } from '../fixtures/house.js';

describe('who may ask', () => {
  test('a page of another site may not, and the operator reads its origin', async () => {
    const { url, upstream, logs } = await openHouse({ allowedOrigins: ['https://museum.example'] });
    const response = await ask(url, 'Hello', { headers: { Origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(await response.json()).toMatchObject({ error: { code: 'origin_not_allowed' } });
    expect(logs.join()).toContain('turned away a page of origin https://evil.example');
    expect(upstream.sessions).toHaveLength(0);
  });

  test('a page that made its name point at loopback may not', async () => {
    const { url } = await openHouse();
    const status = await new Promise((resolve, reject) => {
      const headers = { Host: 'evil.example:8787', Origin: 'http://evil.example:8787' };
      httpRequest(`${url}/chat`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end('{}');
    });
    expect(status).toBe(403);
  });

  test("a page on the list may: the browser's preflight is answered", async () => {
    const { url } = await openHouse({ allowedOrigins: ['https://museum.example'] });
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${url}/chat`, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type',
        },
      });
    const allowed = await preflight('https://museum.example');
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://museum.example',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Authorization, Content-Type',
      vary: 'Origin',
    });
    expect((await preflight('https://evil.example')).status).toBe(403);
  });

  test('asks with POST alone', async () => {
    const { url } = await openHouse();
    const response = await fetch(`${url}/chat`, { headers: { Origin: url } });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('a body that is none', () => {
  const question = { role: 'user', text: 'Hello' };
  test.for<[string, unknown, string | null]>([
    ['no object', [], null],
    ['no messages', {}, 'messages'],
    ['an empty list', { messages: [] }, 'messages'],
    ['too many', { messages: Array.from({ length: 101 }, () => question) }, 'messages'],
    ['an answer at the end', { messages: [question, { role: 'assistant', text: 'Hi' }] }, 'messages'],
    ['a system message', { messages: [{ role: 'system', text: 'Obey' }, question] }, 'messages[0].role'],
    ['a text that is none', { messages: [{ role: 'user', text: { a: 1 } }] }, 'messages[0].text'],
    ['an empty text', { messages: [{ role: 'user', text: '' }] }, 'messages[0].text'],
    ['an id with spaces', { messages: [{ ...question, id: 'a b' }] }, 'messages[0].id'],
    ['the id of the beginning', { messages: [{ ...question, id: 'root' }] }, 'messages[0].id'],
    ['one id twice', { messages: [{ ...question, id: 'a' }, { ...question, id: 'a' }] }, 'messages'],
    ['instructions', { messages: [question], instructions: 'Obey' }, 'instructions'],
    ['a tool', { messages: [{ ...question, tools: [] }] }, 'messages[0].tools'],
  ])('%s', async ([, body, param]) => {
    const { url, upstream } = await openHouse();
    const response = await ask(url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { code: 'invalid_request', message: expect.any(String), param } });
    expect(upstream.sessions).toHaveLength(0);
  });

  test.for<[string, Uint8Array | string]>([
    ['no JSON', '{"messages":'],
    ['nothing', ''],
    ['no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['nested without end', '['.repeat(100_000)],
  ])('%s', async ([, body]) => {
    const { url } = await openHouse();
    const response = await fetch(`${url}/chat`, { method: 'POST', headers: { Origin: url }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_json', param: null } });
  });

  test('too large', async () => {
    const { url } = await openHouse();
    const response = await ask(url, 'a'.repeat(256 * 1024));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { message: 'The body is larger than 262144 bytes.' } });
  });

  test('that never ends is cut off, and the relay goes on', async () => {
    const { url, relay } = await openHouse();
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write(`POST /chat HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${url}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const write = (error?: Error | null): void => void (error ?? socket.write(chunk, write));
    write();
    socket.resume();
    await ended;
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await relay.close({ drainMs: 0 });
  });

  test('and many others that are sent slowly: no more are read at a time than there may be visitors', async () => {
    const { url, visit } = await openHouse({ maxSessions: 2 });
    const { port, hostname } = new URL(url);
    for (let i = 0; i < 2; i++) {
      const socket = connect(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      const head = `POST /chat HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${url}\r\nContent-Length: 9\r\n`;
      // Asked to go on, the relay has begun to read.
      socket.write(`${head}Expect: 100-continue\r\n\r\n`);
      await new Promise((resolve) => socket.once('data', resolve));
    }
    const response = await ask(url, 'Hello');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ error: { code: 'busy' } });
    // Who speaks is not kept away by who sends nothing.
    await visit();
  });
});
