import { describe, expect, it } from 'vitest';
import { relayAddress, TransportChoice, type TransportQuestion } from '../../../src/session/transport-choice.ts';

const site = (change: Partial<Omit<TransportQuestion, 'relayUrl'>> & { relayUrl?: string } = {}): TransportQuestion => ({
  transport: 'auto',
  hasSound: true,
  canCall: true,
  canChat: true,
  ...change,
  relayUrl: new URL(change.relayUrl ?? 'https://site.test/assistant/realtime'),
});

describe('the way to the relay, where the site leaves it open', () => {
  it('is a call first, and a socket once the relay has said that it takes none', () => {
    const choice = new TransportChoice();
    expect(choice.next(site())).toBe('call');
    choice.callsNotOffered();
    choice.forget(true);
    expect(choice.next(site())).toBe('websocket');
  });

  it('is a socket at once where a call cannot be: no WebRTC, no sound, a socket’s address, an address of another form', () => {
    for (const question of [
      site({ canCall: false }),
      site({ hasSound: false }),
      site({ relayUrl: 'wss://site.test/realtime' }),
      site({ relayUrl: 'https://site.test/voice' }),
    ])
      expect(new TransportChoice().next(question)).toBe('websocket');
  });

  it('is a socket after a call that did not come about, until the network changes', () => {
    const choice = new TransportChoice();
    choice.neverStood('call');
    expect(choice.next(site())).toBe('websocket');
    choice.forget(false);
    expect(choice.next(site())).toBe('call');
  });

  it('is text over HTTP once, after two sockets that never opened, and then a socket again', () => {
    const choice = new TransportChoice();
    const question = site({ canCall: false });
    const ways = ['', '', '', '', '', ''].map(() => {
      const way = choice.next(question);
      choice.neverStood(way);
      return way;
    });
    expect(ways).toEqual(['websocket', 'websocket', 'http', 'websocket', 'websocket', 'http']);
  });

  it('stays a socket through any outage where one stood before, until the visitor or the network begins anew', () => {
    const choice = new TransportChoice();
    const question = site({ canCall: false });
    choice.stood('websocket');
    for (let i = 0; i < 9; i++) choice.neverStood('websocket');
    expect(choice.next(question)).toBe('websocket');
    choice.forget(true);
    for (let i = 0; i < 2; i++) choice.neverStood('websocket');
    expect(choice.next(question)).toBe('http');
  });

  it('is never text over HTTP at a relay whose address tells no other, or where the page brought its own transport', () => {
    for (const question of [site({ relayUrl: 'wss://site.test/voice' }), site({ canChat: false, canCall: false })]) {
      const choice = new TransportChoice();
      for (let i = 0; i < 5; i++) choice.neverStood('websocket');
      expect(choice.next(question)).toBe('websocket');
    }
  });
});

describe('the way to the relay, where the site names it', () => {
  it('is that one, whatever happened before', () => {
    const choice = new TransportChoice();
    choice.callsNotOffered();
    for (let i = 0; i < 3; i++) choice.neverStood('websocket');
    expect(choice.next(site({ transport: 'websocket' }))).toBe('websocket');
    expect(choice.next(site({ transport: 'http' }))).toBe('http');
    expect(choice.next(site({ transport: 'webrtc' }))).toBe('call');
  });

  it('is a call to the service itself where offers are posted to the address', () => {
    expect(new TransportChoice().next(site({ relayUrl: 'https://api.service.test/v1/realtime/calls' }))).toBe('direct');
  });
});

describe('the other routes of a relay', () => {
  it.each([
    ['wss://site.test/realtime', 'calls', 'https://site.test/calls'],
    ['ws://site.test:8787/assistant/realtime?site=1', 'chat', 'http://site.test:8787/assistant/chat?site=1'],
    ['https://site.test/a/realtime/', 'calls', 'https://site.test/a/calls'],
  ] as const)('%s has its %s at %s', (relayUrl, route, expected) => {
    expect(relayAddress(new URL(relayUrl), route)?.href).toBe(expected);
  });

  it('are not guessed where the address is of another form', () => {
    expect(relayAddress(new URL('wss://site.test/openai/realtime-1'), 'calls')).toBeNull();
  });
});
