import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createRelay, createTicket, type Tool } from '../../src/index.js';
import { openHouse } from '../fixtures/house.js';
import { Visitor } from '../fixtures/visitor.js';

const secret = 'a-secret-of-the-museum-that-nobody-else-knows';

/** As the widget sends it. */
function carrying(token: string): string[] {
  return ['realtime', `realtime-token.${Buffer.from(token).toString('base64url')}`];
}

async function refusalOf(url: string, token?: string): Promise<unknown> {
  const visitor = await Visitor.arrive(url, token === undefined ? {} : { protocols: carrying(token) });
  const refusal = await visitor.refusal();
  expect(await visitor.closed).toEqual({ code: 4401, reason: refusal['code'] });
  return refusal;
}

test('a ticket of the site lets its visitor in, once', async () => {
  const { url, upstream } = await openHouse({ ticketSecret: secret });
  const { ticket } = await createTicket({ secret, user: 'ada' });
  const visitor = await Visitor.arrive(url, { protocols: carrying(ticket) });
  await upstream.session();
  await visitor.next('session.updated');
  expect(visitor.socket.protocol).toBe('realtime');
  expect(await refusalOf(url, ticket)).toMatchObject({
    code: 'token_invalid',
    message: expect.stringContaining('used already'),
  });
});

test('who has no ticket is asked to sign in, and the service is never reached', async () => {
  const { url, upstream } = await openHouse({ ticketSecret: secret });
  expect(await refusalOf(url)).toMatchObject({ code: 'sign_in_required' });
  expect(upstream.requests).toEqual([]);
});

const claims = () => new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setJti('one').setExpirationTime('1m');
const relayAudience = 'realtime-assistant-relay';
const key = new TextEncoder().encode(secret);
test.for<[string, () => Promise<string>, RegExp]>([
  ['is out of date', async () => claims().setAudience(relayAudience).setExpirationTime(1).sign(key), /out of date/],
  [
    'is signed with another secret',
    async () => (await createTicket({ secret: 'another-secret-which-is-long-enough-too' })).ticket,
    /not valid/,
  ],
  ['was made for something else', async () => claims().setAudience('newsletter').sign(key), /not valid/],
  [
    'never ends',
    async () => new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setJti('two').setAudience(relayAudience).sign(key),
    /not valid/,
  ],
  [
    'is not signed at all',
    async () => new UnsecuredJWT({}).setJti('three').setAudience(relayAudience).setExpirationTime('1m').encode(),
    /not valid/,
  ],
  [
    'is for a page of another origin',
    async () => (await createTicket({ secret, origin: 'https://shop.example' })).ticket,
    /another page/,
  ],
  ['is rubbish', async () => 'rubbish', /not valid/],
  ['is far too long', async () => 'x'.repeat(17_000), /too long/],
])('a ticket that %s is refused', async ([, make, words]) => {
  const { url, logs } = await openHouse({ ticketSecret: secret, maxSessions: 1 });
  const token = await make();
  if (token.length > 16_000) {
    // Over HTTP, for no handshake carries so much.
    const response = await fetch(`${url}/chat`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } }).catch(
      () => undefined,
    );
    expect(response?.ok ?? false).toBe(false);
    return;
  }
  expect(await refusalOf(url, token)).toMatchObject({ code: 'token_invalid', message: expect.stringMatching(words) });
  expect(logs.join('\n')).not.toContain(token);
});

test('a ticket that was turned away for its page is not used up by it', async () => {
  const { url, upstream } = await openHouse({ ticketSecret: secret, allowedOrigins: ['*'] });
  const { ticket } = await createTicket({ secret, origin: 'https://shop.example' });
  await refusalOf(url, ticket);
  const visitor = await Visitor.arrive(url, { protocols: carrying(ticket), origin: 'https://shop.example' });
  await upstream.session();
  await visitor.next('session.updated');
});

test('tools know who talks', async () => {
  const asked: unknown[] = [];
  const whoami: Tool = {
    name: 'whoami',
    description: 'Says who talks.',
    parameters: { type: 'object', properties: {} },
    run: (_args, { user }) => {
      asked.push(user);
      return Promise.resolve({ output: '{}' });
    },
  };
  const { url, upstream } = await openHouse({ ticketSecret: secret, anonymous: true, tools: [whoami] });
  for (const user of ['ada', undefined]) {
    const protocols = user === undefined ? [] : carrying((await createTicket({ secret, user })).ticket);
    const visitor = await Visitor.arrive(url, { protocols });
    const service = await upstream.session();
    await visitor.next('session.updated');
    service.calls([{ name: 'whoami', arguments: '{}' }]);
    await visitor.next((event) => event['type'] === 'extension.relay.tool_call' && event['status'] === 'completed');
  }
  expect(asked).toEqual([{ id: 'ada' }, null]);
});

test('a backend in any language has tickets made, and nobody else', async () => {
  const { url, upstream } = await openHouse({ ticketSecret: secret });
  const headers = { Authorization: `Bearer ${secret}` };
  const post = (body: string, extra = {}) =>
    fetch(`${url}/tickets`, { method: 'POST', headers: { ...headers, ...extra }, body });
  for (const wrong of [{ Authorization: '' }, { Authorization: `Bearer ${secret}!` }, { Origin: url }]) {
    expect((await post('{}', wrong)).status).toBe(401);
  }
  expect((await fetch(`${url}/tickets`)).status).toBe(405);
  expect(await (await post('{"user":7}')).json()).toMatchObject({ error: { param: 'user' } });
  expect(await (await post('{"ttl_ms":7}')).json()).toMatchObject({ error: { param: 'ttl_ms' } });
  expect((await post('{')).status).toBe(400);
  const made = (await (await post('{"user":"ada","ttl_ms":5000}')).json()) as { ticket: string; expires_at: string };
  expect(Date.parse(made.expires_at) - Date.now()).toBeLessThanOrEqual(6_000);
  const visitor = await Visitor.arrive(url, { protocols: carrying(made.ticket) });
  await upstream.session();
  await visitor.next('session.updated');
});

test('without a secret no tickets are made, and one that is too short is refused at the start', async () => {
  const { url } = await openHouse();
  expect((await fetch(`${url}/tickets`, { method: 'POST' })).status).toBe(404);
  await expect(createTicket({ secret: 'short' })).rejects.toThrow(/32 visible/);
  expect(() => createRelay({ ticketSecret: 'short' }, {})).toThrow(/ticketSecret.*32 visible/s);
  await expect(createTicket({ secret, user: '' })).rejects.toThrow(/user/);
  await expect(createTicket({ secret, origin: 'https://a.example/path' })).rejects.toThrow(/origin/);
  await expect(createTicket({ secret, ttlMs: 1e9 })).rejects.toThrow(/ttlMs/);
});

test('over HTTP the same holds: chats and passages are for whom the operator lets in', async () => {
  const { url } = await openHouse({ ticketSecret: secret });
  const body = JSON.stringify({ messages: [{ role: 'user', text: 'What does a ticket cost?' }] });
  const headers = { Origin: url, 'Content-Type': 'application/json' };
  const chat = await fetch(`${url}/chat`, { method: 'POST', headers, body });
  expect(chat.status).toBe(401);
  expect(chat.headers.get('www-authenticate')).toBe('Bearer');
  expect(await chat.json()).toMatchObject({ error: { code: 'sign_in_required' } });
  expect((await fetch(`${url}/sources/tickets-1`)).status).toBe(401);
  const { ticket } = await createTicket({ secret });
  const shown = await fetch(`${url}/sources/tickets-1`, { headers: { Authorization: `Bearer ${ticket}` } });
  expect(shown.status).toBe(200);
});

test('a relay that the world can reach and that nobody may use is told so at the start', async () => {
  const relay = createRelay({ upstream: { kind: 'local' }, store: null }, {});
  onTestFinished(() => relay.close());
  await expect(relay.listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(/RELAY_ANONYMOUS=on.*RELAY_TICKET_SECRET/s);
});

test('without a word of the operator only this machine is let in: no page of elsewhere, nor one behind a proxy', async () => {
  const { url, upstream, logs } = await openHouse({ allowedOrigins: ['*'] });
  const local = await Visitor.arrive(url);
  await upstream.session();
  await local.next('session.updated');
  for (const options of [{ origin: 'https://museum.example' }, { headers: { 'X-Forwarded-For': '203.0.113.9' } }]) {
    const visitor = await Visitor.arrive(url, options);
    expect(await visitor.refusal()).toMatchObject({ code: 'sign_in_required' });
  }
  expect(logs.filter((line) => line.includes('RELAY_ANONYMOUS=on'))).toHaveLength(1);
});
