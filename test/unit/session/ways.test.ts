import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PageTransports } from '../../../src/session/line.ts';
import type { ScriptedRelay } from '../../../src/testing/scripted-relay.ts';
import { silentAudio, type SilentAudio } from '../../../src/testing/silent-audio.ts';
import { serveTransport } from '../../../src/transport/port-transport.ts';
import { wire } from '../conversation/play.ts';
import { audioDelta, audioDone, pcm, portsAreRead, visit, type Visit } from './open-session.ts';

afterEach(() => void vi.unstubAllGlobals());

interface PlacedCall {
  readonly lose: () => void;
  listening: boolean;
  closed: boolean;
}

/** A page that can call where the test lets it, and a relay that answers text over HTTP. */
class Page {
  readonly calls: PlacedCall[] = [];
  takesCalls = true;
  /** The code of calls cannot be loaded. */
  isBroken = false;
  offersChat = true;

  readonly transports = (relay: ScriptedRelay): PageTransports => ({
    canCall: true,
    placeCall: (_address, _sound, onLost) => {
      if (this.isBroken) return Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
      if (!this.takesCalls) return Promise.resolve({ outcome: 'failed', code: 1006, reason: 'no way' });
      const call: PlacedCall & { close(): void } = {
        listening: true,
        closed: false,
        close: () => void (call.closed = true),
        lose: onLost,
      };
      this.calls.push(call);
      return Promise.resolve({ outcome: 'placed', call, callId: `call_${this.calls.length}` });
    },
    serveDirect: () => {},
    serveChat: (port) => serveTransport(port, relay.open),
    offersChat: () => Promise.resolve(this.offersChat),
  });
}

function audio(): SilentAudio {
  return Object.assign(silentAudio(), { call: { sendFrom: () => () => {}, play: () => () => {} } });
}

type Options = NonNullable<Parameters<typeof visit>[0]>;

function arrive(page: Page, options: Options = {}): Visit {
  const relayUrl = 'https://relay.test/realtime';
  return visit({ relayUrl, ...options }, { audio: audio(), transports: page.transports });
}

async function standing(page: Page, options: Options = {}) {
  const visitor = arrive(page, options);
  const ready = visitor.session.connect();
  const connection = await visitor.relay.connection();
  connection.accept();
  await ready;
  return Object.assign(Object.create(visitor) as Visit, { connection });
}

describe('a call that nobody wants any more', () => {
  it('is not placed for a visitor who left while the page still asked for a token', async () => {
    const page = new Page();
    let give = (_token: string): void => {};
    const { session } = arrive(page, { getToken: () => new Promise<string>((resolve) => (give = resolve)) });
    const ready = session.connect();
    await portsAreRead();
    await session.disconnect();
    await expect(ready).rejects.toMatchObject({ code: 'aborted' });
    give('late');
    await portsAreRead();
    expect(page.calls.filter(({ closed }) => !closed)).toEqual([]);
  });

  it('does not end the one that the visitor placed meanwhile', async () => {
    const page = new Page();
    const given: ((token: string) => void)[] = [];
    const { session, relay } = arrive(page, { getToken: () => new Promise<string>((resolve) => given.push(resolve)) });
    session.connect().catch(() => {});
    await portsAreRead();
    await session.disconnect();
    const ready = session.connect();
    await portsAreRead();
    given[1]!('new');
    (await relay.connection()).accept();
    await ready;
    given[0]!('old');
    await portsAreRead();
    expect(page.calls.map(({ closed }) => closed)).toEqual([false]);
    expect(session.snapshot.status).toBe('listening');
  });
});

describe('a call that could not be placed', () => {
  it('is tried again when the visitor asks anew', async () => {
    const page = new Page();
    page.takesCalls = false;
    const { session, relay } = await standing(page);
    expect(session.snapshot.transport).toBe('websocket');
    page.takesCalls = true;
    await session.disconnect();
    const ready = session.connect();
    (await relay.connection()).accept();
    await ready;
    expect(session.snapshot.transport).toBe('call');
  });

  it('is tried again in another network', async () => {
    const page = new Page();
    page.takesCalls = false;
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    const { session, relay, connection, status } = await standing(page);
    page.takesCalls = true;
    network.dispatchEvent(new Event('online'));
    connection.drop();
    (await relay.connection()).accept();
    await status('listening');
    await vi.waitFor(() => expect(session.snapshot.transport).toBe('call'));
  });

  it('waits where something has to be said again, which only a socket can carry', async () => {
    const page = new Page();
    page.takesCalls = false;
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    const sound = audio();
    const { session, relay } = visit({ relayUrl: 'https://relay.test/realtime' }, { audio: sound, transports: page.transports });
    const ready = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await ready;
    page.takesCalls = true;
    network.dispatchEvent(new Event('online'));
    sound.speak(pcm(400));
    await connection.next('input_audio_buffer.append');
    connection.say(wire.speechStarted('u'), wire.committed('u'));
    await portsAreRead();
    connection.drop();
    const next = await relay.connection();
    next.accept();
    await next.next('input_audio_buffer.append');
    await vi.waitFor(() => expect(session.snapshot.transport).toBe('websocket'));
  });
});

describe('calls whose code cannot be loaded', () => {
  it('give way to a socket', async () => {
    const page = new Page();
    page.isBroken = true;
    const { session } = await standing(page);
    expect(session.snapshot.transport).toBe('websocket');
  });

  it('are tried again where the site wants nothing else', async () => {
    const page = new Page();
    page.isBroken = true;
    const { session, relay } = arrive(page, { transport: 'webrtc' });
    await expect(session.connect()).rejects.toMatchObject({ code: 'connection-lost' });
    page.isBroken = false;
    const ready = session.connect();
    (await relay.connection()).accept();
    await ready;
    expect(session.snapshot.transport).toBe('call');
  });
});

describe('a connection of the page’s own that carries the sound', () => {
  it('is not opened a second time beside itself before the relay drains', async () => {
    const visitor = visit({}, { carriesAudio: true });
    const ready = visitor.session.connect();
    const connection = await visitor.relay.connection();
    connection.accept();
    await ready;
    connection.say({ type: 'extension.relay.draining', close_after_ms: 10_000 });
    await portsAreRead();
    await new Promise((resolve) => setTimeout(resolve));
    await portsAreRead();
    expect(visitor.relay.connections).toHaveLength(1);
    expect(visitor.session.snapshot.status).toBe('listening');
  });
});

describe('speech in a call', () => {
  it('that a lost session took with it is shown as not understood: it cannot be said again', async () => {
    const page = new Page();
    const { session, relay, connection } = await standing(page);
    connection.say(wire.speechStarted('u'), wire.committed('u'));
    await vi.waitFor(() => expect(session.snapshot.status).toBe('thinking'));
    connection.drop();
    (await relay.connection()).accept();
    await vi.waitFor(() => expect(session.snapshot.recovery).toBe('restored'));
    expect(session.snapshot.messages.map(({ role, status }) => [role, status])).toEqual([['user', 'failed']]);
  });

  it('with push-to-talk begins with the press: the silence before it is no part of the turn', async () => {
    const page = new Page();
    const { session, connection } = await standing(page, { mode: 'push-to-talk' });
    await session.startListening();
    await connection.next('input_audio_buffer.clear');
    await session.stopListening();
    await connection.next('input_audio_buffer.commit');
  });

  it('with push-to-talk is not thrown away by the next press, which comes before its last sound', async () => {
    const page = new Page();
    const { session, connection } = await standing(page, { mode: 'push-to-talk' });
    await session.startListening();
    await connection.next('input_audio_buffer.clear');
    await session.stopListening();
    await session.startListening();
    await connection.next('input_audio_buffer.commit');
    expect(connection.sent.filter(({ type }) => type === 'input_audio_buffer.clear')).toHaveLength(1);
  });

  it('is written as the call negotiated it, whatever else is changed', async () => {
    const page = new Page();
    const { session, connection } = await standing(page, { audioFormat: 'g711-ulaw' });
    session.configure({ voice: 'cedar' });
    const { session: asked } = await connection.next('session.update');
    expect(JSON.stringify(asked)).toContain('cedar');
    expect(JSON.stringify(asked)).not.toContain('pcmu');
  });

  it('in half duplex rests until the last of an answer has come through the network and died away', async () => {
    const page = new Page();
    const { connection } = await standing(page, { bargeIn: 'off' });
    connection.say(wire.responseCreated('r'), { type: 'output_audio_buffer.started', response_id: 'r' });
    await vi.waitFor(() => expect(page.calls[0]!.listening).toBe(false));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      connection.say(wire.responseDone('r'), { type: 'output_audio_buffer.stopped', response_id: 'r' });
      await portsAreRead();
      expect(page.calls[0]!.listening).toBe(false);
      vi.advanceTimersByTime(500);
      expect(page.calls[0]!.listening).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('in half duplex is heard again as soon as the page allows talking over an answer', async () => {
    const page = new Page();
    const { session, connection } = await standing(page, { bargeIn: 'off' });
    connection.say(wire.responseCreated('r'), { type: 'output_audio_buffer.started', response_id: 'r' });
    await vi.waitFor(() => expect(page.calls[0]!.listening).toBe(false));
    session.configure({ bargeIn: 'on' });
    await vi.waitFor(() => expect(page.calls[0]!.listening).toBe(true));
  });
});

describe('a stop while a tool of the relay runs', () => {
  it('reaches the relay in a call too', async () => {
    const page = new Page();
    const { session, connection } = await standing(page);
    const tool = { type: 'extension.relay.tool_call', call_id: 'c', name: 'search', status: 'started' };
    connection.say(wire.responseCreated('r'), tool, wire.responseDone('r'));
    await vi.waitFor(() => expect(session.snapshot.tools).toHaveLength(1));
    session.interrupt();
    await connection.next('response.cancel');
  });
});

describe('text over HTTP', () => {
  it.each(['startListening', 'connect'] as const)('leaves no microphone open after %s, and tells why', async (act) => {
    const page = new Page();
    const { session } = await standing(page, { transport: 'http', mode: 'text' });
    await vi.waitFor(() => expect(session.snapshot.transport).toBe('http'));
    session.setMode('hands-free');
    await session[act]().catch(() => {});
    await portsAreRead();
    expect(session.snapshot.microphone).toBe('off');
    expect(session.snapshot.error?.code).toBe('voice-unavailable');
  });
});

describe('an answer that is heard to its end after its session was lost', () => {
  it('is silenced by a stop in the call that followed', async () => {
    const page = new Page();
    page.takesCalls = false;
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    const { session, relay, audio: sound, connection } = await standing(page);
    connection.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), audioDelta('r', 'a', 5_000), audioDone('r', 'a'));
    connection.say(wire.responseDone('r'));
    await vi.waitFor(() => expect(sound.queuedMs).toBe(5_000));
    page.takesCalls = true;
    network.dispatchEvent(new Event('online'));
    connection.drop();
    (await relay.connection()).accept();
    await vi.waitFor(() => expect(session.snapshot.transport).toBe('call'));
    expect(sound.queuedMs).toBe(5_000);
    session.interrupt();
    await vi.waitFor(() => expect(sound.queuedMs).toBe(0));
  });
});
