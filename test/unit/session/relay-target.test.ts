import { describe, expect, it } from 'vitest';
import { askToken, protocolsFor, resolveRelayUrl } from '../../../src/session/relay-target.ts';

describe('the address of the relay', () => {
  it.each([
    ['wss://relay.example/realtime', undefined, 'wss://relay.example/realtime'],
    ['https://relay.example/realtime?a=b#c', undefined, 'wss://relay.example/realtime?a=b'],
    ['http://127.0.0.1:8080/realtime', undefined, 'ws://127.0.0.1:8080/realtime'],
    ['/realtime', 'https://site.example/page/', 'wss://site.example/realtime'],
    ['realtime', 'http://localhost/page/', 'ws://localhost/page/realtime'],
  ])('%s on %s is %s', (relayUrl, page, expected) => expect(resolveRelayUrl(relayUrl, page)).toBe(expected));

  it.each(['', '  ', '/realtime', 'http://', 'ftp://relay.example', 'javascript:alert(1)'])(
    '%j is refused',
    (relayUrl) => {
      expect(() => resolveRelayUrl(relayUrl, undefined)).toThrow(
        expect.objectContaining({
          code: 'invalid-option',
          message: expect.stringContaining('relay-url') as string,
        }) as Error,
      );
    },
  );
});

describe('the subprotocols of the handshake', () => {
  it.each([
    [undefined, ['realtime']],
    ['auto', ['realtime']],
    ['openai-beta', ['realtime']],
    // Chromium breaks off where a server selects none of those it was offered, and these know none.
    ['middle-tier', []],
    ['simple', []],
    ['live', []],
  ] as const)('of dialect %s are those that its servers select', async (dialect, offered) => {
    expect(protocolsFor(null, dialect)).toEqual(offered);
    expect(protocolsFor('secret', dialect)).toEqual(['realtime', expect.stringMatching(/^realtime-token\./)]);
  });
});

describe('the token of the page', () => {
  it('rides in the handshake in a form that a browser takes', async () => {
    const [, token] = protocolsFor(await askToken(() => 'a b/c=d+é?'));
    expect(token).toMatch(/^realtime-token\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(token!.split('.')[1]!, 'base64url').toString()).toBe('a b/c=d+é?');
  });

  it.each(['', undefined, 7])('is asked for in vain when the page gives %j', async (token) => {
    await expect(askToken(() => token as string)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('does not appear in the error when it cannot be had', async () => {
    const failing = askToken(() => Promise.reject(new Error('secret-123')));
    await expect(failing).rejects.toMatchObject({ message: expect.not.stringContaining('secret-123') as string });
  });
});
