import { describe, expect, it } from 'vitest';
import { Line, type Destination, type PageTransports } from '../../../src/session/line.ts';

const destination: Destination = {
  transport: 'auto',
  url: 'wss://site.test/realtime',
  relayUrl: new URL('https://site.test/realtime'),
  protocols: ['realtime'],
  token: null,
  renewToken: () => Promise.resolve(null),
  hasSound: true,
};

/** A network of which only some ways go through. */
function network(ways: { http: boolean; calls?: 'placed' | 'not-offered' | 'failed' }) {
  const asked: string[] = [];
  const hungUp: string[] = [];
  const broken: string[] = [];
  let onLost = (): void => {};
  const transports: PageTransports = {
    canCall: ways.calls !== undefined,
    placeCall: async ({ url }, _sound, lost) => {
      asked.push(url);
      onLost = lost;
      if (ways.calls === 'failed') return { outcome: 'failed', code: 1006, reason: '' };
      if (ways.calls !== 'placed') return { outcome: 'not-offered' };
      return { outcome: 'placed', callId: 'c1', call: { listening: true, close: () => hungUp.push('c1') } };
    },
    serveDirect: () => {},
    serveChat: () => {},
    offersChat: (url) => {
      asked.push(url);
      return Promise.resolve(ways.http);
    },
  };
  const sound = { sendFrom: () => () => {}, play: () => () => {} };
  const line = new Line({ transports, sound, rests: () => false, onBroken: () => broken.push('broken') });
  return { line, asked, hungUp, broken, ways, lose: () => onLost() };
}

/** The ways of so many connections, none of which ever stands. */
async function waysOf(line: Line, times: number): Promise<string[]> {
  const ways: string[] = [];
  for (let i = 0; i < times; i++) {
    await line.prepare(destination, line.begin());
    ways.push(line.way);
    line.neverStood(1006);
  }
  return ways;
}

describe('a visitor whose sockets do not open', () => {
  it('goes on in writing where the relay answers by HTTP all the same', async () => {
    const { line, asked } = network({ http: true });
    expect(await waysOf(line, 3)).toEqual(['websocket', 'websocket', 'http']);
    expect(asked).toEqual(['https://site.test/ready', 'https://site.test/ready']);
  });

  it('waits for the network where nothing goes through, and loses no voice when it is back', async () => {
    const { line, ways } = network({ http: false });
    expect(await waysOf(line, 5)).toEqual(Array.from({ length: 5 }, () => 'websocket'));
    ways.http = true;
    expect(await waysOf(line, 1)).toEqual(['websocket']);
  });

  it('is not asked about where the site chose the way', async () => {
    const { line, asked } = network({ http: true });
    for (let i = 0; i < 4; i++) {
      await line.prepare({ ...destination, transport: 'websocket' }, line.begin());
      expect(line.way).toBe('websocket');
      line.neverStood(1006);
    }
    expect(asked).toEqual([]);
  });
});

describe('a call', () => {
  it('has its events at the relay’s socket, by its name', async () => {
    const { line } = network({ http: true, calls: 'placed' });
    expect(await line.prepare(destination, line.begin())).toEqual({
      url: 'wss://site.test/realtime?call=c1',
      protocols: ['realtime'],
      carriesAudio: true,
    });
    expect(line.way).toBe('call');
  });

  it('gives way to a socket where none is offered, or none comes about, without losing a try', async () => {
    for (const calls of ['not-offered', 'failed'] as const) {
      const { line } = network({ http: true, calls });
      expect(await line.prepare(destination, line.begin())).toEqual({ url: 'wss://site.test/realtime', protocols: ['realtime'] });
      expect(line.way).toBe('websocket');
    }
  });

  it('that the site insists on is refused in words', async () => {
    const { line } = network({ http: true, calls: 'not-offered' });
    expect(await line.prepare({ ...destination, transport: 'webrtc' }, line.begin())).toEqual({
      refused: { code: 4404, reason: 'The relay offers no calls.' },
    });
  });

  it('is hung up with the connection, and before the next one', async () => {
    const { line, hungUp } = network({ http: true, calls: 'placed' });
    await line.prepare(destination, line.begin());
    await line.prepare(destination, line.begin());
    expect(hungUp).toEqual(['c1']);
    line.end();
    expect(hungUp).toEqual(['c1', 'c1']);
  });

  it('that breaks off is told once, and not when it was hung up here', async () => {
    const { line, broken, lose } = network({ http: true, calls: 'placed' });
    await line.prepare(destination, line.begin());
    lose();
    lose();
    expect(broken).toEqual(['broken']);
    await line.prepare(destination, line.begin());
    line.end();
    lose();
    expect(broken).toEqual(['broken']);
  });
});
