import { afterEach, describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { audioDelta, audioDone, connected, pcm, portsAreRead, visit, type Visit } from './open-session.ts';
import type { RealtimeStatusEvent } from '../../../src/session/session-events.ts';
import type { ScriptedConnection } from '../../../src/testing/scripted-relay.ts';

const heardOf = (connection: ScriptedConnection) =>
  connection.sent
    .filter(({ type }) => type === 'input_audio_buffer.append')
    .reduce((bytes, { audio }) => bytes + Buffer.from(String(audio), 'base64').length, 0) / 48;

/** Speech with a sound of its own, so that it is known again. */
function speech(ms: number, value: number): ArrayBuffer {
  return new Int16Array(ms * 24).fill(value).buffer;
}
const valuesOf = (connection: ScriptedConnection) => [
  ...new Set(
    connection.sent
      .filter(({ type }) => type === 'input_audio_buffer.append')
      .map(({ audio }) => Buffer.from(String(audio), 'base64').readInt16LE(0)),
  ),
];

async function speaking(): Promise<Visit & { readonly connection: ScriptedConnection }> {
  const visitor = await connected();
  await vi.waitFor(() => expect(visitor.session.snapshot.microphone).toBe('on'));
  await portsAreRead();
  return visitor;
}

describe('what was said and not understood yet when the connection broke', () => {
  it('is said again to the next session, from its first syllable, and shown once', async () => {
    const visitor = await speaking();
    const { connection, audio } = visitor;
    for (let i = 0; i < 100; i++) audio.speak(speech(20, 1));
    await vi.waitFor(() => expect(heardOf(connection)).toBe(2_000));
    connection.say({ ...wire.speechStarted('u'), audio_start_ms: 500 });
    await portsAreRead();
    connection.drop();
    const again = await visitor.relay.connection();
    audio.speak(speech(20, 2));
    again.accept();
    await vi.waitFor(() => expect(heardOf(again)).toBe(1_520));
    expect(valuesOf(again)).toEqual([1, 2]);
    again.say(wire.speechStarted('v'), wire.committed('v'), wire.heard('v', 'When do you open?'));
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: When do you open?']));
  });

  it('is not said again once its words are known: they are told as words, and answered', async () => {
    const visitor = await speaking();
    const { connection, audio } = visitor;
    for (let i = 0; i < 100; i++) audio.speak(speech(20, 1));
    await vi.waitFor(() => expect(heardOf(connection)).toBe(2_000));
    connection.say({ ...wire.speechStarted('u'), audio_start_ms: 500 });
    connection.say({ type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 2_000 });
    connection.say(wire.committed('u'), wire.heard('u', 'When do you open?'), wire.responseCreated('r'));
    await portsAreRead();
    connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await again.next('response.create');
    expect(heardOf(again)).toBe(0);
    expect(again.sent.map(({ type }) => type)).toEqual(['conversation.item.create', 'response.create']);
  });

  it('is not said again when its answer was heard, but is marked as not understood', async () => {
    const visitor = await speaking();
    const { connection, audio } = visitor;
    for (let i = 0; i < 50; i++) audio.speak(speech(20, 1));
    await vi.waitFor(() => expect(heardOf(connection)).toBe(1_000));
    connection.say({ ...wire.speechStarted('u'), audio_start_ms: 100 });
    connection.say({ type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 1_000 });
    connection.say(wire.committed('u'), wire.added(wire.userVoice('u')), wire.responseCreated('r'));
    connection.say(wire.outputItem('r', wire.answer('a')), wire.words('r', 'a', 'At eight o’clock in the morning.'));
    connection.say(audioDelta('r', 'a', 1_000));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(1_000));
    audio.hear(600);
    await portsAreRead();
    connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await visitor.status('listening');
    await portsAreRead();
    expect(heardOf(again)).toBe(0);
    expect(again.sent.map(({ type }) => type)).toEqual(['conversation.item.create']);
    expect(visitor.transcript).toEqual(['user:  (failed)', expect.stringMatching(/^assistant: At .*\(interrupted\)$/)]);
  });

  it('a turn of push-to-talk that had ended is committed again, and answered', async () => {
    const visitor = await connected({ mode: 'push-to-talk' });
    const { session, connection, audio } = visitor;
    await session.startListening();
    await portsAreRead();
    for (let i = 0; i < 25; i++) audio.speak(speech(20, 1));
    await portsAreRead();
    await session.stopListening();
    await connection.next('input_audio_buffer.commit');
    connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await again.next('response.create');
    expect(again.sent.map(({ type }) => type).filter((type) => type !== 'input_audio_buffer.append')).toEqual([
      'session.update',
      'input_audio_buffer.commit',
      'response.create',
    ]);
    expect(heardOf(again)).toBe(500);
  });
});

describe('an answer that was on its way when the connection broke', () => {
  async function answering() {
    const visitor = await connected();
    await portsAreRead();
    visitor.connection.say(wire.speechStarted('u'), wire.committed('u'), wire.heard('u', 'When do you open?'));
    visitor.connection.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')));
    visitor.connection.say(wire.words('r', 'a', 'At eight.'));
    return visitor;
  }

  it('is asked for again when nothing of it was heard', async () => {
    const visitor = await answering();
    await portsAreRead();
    visitor.connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await again.next('response.create');
    expect(visitor.transcript).toEqual(['user: When do you open?']);
  });

  it('is heard to its end, and not asked for again, when it had arrived whole', async () => {
    const visitor = await answering();
    const { connection, audio, session } = visitor;
    connection.say(audioDelta('r', 'a', 2_000), audioDone('r', 'a'));
    connection.say(wire.outputItemDone('r', wire.answer('a', 'completed', 'At eight.')), wire.responseDone('r'));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(2_000));
    audio.hear(1_500);
    connection.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await visitor.status('speaking');
    expect(audio.queuedMs).toBe(500);
    // Talking over it cuts it here; the new session never had its sound.
    session.interrupt();
    await vi.waitFor(() => expect(session.snapshot.messages.at(-1)!.status).toBe('interrupted'));
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual(['conversation.item.create', 'conversation.item.create']);
  });
});

describe('a session whose end is known', () => {
  afterEach(() => vi.useRealTimers());

  const draining = { type: 'extension.relay.draining', close_after_ms: 20_000 };

  it('of a relay that drains is left in a pause, with the whole conversation, and nobody notices', async () => {
    const visitor = await connected({ mode: 'text' });
    const { session, connection } = visitor;
    const statuses: string[] = [];
    session.addEventListener('realtime-status', (event) => statuses.push((event as RealtimeStatusEvent).status));
    connection.say(wire.added(wire.userText('u', 'Hello')), wire.responseCreated('r'), draining);
    await portsAreRead();
    expect(visitor.relay.connections).toHaveLength(1);
    connection.say(wire.outputItem('r', wire.answer('a')), wire.written('r', 'a', 'Hi.'));
    connection.say(wire.outputItemDone('r', wire.answer('a', 'completed', 'Hi.')), wire.responseDone('r'));
    const next = await visitor.relay.connection();
    expect(connection.closed).toBe(false);
    next.accept();
    await next.next('conversation.item.create');
    await next.next('conversation.item.create');
    await vi.waitFor(() => expect(connection.closed).toBe(true));
    await vi.waitFor(() => expect(session.snapshot.recovery).toBe('moved'));
    expect(statuses).toEqual(['thinking', 'listening']);
    expect(next.sent.map(({ item }) => (item as { id: string }).id)).toEqual(['u', 'a']);
    const sent = session.sendText('More?');
    const { item } = (await next.next('conversation.item.create')) as unknown as { item: { id: string } };
    next.say(wire.added(wire.userText(item.id, 'More?')));
    await sent;
    expect(session.snapshot.recovery).toBeNull();
  });

  it('goes on as long as it may where no other is to be had', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: (attempt) => (attempt > 2 ? null : 0) } });
    visitor.connection.say(draining);
    for (let i = 0; i < 3; i++) (await visitor.relay.connection()).drop();
    await portsAreRead();
    expect(visitor.connection.closed).toBe(false);
    expect(visitor.session.snapshot.status).toBe('listening');
    visitor.connection.drop(1012);
    (await visitor.relay.connection()).accept();
    await visitor.status('listening');
  });

  it('is left in the first pause of its last five minutes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const visitor = visit({ mode: 'text' });
    const ready = visitor.session.connect();
    const connection = await visitor.relay.connection();
    connection.accept('openai', { expires_at: Date.now() / 1_000 + 3_600 });
    await ready;
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(54 * 60_000);
    expect(visitor.relay.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(61_000);
    (await visitor.relay.connection()).accept();
    await portsAreRead();
    expect(connection.closed).toBe(true);
    expect(visitor.session.snapshot.status).toBe('listening');
  });

  it('and in which somebody just begins to speak: not a syllable is lost', async () => {
    const visitor = await speaking();
    const { connection, audio } = visitor;
    connection.say(draining);
    const next = await visitor.relay.connection();
    for (let i = 0; i < 20; i++) audio.speak(speech(20, 7));
    await vi.waitFor(() => expect(heardOf(connection)).toBe(400));
    next.accept();
    await vi.waitFor(() => expect(heardOf(next)).toBe(400));
    await vi.waitFor(() => expect(connection.closed).toBe(true));
  });
});

describe('a connection that is dead and does not say so', () => {
  afterEach(() => vi.useRealTimers());

  const faked = { toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] } as const;

  it('is found out while an answer is due, and the question is asked in another session', async () => {
    vi.useFakeTimers({ toFake: [...faked.toFake] });
    const visitor = await connected({ mode: 'text' });
    visitor.connection.say(wire.added(wire.userText('u', 'Hello')), wire.responseCreated('r'));
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(visitor.relay.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(10);
    const again = await visitor.relay.connection();
    expect(visitor.connection.closed).toBe(true);
    again.accept();
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual(['conversation.item.create', 'response.create']);
  });

  it('is not suspected because the service is quiet while nothing is due', async () => {
    vi.useFakeTimers({ toFake: [...faked.toFake] });
    const visitor = await connected();
    await vi.waitFor(() => expect(visitor.session.snapshot.microphone).toBe('on'));
    for (let minute = 0; minute < 10; minute++) {
      visitor.audio.speak(pcm(20));
      await vi.advanceTimersByTimeAsync(60_000);
      await portsAreRead();
    }
    expect(visitor.relay.connections).toHaveLength(1);
    expect(visitor.connection.sent.filter(({ type }) => type !== 'input_audio_buffer.append')).toEqual([]);
  });

  it('is asked for a sign when the network was away, and kept if it gives one', async () => {
    vi.useFakeTimers({ toFake: [...faked.toFake] });
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    const visitor = await connected({ mode: 'text' });
    vi.unstubAllGlobals();
    page.dispatchEvent(new Event('online'));
    const { event_id } = await visitor.connection.next('conversation.item.delete');
    visitor.connection.say({ type: 'error', error: { type: 'invalid_request_error', message: 'No such item.', event_id } });
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(visitor.connection.closed).toBe(false);
    expect(visitor.session.snapshot.error).toBeNull();

    page.dispatchEvent(new Event('online'));
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(5_000);
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(10);
    (await visitor.relay.connection()).accept();
    await portsAreRead();
    expect(visitor.connection.closed).toBe(true);
    expect(visitor.session.snapshot).toMatchObject({ status: 'listening', recovery: 'restored' });
  });
});

describe('a relay that has no place', () => {
  afterEach(() => vi.useRealTimers());

  it('is asked again after the time that it names, and the visitor sees when', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const visitor = visit({ mode: 'text' });
    const ready = visitor.session.connect();
    const connection = await visitor.relay.connection();
    connection.say({ type: 'error', error: { type: 'relay_error', code: 'busy', message: 'Full.', retry_after_ms: 5_000, position: 3 } });
    connection.drop(1013);
    await portsAreRead();
    expect(visitor.session.snapshot.retryAt).toBeGreaterThan(Date.now() + 4_000);
    expect(visitor.session.snapshot.error).toMatchObject({ code: 'busy', retryAfterMs: 5_000, position: 3 });
    await vi.advanceTimersByTimeAsync(4_900);
    expect(visitor.relay.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    (await visitor.relay.connection()).accept();
    await ready;
  });
});

describe('an upgrade that is refused', () => {
  it('by a relay that is there is told to the developer with its cure, and not tried for ever', async () => {
    const asked: string[] = [];
    const isReachable = (url: string) => (asked.push(url), Promise.resolve(true));
    const { session, relay } = visit({ mode: 'text' }, { isReachable });
    const ready = session.connect();
    for (let i = 0; i < 3; i++) (await relay.connection()).drop();
    await expect(ready).rejects.toMatchObject({
      code: 'relay-refused',
      message: expect.stringContaining('RELAY_ALLOWED_ORIGINS') as string,
    });
    expect(asked).toEqual(['ws://relay.test/realtime']);
    expect(relay.connections).toHaveLength(3);
  });

  it('by nobody, for nobody is there, is a lost connection', async () => {
    const { session, relay } = visit({ mode: 'text' }, { isReachable: () => Promise.resolve(false) });
    const ready = session.connect();
    for (let i = 0; i < 3; i++) (await relay.connection()).drop();
    await expect(ready).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('a page that gets no token while the network is away', () => {
  it('asks for it again', async () => {
    let tokens = 0;
    const getToken = () => (++tokens === 2 ? Promise.reject(new TypeError('Failed to fetch')) : `token ${tokens}`);
    const visitor = await connected({ mode: 'text', getToken });
    visitor.connection.drop();
    (await visitor.relay.connection()).accept();
    await visitor.status('listening');
    expect(tokens).toBe(3);
  });
});

describe('a service that makes no answer', () => {
  afterEach(() => vi.useRealTimers());

  it('is told to the visitor, whose question stays', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const visitor = await connected({ mode: 'text' });
    visitor.connection.say(wire.committed('u'), wire.heard('u', 'Hello?'));
    await portsAreRead();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(visitor.session.snapshot).toMatchObject({ status: 'listening', error: { code: 'request-timeout' } });
    expect(visitor.transcript).toEqual(['user: Hello?']);
  });
});
