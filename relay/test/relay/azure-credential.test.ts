import { beforeEach, expect, test, vi } from 'vitest';
import { openHouse } from '../fixtures/house.js';
import { FakeUpstream, goodKey } from '../fixtures/upstream.js';
import { Visitor } from '../fixtures/visitor.js';

// Azure's own credential asks hosts that no test may reach; what it answers is all that the relay sees of it.
const getToken = vi.fn<(scope: string, options: { abortSignal: AbortSignal }) => Promise<{ token: string } | null>>();
vi.mock('@azure/identity', () => ({
  DefaultAzureCredential: class {
    getToken = getToken;
  },
}));
beforeEach(() => {
  getToken.mockReset();
});

async function keylessRelay(scope?: string, connectTimeoutMs = 2_000) {
  const upstream = await FakeUpstream.start();
  const { url, logs } = await openHouse({
    connectTimeoutMs,
    upstream: { kind: 'azure', endpoint: upstream.url, deployment: 'voice', ...(scope === undefined ? {} : { scope }) },
  });
  return { upstream, url, logs };
}

test('without a key the relay shows Azure a token, asked for anew for each session', async () => {
  getToken.mockResolvedValue({ token: goodKey });
  const { upstream, url, logs } = await keylessRelay();
  for (const _time of [1, 2]) {
    const visitor = await Visitor.arrive(url);
    await visitor.next('session.updated');
  }
  expect(getToken).toHaveBeenCalledTimes(2);
  expect(getToken.mock.calls[0]?.[0]).toBe('https://cognitiveservices.azure.com/.default');
  expect(upstream.requests[0]?.url).toBe('/openai/v1/realtime?model=voice');
  expect(upstream.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${goodKey}` });
  expect(upstream.requests[0]?.headers).not.toHaveProperty('openai-beta');
  expect(logs.join()).not.toContain(goodKey);
  await upstream.stop();
});

test.for<[string, () => Promise<null>]>([
  ['fails', () => Promise.reject(new Error('CredentialUnavailableError: tenant 1234'))],
  ['has no token', () => Promise.resolve(null)],
])('a credential that %s is told as a key that is missing, with the cure', async ([, answer]) => {
  getToken.mockImplementation(answer);
  const { upstream, url } = await keylessRelay('https://ai.azure.com/.default');
  const visitor = await Visitor.arrive(url);
  const refusal = await visitor.refusal();
  expect(refusal).toMatchObject({ code: 'upstream_unauthorized', message: expect.stringContaining('az login') });
  expect(refusal['message']).not.toContain('tenant');
  expect(await visitor.closed).toMatchObject({ code: 4401 });
  expect(getToken.mock.calls[0]?.[0]).toBe('https://ai.azure.com/.default');
  await upstream.stop();
});

test('a credential that never answers costs the connection its time, not more', async () => {
  getToken.mockImplementation(() => new Promise(() => {}));
  const { upstream, url } = await keylessRelay(undefined, 150);
  const visitor = await Visitor.arrive(url);
  expect(await visitor.refusal()).toMatchObject({ code: 'upstream_unreachable' });
  expect(getToken.mock.calls[0]?.[1].abortSignal.aborted).toBe(true);
  await upstream.stop();
});
