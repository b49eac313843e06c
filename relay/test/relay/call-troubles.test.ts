import { expect, onTestFinished, test } from 'vitest';
import { Meter } from '../../src/limits/meter.js';
import { Calls } from '../../src/server/calls.js';
import { createOpenAI } from '../../src/upstream/openai.js';
import { openCallHouse } from '../fixtures/call-house.js';
import { offers } from '../fixtures/call-sdp.js';
import { CallService } from '../fixtures/call-service.js';
import { goodKey } from '../fixtures/upstream.js';
import { Visitor } from '../fixtures/visitor.js';

// What goes wrong with a call, and how each one ends: never silently, and never with the call left open.

const troubles = [
  [401, 'upstream_unauthorized'],
  [404, 'upstream_misconfigured'],
  [429, 'upstream_quota'],
  [500, 'upstream_unreachable'],
  [307, 'upstream_misconfigured'],
  ['never', 'upstream_unreachable'],
] as const;
test.for(
  (
    [
      ['openai', 'call'],
      ['azure', 'secret'],
      ['azure', 'call'],
    ] as const
  ).flatMap(([kind, at]) => troubles.map(([status, code]) => ({ kind, at, status, code }))),
)('a page is told why there is no call: $kind answers $status to the $at', async ({ kind, at, status, code }) => {
  const { offer, service, logs } = await openCallHouse({
    kind,
    service: { trouble: { at, status } },
    ...(status === 'never' ? { connectTimeoutMs: 150 } : {}),
  });
  const answer = await offer();
  expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([502, code]);
  expect(answer.text + logs.join()).not.toMatch(/sk-test|ek_|secret/);
  expect(logs.join()).toContain(code);
  // A redirect is not followed: the key would go with it.
  expect(service.requests.map(({ url }) => url)).not.toContain('/elsewhere');
  service.trouble = undefined;
  expect((await offer()).status).toBe(201);
});

test('a page is told when the service cannot be reached at all', async () => {
  const { offer, service } = await openCallHouse();
  await service.stop();
  const answer = await offer();
  expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([502, 'upstream_unreachable']);
});

test.for([
  [404, 'upstream_misconfigured', /switch calls off/],
  [401, 'upstream_unauthorized', /key/],
  ['never', 'upstream_unreachable', /in time/],
] as const)('a call that the relay can have no part in (%s) is hung up', async ([status, code, words]) => {
  const { offer, service } = await openCallHouse({
    service: { trouble: { at: 'sideband', status } },
    ...(status === 'never' ? { connectTimeoutMs: 300 } : {}),
  });
  const answer = await offer();
  expect(answer.status).toBe(502);
  expect(JSON.parse(answer.text).error).toMatchObject({ code, message: expect.stringMatching(words) });
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
});

test.for(
  (['openai', 'azure'] as const).flatMap((kind) => [
    { kind, body: 'no SDP', code: 'upstream_misconfigured' } as const,
    { kind, body: 'too long', code: 'upstream_misconfigured' } as const,
    { kind, body: 'cut off', code: 'upstream_unreachable' } as const,
  ]),
)('a call that $kind made is hung up, too, when its answer is of no use ($body)', async ({ kind, body, code }) => {
  const { offer, service } = await openCallHouse({
    kind,
    service: { trouble: { at: 'answer', body } },
    ...(body === 'cut off' ? { connectTimeoutMs: 300 } : {}),
  });
  const answer = await offer();
  expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([502, code]);
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
});

test('a call whose browser never comes is hung up', async () => {
  const service = await CallService.start({ kind: 'openai' });
  const logs: string[] = [];
  const calls = new Calls({ timeoutMs: 5_000, takeWithinMs: 50, log: (line) => void logs.push(line) });
  onTestFinished(() => service.stop());
  const setup = {
    instructions: 'Hi.',
    tools: [],
    voice: undefined,
    turnDetection: null,
    transcription: { model: 'm' },
  };
  const upstream = createOpenAI({ apiKey: goodKey, baseUrl: `${service.url}/v1` });
  const guest = {
    visitor: { user: null, origin: null, address: '127.0.0.1' },
    meter: new Meter({ prices: {}, add: () => Promise.resolve(undefined) }),
  };
  const call = await calls.make(offers.audio, { upstream, setup: () => Promise.resolve(setup) }, guest);
  expect(calls.pending).toBe(1);
  await service.until(() => service.calls.values().next().value!.hungUp === 1);
  await service.sessions[0]!.closed;
  expect(calls.pending).toBe(0);
  expect(calls.take(call!.id)).toBeUndefined();
  expect(logs.join()).toContain('opened no socket');
  await calls.close();
});

test('a browser that leaves while its call is made leaves none behind', async () => {
  const { offer, service } = await openCallHouse({
    service: { trouble: { at: 'sideband', status: 'never' } },
    connectTimeoutMs: 500,
  });
  const leaving = new AbortController();
  const asked = offer(offers.audio, { signal: leaving.signal });
  await service.until(({ calls }) => calls.size === 1);
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
});

test.for(['leaves', 'is cut off'] as const)('when the browser %s, the relay hangs up', async (how) => {
  const { call, service } = await openCallHouse();
  const { visitor, sideband } = await call();
  if (how === 'leaves') visitor.socket.close();
  else visitor.socket.terminate();
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
  await sideband.closed;
});

test('when nobody speaks any more, the relay hangs up', async () => {
  const { call, service } = await openCallHouse({ idleTimeoutMs: 300 });
  const { visitor } = await call();
  expect(await visitor.refusal()).toMatchObject({ code: 'idle_timeout' });
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
});

test('when the sideband dies, the visitor is told, and the call is hung up', async () => {
  const { call, service } = await openCallHouse();
  const { visitor, sideband } = await call();
  sideband.socket.close(1001, 'Your session hit the maximum duration of 60 minutes.');
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_closed' });
  expect(await visitor.closed).toEqual({ code: 1001, reason: 'Your session hit the maximum duration of 60 minutes.' });
  await service.until(({ calls }) => [...calls.values()][0]!.hungUp === 1);
});

test('a sideband that died before the browser came is told as well', async () => {
  const { url, offer, service } = await openCallHouse();
  const { id } = await offer();
  service.sessions[0]!.socket.terminate();
  await service.sessions[0]!.closed;
  const visitor = await Visitor.arrive(url, { call: id });
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_closed' });
  expect(await visitor.closed).toMatchObject({ code: 1011 });
});

test('a relay that stops hangs up the calls that run and those that wait', async () => {
  const { relay, url, call, offer, service } = await openCallHouse();
  const { visitor } = await call();
  const { id } = await offer();
  const closing = relay.close({ drainMs: 100 });
  await visitor.next('extension.relay.draining');
  await expect(Visitor.arrive(url, { call: id })).rejects.toThrow();
  expect(await visitor.closed).toMatchObject({ code: 1012 });
  await closing;
  expect([...service.calls.values()].map(({ hungUp }) => hungUp)).toEqual([1, 1]);
});

test('a relay that stops while a call is made hangs up that one, too', async () => {
  const { relay, offer, service } = await openCallHouse({ service: { trouble: { at: 'sideband', status: 'never' } } });
  const asked = offer();
  await service.until(({ calls }) => calls.size === 1);
  await Promise.allSettled([asked, relay.close({ drainMs: 0 })]);
  expect([...service.calls.values()][0]!.hungUp).toBe(1);
});

test.for([
  ['refuses them', (session) => (session.refusal = { message: 'The secret.', param: 'session.audio.output.voice' })],
  ['says nothing', (session) => session.socket.removeAllListeners('message')],
] as const satisfies [string, NonNullable<Parameters<typeof CallService.start>[0]['onSideband']>][])(
  'a call goes on with the settings that it was made with when the service, told once more, %s',
  async ([, onSideband]) => {
    const { url, offer, service } = await openCallHouse({ service: { onSideband } });
    const { id } = await offer();
    const visitor = await Visitor.arrive(url, { call: id });
    expect((await visitor.next('session.updated'))['session']).toMatchObject({ instructions: '', tools: [] });
    expect(visitor.types()).toEqual(['session.created', 'session.updated']);
    service.sessions[0]!.says('Hello.');
    await visitor.next('response.done');
    expect(visitor.inbox.frames.join()).not.toMatch(/secret|Topics:/);
  },
);

test('a call that cannot be hung up is said to be so in the log, and holds up nobody', async () => {
  const { call, relay, logs } = await openCallHouse({ service: { trouble: { at: 'hangup', status: 500 } } });
  const { visitor } = await call();
  visitor.socket.close();
  await relay.close();
  expect(logs.join()).toContain('could not be hung up');
});
