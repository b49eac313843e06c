import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRelay, createTicket } from '../../src/index.js';
import { Limits, type Exceeded } from '../../src/limits/limits.js';
import { readAllowance } from '../../src/limits/allowance.js';
import { Meter } from '../../src/limits/meter.js';
import { costOf, readUsage, tokensOf } from '../../src/limits/usage.js';
import { openHouse } from '../fixtures/house.js';
import { startRedis } from '../fixtures/redis-server.js';
import { Visitor } from '../fixtures/visitor.js';

const secret = 'a-secret-of-the-museum-that-nobody-else-knows';
const usage = {
  total_tokens: 1_400,
  input_tokens: 1_000,
  output_tokens: 400,
  input_token_details: {
    text_tokens: 600,
    audio_tokens: 400,
    image_tokens: 0,
    cached_tokens: 300,
    cached_tokens_details: { text_tokens: 200, audio_tokens: 100, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 100, audio_tokens: 300 },
};

async function carrying(user: string): Promise<{ protocols: string[] }> {
  const { ticket } = await createTicket({ secret, user });
  return { protocols: ['realtime', `realtime-token.${Buffer.from(ticket).toString('base64url')}`] };
}

describe('what an answer cost', () => {
  test('cached tokens are counted once, at their own price', () => {
    const read = readUsage(usage);
    expect(read).toEqual({
      textIn: 400,
      audioIn: 300,
      imageIn: 0,
      cachedTextIn: 200,
      cachedAudioIn: 100,
      textOut: 100,
      audioOut: 300,
    });
    expect(tokensOf(read)).toBe(1_400);
    const prices = { textIn: 4, audioIn: 32, cachedTextIn: 0.4, cachedAudioIn: 0.4, textOut: 16, audioOut: 64 };
    expect(costOf(read, prices)).toBeCloseTo((400 * 4 + 300 * 32 + 300 * 0.4 + 100 * 16 + 300 * 64) / 1e6, 12);
  });

  test('a service that gives sums only, or nonsense, is counted as far as it can be', () => {
    expect(tokensOf(readUsage({ input_tokens: 20, output_tokens: 5 }))).toBe(25);
    for (const nonsense of [undefined, null, 'x', { input_tokens: -7, output_tokens: Number.NaN }, { input_token_details: 3 }]) {
      expect(tokensOf(readUsage(nonsense))).toBe(0);
    }
  });
});

describe('an allowance', () => {
  test.for(['0/hour', '30', '30/week', '-1/day', 'x/day', '30/hour/day', ''])('"%s" is none', (text) => {
    expect(readAllowance(text)).toBeUndefined();
    expect(() => createRelay({ limits: { address: { sessions: text } } }, {})).toThrow(/limits\.address\.sessions.*30\/hour/s);
  });

  test('is read from the environment, and a slip is named with its variable', () => {
    const relay = (value: string) => createRelay({ upstream: { kind: 'local' } }, { RELAY_LIMIT_ADDRESS: value });
    expect(() => relay('sessions=30/hour, spend=0.5/day')).not.toThrow();
    expect(() => relay('session=30/hour')).toThrow(/RELAY_LIMIT_ADDRESS names "session"/);
    expect(() => relay('sessions=many')).toThrow(/RELAY_LIMIT_ADDRESS: sessions must be/);
  });
});

test('a visitor who has had their sessions hears how long to wait; another visitor is let in', async () => {
  const limits = { user: { sessions: '2/hour' } };
  const { url, upstream } = await openHouse({ ticketSecret: secret, limits });
  for (let visit = 0; visit < 2; visit++) {
    const visitor = await Visitor.arrive(url, await carrying('ada'));
    await upstream.session();
    await visitor.next('session.updated');
    visitor.socket.close();
    await visitor.closed;
  }
  const third = await Visitor.arrive(url, await carrying('ada'));
  const refusal = await third.refusal();
  expect(refusal).toMatchObject({ code: 'limit_reached', retry_after_ms: expect.any(Number) });
  expect(refusal['retry_after_ms']).toBeGreaterThan(3_500_000);
  expect(await third.closed).toEqual({ code: 4408, reason: 'limit_reached' });
  const other = await Visitor.arrive(url, await carrying('grace'));
  await upstream.session();
  await other.next('session.updated');
});

test('over HTTP the same is told by 429 and Retry-After', async () => {
  const { url, upstream } = await openHouse({ limits: { address: { sessions: '1/day' } } });
  const visitor = await Visitor.arrive(url);
  await upstream.session();
  await visitor.next('session.updated');
  const body = JSON.stringify({ messages: [{ role: 'user', text: 'Hello' }] });
  const response = await fetch(`${url}/chat`, { method: 'POST', headers: { Origin: url }, body });
  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(80_000);
  expect(await response.json()).toMatchObject({ error: { code: 'limit_reached' } });
});

test('many that come at once are no more than may come', async () => {
  const limits = new Limits({ table: { address: { sessions: { most: 3, perSeconds: 60 } } }, prices: {}, log: () => {} });
  const visitor = { user: null, origin: null, address: '203.0.113.9' };
  const entered = await Promise.all(Array.from({ length: 20 }, () => limits.enter(visitor)));
  expect(entered.filter((one) => one instanceof Meter)).toHaveLength(3);
});

test('who uses up their share in the midst of a talk is told, may have a last word, and then it ends', async () => {
  const { url, upstream } = await openHouse({
    limits: { address: { spend: '0.00001/day' } },
    prices: { audioOut: 64 },
  });
  const visitor = await Visitor.arrive(url);
  const service = await upstream.session();
  await visitor.next('session.updated');
  service.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [], usage } });
  expect(await visitor.next('extension.relay.ending')).toMatchObject({ reason: 'limit_reached', ends_in_ms: 10_000 });
  service.says('One last thing.');
  await visitor.next('response.done');
  expect(visitor.socket.readyState).toBe(visitor.socket.OPEN);
  // Nobody comes back before the day is over, whatever is left of this one.
  const again = await Visitor.arrive(url);
  expect(await again.refusal()).toMatchObject({ code: 'limit_reached' });
});

test('minutes are counted to the end of a session, however it ends', async () => {
  const limits = new Limits({ table: { address: { minutes: { most: 0.001, perSeconds: 60 } } }, prices: {}, log: () => {} });
  const visitor = { user: null, origin: null, address: '203.0.113.9' };
  const meter = await limits.enter(visitor);
  if (!(meter instanceof Meter)) throw new Error('not let in');
  meter.start(() => {});
  const ends = performance.now() + 1_100;
  // A second by the clock is what is measured.
  while (performance.now() < ends) await new Promise((resolve) => setTimeout(resolve, 50));
  meter.stop();
  const again = (await limits.enter(visitor)) as Exceeded;
  expect(again).toMatchObject({ scope: 'address', measure: 'minutes' });
});

test('in a full house visitors are let in by the order in which they came', async () => {
  const { url, upstream } = await openHouse({ maxSessions: 1, ticketSecret: secret });
  const first = await Visitor.arrive(url, await carrying('first'));
  await upstream.session();
  await first.next('session.updated');
  const refused = async (user: string) => (await Visitor.arrive(url, await carrying(user))).refusal();
  expect(await refused('ada')).toMatchObject({ code: 'busy', position: 1, retry_after_ms: 5_000 });
  expect(await refused('grace')).toMatchObject({ code: 'busy', position: 2 });
  expect(await refused('ada'), 'who tries again keeps their place').toMatchObject({ position: 1 });
  first.socket.close();
  await first.closed;
  expect(await refused('grace'), 'the place is for whoever came first').toMatchObject({ position: 2 });
  const ada = await Visitor.arrive(url, await carrying('ada'));
  await upstream.session();
  await ada.next('session.updated');
  expect(await refused('grace')).toMatchObject({ position: 1 });
});

describe('with a Redis that several relays share', () => {
  test('a ticket is good once at any of them, and shares are counted together', async ({ skip }) => {
    const redis = await startRedis();
    if (!redis) return skip('no redis-server on this machine');
    const options = { ticketSecret: secret, redisUrl: redis.url, limits: { user: { sessions: '1/hour' } } };
    const [one, two] = [await openHouse(options), await openHouse(options)];
    const ticket = await carrying('ada');
    const visitor = await Visitor.arrive(one.url, ticket);
    await one.upstream.session();
    await visitor.next('session.updated');
    expect(await (await Visitor.arrive(two.url, ticket)).refusal()).toMatchObject({ code: 'token_invalid' });
    expect(await (await Visitor.arrive(two.url, await carrying('ada'))).refusal()).toMatchObject({
      code: 'limit_reached',
    });
  });

  test('when it is lost, conversations go on, counts are kept by each relay, and no ticket is taken on trust', async ({ skip }) => {
    const redis = await startRedis();
    if (!redis) return skip('no redis-server on this machine');
    const { url, upstream, logs } = await openHouse({
      ticketSecret: secret,
      anonymous: true,
      redisUrl: redis.url,
      limits: { address: { sessions: '2/hour' } },
    });
    await redis.stop();
    expect(await (await Visitor.arrive(url, await carrying('ada'))).refusal()).toMatchObject({ code: 'token_invalid' });
    for (let visit = 0; visit < 2; visit++) {
      const visitor = await Visitor.arrive(url);
      await upstream.session();
      await visitor.next('session.updated');
    }
    expect(await (await Visitor.arrive(url)).refusal()).toMatchObject({ code: 'limit_reached' });
    await vi.waitFor(() => expect(logs.join('\n')).toContain('Redis:'), 10_000);
  });

  test('one that cannot be reached at the start is named, without its password', async () => {
    const relay = createRelay({ upstream: { kind: 'local', url: 'http://127.0.0.1:9' }, store: null, redisUrl: 'redis://:geheim@127.0.0.1:9' }, {});
    onTestFinished(() => relay.close());
    const started = relay.start();
    await expect(started).rejects.toThrow(/Redis cannot be reached.*REDIS_URL/);
    await expect(started).rejects.not.toThrow(/geheim/);
  });
});
