import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { Authenticator } from '../../src/access/authenticator.js';
import { UsedTicketsInMemory } from '../../src/access/used-tickets.js';
import { audience, OpenIdProviderServer } from '../fixtures/openid-provider.js';

async function openDoor() {
  const provider = await OpenIdProviderServer.start();
  const logs: string[] = [];
  const door = new Authenticator({
    ticketSecret: undefined,
    openid: [{ issuer: provider.issuer, audience }],
    anonymous: undefined,
    trustedProxies: 0,
    log: (line) => void logs.push(line),
  });
  const knock = (token?: string) =>
    door.admit(
      {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        remoteAddress: '203.0.113.9',
        isOnOwnMachine: true,
      },
      new UsedTicketsInMemory(),
    );
  return { provider, knock, logs };
}

test('who signed in at the provider is let in, and known by provider and subject', async () => {
  const { provider, knock } = await openDoor();
  const visitor = await knock(await provider.idToken());
  expect(visitor).toEqual({ user: { id: `${provider.issuer}|ada` }, origin: null, address: '203.0.113.9' });
  await knock(await provider.idToken({ sub: 'grace' }));
  expect(provider.keyRequests, 'the keys are kept').toBe(1);
});

test('with sign-in set up, nobody is anonymous, not even on this machine', async () => {
  const { knock } = await openDoor();
  await expect(knock()).rejects.toMatchObject({ code: 'sign_in_required' });
});

test('a token of somebody else, for something else, out of date or forged is refused and not written down', async () => {
  const { provider, knock, logs } = await openDoor();
  const other = await OpenIdProviderServer.start();
  const now = Math.floor(Date.now() / 1_000);
  // The public key taken for a shared secret: the classic confusion of algorithms.
  const confused = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .setIssuer(provider.issuer)
    .setAudience(audience)
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(JSON.stringify(provider.publicKey)));
  const good = await provider.idToken();
  const tokens = [
    await other.idToken(),
    await provider.idToken({ aud: 'another-site' }),
    await provider.idToken({}, now - 120),
    confused,
    `${good.slice(0, -8)}AAAAAAAA`,
    'a.b.c',
  ];
  for (const token of tokens) await expect(knock(token)).rejects.toMatchObject({ code: 'token_invalid' });
  for (const token of tokens) expect(logs.join('\n')).not.toContain(token);
  await knock(good);
});

test('when the provider changes its keys, tokens of the new one are taken', async () => {
  const { provider, knock } = await openDoor();
  await knock(await provider.idToken());
  await provider.rotate();
  // Within half a minute of the last look it is not asked again: a stranger's made-up key ids cause no traffic.
  await expect(knock(await provider.idToken())).rejects.toMatchObject({ code: 'token_invalid' });
  expect(provider.keyRequests).toBe(1);
  const fresh = new Authenticator({
    ticketSecret: undefined,
    openid: [{ issuer: provider.issuer, audience }],
    anonymous: false,
    trustedProxies: 0,
    log: () => {},
  });
  const headers = { authorization: `Bearer ${await provider.idToken()}` };
  await fresh.admit({ headers, remoteAddress: undefined, isOnOwnMachine: false }, new UsedTicketsInMemory());
});

test('a provider that cannot be asked lets nobody in, and is not asked by each visitor', async () => {
  const { provider, knock, logs } = await openDoor();
  provider.isBroken = true;
  for (let visitor = 0; visitor < 3; visitor++) {
    await expect(knock(await provider.idToken())).rejects.toThrow(/cannot be checked just now/);
  }
  expect(logs).toEqual([expect.stringContaining('it answered 500')]);
});
