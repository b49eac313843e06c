import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../dist/local/engine.js';
import { RealtimeClient, withEngine } from './realtime-client.js';

const KEY = 'sk-secret-of-the-test';

/** The HTTP answer to an upgrade that is refused, or "open". */
function knock(
  url: string,
  headers: Record<string, string> = {},
  protocols: string[] = [],
): Promise<{ status: number; body: string } | 'open'> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    socket.on('error', reject);
  });
}

describe('a key', () => {
  test.each([
    ['a bearer', '/v1/realtime?model=m', { authorization: `Bearer ${KEY}` }, []],
    ['an api-key header', '/openai/v1/realtime?model=m', { 'api-key': KEY }, []],
    ['a subprotocol', '/v1/realtime?model=m', {}, ['realtime', `openai-insecure-api-key.${KEY}`]],
  ])('opens the door as %s', async (_, path, headers, protocols) => {
    await withEngine({ apiKey: KEY }, async (url) => {
      expect(await knock(url + path, headers as Record<string, string>, protocols)).toBe('open');
    });
  });

  test.each([
    ['no', {}],
    ['a wrong', { authorization: 'Bearer sk-other' }],
    ['a wrong api-', { 'api-key': `${KEY}x` }],
  ])('%s key is refused before the upgrade, as JSON, without a word of the right one', async (_, headers) => {
    await withEngine({ apiKey: KEY }, async (url) => {
      const answer = await knock(`${url}/v1/realtime?model=m`, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 401 });
      const { body } = answer as { body: string };
      expect(JSON.parse(body)).toMatchObject({
        error: { type: 'invalid_request_error', message: expect.stringMatching(/API key/) },
      });
      expect(body).not.toContain(KEY);
    });
  });
});

describe('addresses', () => {
  test.each([
    ['/v1/realtime', 400, /model/],
    ['/v2/realtime?model=m', 404, /Unknown request URL/],
    ['/openai/v1/realtime?model=m&api-version=2025-04-01-preview', 401, /api-version/],
    ['/openai/realtime?deployment=d', 404, /api-version/],
    ['/openai/realtime?api-version=2025-04-01-preview', 400, /deployment/],
  ])('%s is refused with %i and the reason', async (path, status, message) => {
    await withEngine({}, async (url) => {
      const answer = await knock(url + path);
      expect(answer).toMatchObject({ status });
      expect((JSON.parse((answer as { body: string }).body) as { error: { message: string } }).error.message).toMatch(
        message,
      );
    });
  });

  test('plain HTTP is told to upgrade', async () => {
    await withEngine({}, async (url) => {
      const status = await new Promise((resolve, reject) => {
        request(`${url.replace('ws:', 'http:')}/v1/realtime?model=m`, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBe(400);
    });
  });

  test('the subprotocol "realtime" is echoed, as browsers demand', async () => {
    await withEngine({}, async (url) => {
      const client = await RealtimeClient.open(`${url}/v1/realtime?model=m`, {}, [
        'realtime',
        'openai-agents-sdk.0.20.0',
      ]);
      expect(client.socket.protocol).toBe('realtime');
      await client.close();
    });
  });
});

describe('limits', () => {
  test('one session too many is refused, and welcome when another has gone', async () => {
    await withEngine({ limits: { sessions: 1 } }, async (url) => {
      const first = await RealtimeClient.open(`${url}/v1/realtime?model=m`);
      expect(await knock(`${url}/v1/realtime?model=m`)).toMatchObject({ status: 429 });
      await first.close();
      const second = await RealtimeClient.open(`${url}/v1/realtime?model=m`);
      await second.close();
    });
  });

  test('a session ends at its time with an error and close 1001', async () => {
    await withEngine({ limits: { sessionMinutes: 0.005 } }, async (url) => {
      const client = await RealtimeClient.open(`${url}/v1/realtime?model=m`);
      expect((await client.next('error'))['error']).toMatchObject({ code: 'session_expired' });
      await client.until(() => client.closed !== undefined);
      expect(client.closed).toMatchObject({ code: 1001, reason: expect.stringMatching(/maximum duration/) });
    });
  });

  test('a frame over the limit closes with 1009', async () => {
    await withEngine({ limits: { payloadBytes: 2_000 } }, async (url) => {
      const client = await RealtimeClient.open(`${url}/v1/realtime?model=m`);
      client.socket.send('x'.repeat(3_000));
      await client.until(() => client.closed !== undefined);
      expect(client.closed).toMatchObject({ code: 1009 });
    });
  });
});

describe('the sunset of the beta', () => {
  test.each([
    ['header', { 'openai-beta': 'realtime=v1' }, []],
    ['subprotocol', {}, ['realtime', 'openai-beta.realtime-v1']],
  ])('by %s: the upgrade succeeds, one error comes, and close 4000', async (_, headers, protocols) => {
    await withEngine({ betaSunset: true }, async (url) => {
      const client = await RealtimeClient.open(
        `${url}/v1/realtime?model=m`,
        headers as Record<string, string>,
        protocols,
      );
      await client.until(() => client.closed !== undefined);
      expect(client.closed).toEqual({ code: 4000, reason: 'invalid_request_error.beta_api_shape_disabled' });
      expect(client.events).toHaveLength(1);
      expect(client.events[0]!['error']).toEqual({
        type: 'invalid_request_error',
        code: 'beta_api_shape_disabled',
        message: 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
        param: null,
        event_id: null,
      });
    });
  });
});

test.each([
  [{ voice: 'nova' }, /voice must be one of slt, rms, awb, kal/],
  [{ pace: 0 }, /pace must be a number from 1/],
  [{ limits: { sessions: 0.5 } }, /limits\.sessions must be a whole number/],
  [{ chat: { url: 'localhost', model: 'm' } }, /chat\.url must be an http or https address/],
  [{ chat: { url: 'http://127.0.0.1:1/v1' } }, /chat\.model/],
  [{ apiKey: '' }, /apiKey/],
  [{ language: 'de' }, /language must be English/],
  [{ colour: 'red' }, /no option colour/],
])('createEngine(%j) says what is wrong', (options, message) => {
  expect(() => createEngine(options as never)).toThrow(message);
});

test('a busy port rejects listen, and close ends what there is', async () => {
  await withEngine({}, async (url) => {
    const other = createEngine();
    await expect(other.listen({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
    await other.close();
  });
});
