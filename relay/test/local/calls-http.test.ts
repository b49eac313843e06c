import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../dist/local/engine.js';
import { Caller } from './caller.js';
import { RealtimeClient, SEARCH_TOOL, withEngine } from './realtime-client.js';

const KEY = 'sk-of-the-test';
const diagnostics: string[] = [];
const engine = createEngine({ apiKey: KEY, onDiagnostic: (message) => void diagnostics.push(message) });
let url = '';
let http = '';
let offer = '';
const callers: Caller[] = [];

beforeAll(async () => {
  ({ url } = await engine.listen());
  http = url.replace('ws', 'http');
  const offering = await Caller.offering({ url });
  callers.push(offering.caller);
  ({ offer } = offering);
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(callers.splice(1).map((caller) => caller.leave()));
});
afterAll(async () => {
  await callers[0]?.leave();
  await engine.close();
  expect(diagnostics).toEqual([]);
});

async function call(headers: Record<string, string> = { authorization: `Bearer ${KEY}` }, query = 'model=local'): Promise<Caller> {
  const caller = await Caller.dial({ url, headers, query });
  callers.push(caller);
  return caller;
}

interface Failure {
  readonly status: number;
  readonly error: { readonly type: string; readonly code: string | null; readonly param: string | null; readonly message: string };
}

async function post(path: string, init: RequestInit, method = 'POST'): Promise<Response> {
  return fetch(http + path, { method, ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } });
}

async function failure(answer: Promise<Response>): Promise<Failure> {
  const response = await answer;
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return { status: response.status, ...((await response.json()) as { error: Failure['error'] }) };
}

const sdp = { 'content-type': 'application/sdp' };
const json = { 'content-type': 'application/json' };
const secretFor = async (request: object): Promise<Response> =>
  post('/v1/realtime/client_secrets', { headers: json, body: JSON.stringify(request) });

describe('the answer to an offer', () => {
  test('is 201 with an SDP answer and the address of the call, which a page may read', async () => {
    const { caller, offer } = await Caller.offering({ url });
    callers.push(caller);
    const response = await post('/v1/realtime/calls?model=local', { headers: sdp, body: offer });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('location')).toMatch(/^\/v1\/realtime\/calls\/rtc_\w+$/);
    expect(response.headers.get('access-control-expose-headers')).toContain('Location');
    const answer = await response.text();
    expect(answer).toMatch(/^v=0\r\n/);
    expect(answer).toContain('a=setup:active');
    // The address at which the page has reached the engine, and no other.
    const addresses = [...answer.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+)/gm)].map(([, address]) => address);
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
  });

  test("comes through OpenAI's own client, with a session of the server's", async () => {
    const client = new OpenAI({ apiKey: KEY, baseURL: `${http}/v1` });
    const { caller, offer } = await Caller.offering({ url, headers: { authorization: `Bearer ${KEY}` } });
    callers.push(caller);
    const answer = await client.realtime.calls.create({
      sdp: offer,
      session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.', tools: [SEARCH_TOOL as never] },
    });
    expect(answer.status).toBe(201);
    await caller.accept(await answer.text(), answer.headers.get('location')!);
    expect(caller.events[0]).toMatchObject({
      type: 'session.created',
      session: { model: 'gpt-realtime', instructions: 'Be brief.', tools: [{ name: 'search' }] },
    });
    const sideband = await caller.sideband();
    await client.realtime.calls.hangup(caller.id);
    await sideband.until(() => sideband.closed !== undefined);
    await caller.until(() => !caller.isChannelOpen);
    await expect(client.realtime.calls.hangup(caller.id)).rejects.toMatchObject({ status: 404, code: 'call_id_not_found' });
  });

  test('may be asked for by a page of any site', async () => {
    const response = await fetch(`${http}/v1/realtime/calls`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toMatch(/Authorization, Content-Type/);
    expect(response.headers.get('access-control-allow-methods')).toMatch(/POST/);
  });

  const form = (parts: Record<string, string>): FormData => {
    const data = new FormData();
    for (const [name, value] of Object.entries(parts)) data.append(name, value);
    return data;
  };
  test.each<[string, () => RequestInit, number, string | null, string | null, RegExp]>([
    ['a text', () => ({ headers: { 'content-type': 'text/plain' }, body: offer }), 415, 'unsupported_content_type', null, /application\/sdp/],
    ['JSON', () => ({ headers: json, body: '{}' }), 415, 'unsupported_content_type', null, /multipart/],
    ['no SDP', () => ({ headers: sdp, body: 'hello' }), 400, 'invalid_offer', 'sdp', /v=0/],
    ['nothing', () => ({ headers: sdp, body: '' }), 400, 'invalid_offer', 'sdp', /v=0/],
    ['no audio', () => ({ headers: sdp, body: offer.replace('m=audio', 'm=video') }), 400, 'invalid_offer', 'sdp', /one m=audio/],
    ['video', () => ({ headers: sdp, body: `${offer}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\n` }), 400, 'invalid_offer', 'sdp', /no other/],
    ['Opus alone', () => ({ headers: sdp, body: offer.replace(/^(m=audio \d+ \S+) 0/m, '$1 111') }), 400, 'invalid_value', 'sdp', /PCMU/],
    ['no fingerprint', () => ({ headers: sdp, body: offer.replaceAll(/^a=fingerprint.*\r\n/gm, '') }), 400, 'invalid_offer', 'sdp', /fingerprint/],
    ['no bundle', () => ({ headers: sdp, body: offer.replace(/^a=group:BUNDLE.*\r\n/m, '') }), 400, 'invalid_offer', 'sdp', /BUNDLE/],
    ['an offer without end', () => ({ headers: sdp, body: `${offer}${'a=x\r\n'.repeat(20_000)}` }), 413, 'payload_too_large', null, /65536/],
    ['a form without an offer', () => ({ body: form({ session: '{}' }) }), 400, 'missing_required_parameter', 'sdp', /sdp/],
    ['a form with more', () => ({ body: form({ sdp: offer, model: 'x' }) }), 400, 'unknown_parameter', 'model', /model/],
    ['a form that is none', () => ({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'x' }), 400, 'invalid_multipart', null, /multipart/],
    ['a session that is no JSON', () => ({ body: form({ sdp: offer, session: '{' }) }), 400, 'invalid_json', 'session', /JSON/],
    ['a session of no type', () => ({ body: form({ sdp: offer, session: '{"model":"m"}' }) }), 400, 'missing_required_parameter', 'session.type', /type/],
    ['an unknown field', () => ({ body: form({ sdp: offer, session: '{"type":"realtime","model":"m","voice":"x"}' }) }), 400, 'unknown_parameter', 'session.voice', /voice/],
    ['no model', () => ({ body: form({ sdp: offer, session: '{"type":"realtime"}' }) }), 400, 'missing_required_parameter', 'model', /model/],
  ])('to %s is an error that names it', async (_, init, status, code, param, message) => {
    const path = status === 400 && param === 'model' ? '/v1/realtime/calls' : '/v1/realtime/calls?model=local';
    const answer = await failure(post(path, init()));
    expect(answer).toMatchObject({ status, error: { type: 'invalid_request_error', code, param } });
    expect(answer.error.message).toMatch(message);
  });

  test.each<[string, string, string, RequestInit, number, string | null]>([
    ['another method', 'GET', '/v1/realtime/calls', {}, 405, 'method_not_supported'],
    ['a wrong key', 'POST', '/v1/realtime/calls', { headers: { authorization: 'Bearer sk-x' } }, 401, 'invalid_api_key'],
    ['an unknown secret', 'POST', '/v1/realtime/calls', { headers: { authorization: 'Bearer ek_x' } }, 401, 'invalid_api_key'],
    ['an unknown call', 'POST', '/v1/realtime/calls/rtc_x/hangup', {}, 404, 'call_id_not_found'],
    ['an unknown act', 'POST', '/v1/realtime/calls/rtc_x/reject', {}, 404, 'unknown_url'],
    ['Azure with a key', 'POST', '/openai/v1/realtime/calls', { headers: sdp, body: 'v=0' }, 401, '401'],
    ['a changed network of no call', 'PATCH', '/v1/realtime/calls/rtc_x', { headers: sdp, body: 'v=0' }, 404, 'call_id_not_found'],
  ])('to %s is refused', async (_, method, path, init, status, code) => {
    expect(await failure(post(path, init, method))).toMatchObject({ status, error: { code } });
  });

  test('that should restart ICE and does not, or is of somebody else, is an error; the call goes on', async () => {
    const caller = await call();
    const patch = (body: string): Promise<Failure> => failure(post(caller.location, { headers: sdp, body }, 'PATCH'));
    const own = caller.connection.localDescription!.sdp;
    expect(await patch(own)).toMatchObject({ status: 400, error: { message: expect.stringMatching(/restart ICE/) } });
    const others = own.replaceAll(/^a=fingerprint:sha-256 ..:/gm, 'a=fingerprint:sha-256 00:').replaceAll(/^a=ice-ufrag:.*$/gm, 'a=ice-ufrag:new1');
    expect(await patch(others)).toMatchObject({ status: 400, error: { message: expect.stringMatching(/fingerprint/) } });
    caller.type('Hello');
    await caller.next('output_audio_buffer.stopped');
  });
});

describe('a sideband', () => {
  test('of no call is refused as recorded', async () => {
    const socket = new WebSocket(`${url}/v1/realtime?call_id=rtc_unknown`, { headers: { authorization: `Bearer ${KEY}` } });
    const answer = await new Promise<string>((resolve) =>
      socket.on('unexpected-response', (_, response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(`${response.statusCode} ${body}`));
      }),
    );
    expect(answer).toMatch(/^404 /);
    expect(JSON.parse(answer.slice(4))).toEqual({
      error: { message: 'No session found for the provided call_id', type: 'invalid_request_error', param: null, code: 'call_id_not_found' },
    });
  });

  test('ends with its call', async () => {
    const caller = await call();
    const sideband = await caller.sideband();
    await caller.hangUp();
    await sideband.until(() => sideband.closed !== undefined);
    expect(sideband.closed).toMatchObject({ code: 1000 });
  });
});

describe('a client secret', () => {
  test('is made by OpenAI’s own client, and opens calls and sockets that begin with its session', async () => {
    const client = new OpenAI({ apiKey: KEY, baseURL: `${http}/v1` });
    const secret = await client.realtime.clientSecrets.create({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.' },
    });
    expect(secret.value).toMatch(/^ek_\w{32}$/);
    expect(secret.expires_at - Date.now() / 1_000).toBeGreaterThan(55);
    expect(secret.expires_at - Date.now() / 1_000).toBeLessThanOrEqual(60);
    expect(secret.session).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      id: expect.stringMatching(/^sess_/),
      expires_at: 0,
      instructions: 'Be brief.',
      audio: { input: { turn_detection: { type: 'server_vad' } } },
    });
    const caller = await call({ authorization: `Bearer ${secret.value}` }, '');
    expect(caller.events[0]).toMatchObject({ session: { model: 'gpt-realtime', instructions: 'Be brief.' } });
    const protocols = ['realtime', `openai-insecure-api-key.${secret.value}`];
    const socket = await RealtimeClient.open(`${url}/v1/realtime?model=gpt-realtime`, {}, protocols);
    expect(socket.events[0]).toMatchObject({ session: { instructions: 'Be brief.' } });
    await socket.close();
    // What is baked in is a default, no more.
    caller.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be long.' } });
    expect(await caller.next('session.updated')).toMatchObject({ session: { instructions: 'Be long.' } });
  });

  test('is good for Azure’s path, which takes nothing else', async () => {
    const { value } = (await (await secretFor({ session: { type: 'realtime', model: 'd' } })).json()) as { value: string };
    const { caller, offer } = await Caller.offering({ url });
    callers.push(caller);
    const response = await fetch(`${http}/openai/v1/realtime/calls`, {
      method: 'POST',
      headers: { ...sdp, authorization: `Bearer ${value}` },
      body: offer,
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toMatch(/^\/openai\/v1\/realtime\/calls\/rtc_/);
  });

  test('lasts ten minutes unless told otherwise, and opens nothing afterwards', async () => {
    const { value, expires_at } = (await (await secretFor({})).json()) as { value: string; expires_at: number };
    expect(expires_at - Date.now() / 1_000).toBeGreaterThan(595);
    const knock = (): Promise<Response> =>
      fetch(`${http}/v1/realtime/calls?model=m`, { method: 'POST', headers: { ...sdp, authorization: `Bearer ${value}` }, body: 'v=0' });
    expect((await knock()).status).toBe(400);
    vi.useFakeTimers({ toFake: ['Date'], now: expires_at * 1_000 });
    expect(await failure(knock())).toMatchObject({ status: 401, error: { code: 'invalid_api_key', message: expect.stringMatching(/expired/) } });
  });

  test.each<[string, object, string, string]>([
    ['too short a life', { expires_after: { anchor: 'created_at', seconds: 9 } }, 'decimal_below_min_value', 'expires_after.seconds'],
    ['too long a life', { expires_after: { anchor: 'created_at', seconds: 7_201 } }, 'decimal_above_max_value', 'expires_after.seconds'],
    ['another anchor', { expires_after: { anchor: 'now' } }, 'invalid_value', 'expires_after.anchor'],
    ['an unknown field', { sessions: {} }, 'unknown_parameter', 'sessions'],
    ['an unknown field of the session', { session: { type: 'realtime', voice: 'x' } }, 'unknown_parameter', 'session.voice'],
    ['a session of no type', { session: {} }, 'missing_required_parameter', 'session.type'],
  ])('is not made with %s', async (_, request, code, param) => {
    expect(await failure(secretFor(request))).toMatchObject({ status: 400, error: { type: 'invalid_request_error', code, param } });
  });

  test('makes no other', async () => {
    const { value } = (await (await secretFor({})).json()) as { value: string };
    expect(await failure(post('/v1/realtime/client_secrets', { headers: { authorization: `Bearer ${value}` } }))).toMatchObject({ status: 401 });
  });
});

describe('the engine', () => {
  test('serves no more calls than sessions, and one more when one is over', async () => {
    await withEngine({ limits: { sessions: 1 } }, async (url) => {
      const first = await Caller.dial({ url });
      await expect(Caller.dial({ url })).rejects.toThrow(/^429: .*at most 1 sessions/);
      expect((await first.hangUp()).status).toBe(200);
      const second = await Caller.dial({ url });
      await Promise.all([first.leave(), second.leave()]);
    });
  });

  test('without a key takes any, but no secret that it does not know', async () => {
    await withEngine({}, async (url) => {
      const caller = await Caller.dial({ url, headers: { authorization: 'Bearer whatever' } });
      await caller.leave();
      await expect(Caller.dial({ url, headers: { authorization: 'Bearer ek_unknown' } })).rejects.toThrow(/^401/);
    });
  });

  test('ends its calls when it closes or when their time is up', async () => {
    const own = createEngine({ limits: { sessionMinutes: 0.02 } });
    const { url } = await own.listen();
    const caller = await Caller.dial({ url });
    const sideband = await caller.sideband();
    expect(await caller.next('error')).toMatchObject({ error: { code: 'session_expired' } });
    await sideband.until(() => sideband.closed !== undefined);
    expect(sideband.closed).toMatchObject({ code: 1001 });
    const other = await Caller.dial({ url });
    const listener = await other.sideband();
    await own.close();
    await listener.until(() => listener.closed !== undefined);
    expect(listener.closed).toMatchObject({ code: 1001 });
    await Promise.all([caller.leave(), other.leave()]);
  });

  test('says what to install where the peer library is missing', async () => {
    const hook = `export async function resolve(name, context, next) {
      if (name !== 'werift') return next(name, context);
      throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const script = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
      const { createEngine } = await import(${JSON.stringify(new URL('../../dist/local/engine.js', import.meta.url).href)});
      const engine = createEngine();
      const { port } = await engine.listen();
      const body = ${JSON.stringify(offer)};
      const response = await fetch('http://127.0.0.1:' + port + '/v1/realtime/calls?model=m', { method: 'POST', headers: { 'content-type': 'application/sdp' }, body });
      console.log(response.status, await response.text());
      await engine.close();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout).toMatch(/^501 .*npm install werift/);
  });

  test('answers every offer, however misshapen, and lives', async () => {
    const lines = offer.split('\r\n');
    const line = fc.oneof(fc.constantFrom(...lines), fc.string({ maxLength: 60 }), fc.constantFrom('a=candidate:', 'a=ice-ufrag:', 'm=audio', 'a=mid:0', 'a=fingerprint:'));
    const edits = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.constantFrom('drop', 'replace', 'insert'), line), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const edited = [...lines];
        for (const [at, how, text] of list) edited.splice(at, how === 'insert' ? 0 : 1, ...(how === 'drop' ? [] : [text]));
        const response = await post('/v1/realtime/calls?model=local', { headers: sdp, body: edited.join('\r\n') });
        expect([201, 400, 429]).toContain(response.status);
        if (response.status === 201) await post(`${response.headers.get('location')}/hangup`, {});
      }),
      { numRuns: 120 },
    );
  });

  test('takes no packet of a stranger for one of the call', async () => {
    const caller = await call();
    const port = Number(/ 127\.0\.0\.1 (\d+) typ host/.exec(caller.answer)![1]);
    const socket = createSocket('udp4');
    const stun = (attributes: string): Buffer =>
      Buffer.concat([Buffer.from('00010000', 'hex'), Buffer.from('2112a442', 'hex'), Buffer.alloc(12, 7), Buffer.from(attributes, 'hex')]);
    const withLength = (packet: Buffer): Buffer => {
      packet.writeUInt16BE(packet.length - 20, 2);
      return packet;
    };
    const packets = [
      Buffer.alloc(0),
      Buffer.alloc(1_500, 0xff),
      Buffer.from([20, 254, 253, 0, 0]),
      Buffer.from([22, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, 200, 1]),
      Buffer.from([0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, ...Buffer.alloc(160)]),
      withLength(stun('')),
      withLength(stun(`00060004${Buffer.from('a:b ').toString('hex')}0025000000240004ffffffff`)),
      withLength(stun('0006ffff00')),
      stun('00'),
    ];
    for (const packet of packets) await new Promise((resolve) => socket.send(packet, port, '127.0.0.1', resolve));
    const answers: Buffer[] = [];
    socket.on('message', (message) => answers.push(message));
    caller.type('Hello');
    await caller.next('output_audio_buffer.stopped');
    expect(answers).toEqual([]);
    socket.close();
  });
});
