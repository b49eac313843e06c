import { afterEach, describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { audioDelta, connected, portsAreRead, visit } from './open-session.ts';

const problem = (code: string) => ({ type: 'error', error: { type: 'relay_error', code, message: `${code}!` } });

describe('a relay that refuses', () => {
  it.each([
    ['upstream_unauthorized', 4401, 'unauthorized'],
    ['invalid_api_key', 1006, 'unauthorized'],
    ['upstream_quota', 4429, 'quota'],
    ['upstream_dialect', 4400, 'dialect-mismatch'],
    ['beta_api_shape_disabled', 4000, 'dialect-mismatch'],
    ['session_limit', 4408, 'session-ended'],
  ])('with %s is not asked again, and the visitor reads why', async (code, closeCode, expected) => {
    const { session, relay, status } = visit({ mode: 'text' });
    const ready = session.connect();
    const connection = await relay.connection();
    connection.say(problem(code));
    connection.drop(closeCode);
    await expect(ready).rejects.toMatchObject({ code: expected });
    await status('error');
    expect(session.snapshot.error?.code).toBe(expected);
    expect(relay.connections).toHaveLength(1);
  });

  it.each([4401, 4429, 4400, 4408, 1008, 1009])('with close code %i alone is not asked again', async (code) => {
    const { session, relay } = visit({ mode: 'text' });
    const ready = session.connect();
    (await relay.connection()).drop(code);
    await expect(ready).rejects.toMatchObject({ name: 'AssistantError' });
    expect(relay.connections).toHaveLength(1);
  });

  it('with a word that is no code of ours is a lost connection', async () => {
    const { session, relay } = visit({ mode: 'text' }, { reconnection: { delayMs: () => null } });
    const ready = session.connect();
    const connection = await relay.connection();
    connection.say(problem('constructor'));
    connection.drop(1006);
    await expect(ready).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('after the microphone was opened: it is released', async () => {
    const { session, relay, status } = visit();
    const ready = session.connect();
    const connection = await relay.connection();
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    connection.drop(4401);
    await expect(ready).rejects.toMatchObject({ code: 'unauthorized' });
    await status('error');
    expect(session.snapshot.microphone).toBe('off');
  });

  it('can be asked again by the visitor', async () => {
    const { session, relay, status } = visit({ mode: 'text' });
    const ready = session.connect();
    (await relay.connection()).drop(4401);
    await expect(ready).rejects.toThrow();
    const again = session.connect();
    (await relay.connection()).accept();
    await again;
    await status('listening');
    expect(session.snapshot.error).toBeNull();
  });
});

describe('a relay that is not there', () => {
  it('is tried three times', async () => {
    const { session, relay } = visit({ mode: 'text' });
    const ready = session.connect();
    for (let i = 0; i < 3; i++) (await relay.connection()).drop();
    await expect(ready).rejects.toMatchObject({ code: 'connection-lost' });
    expect(relay.connections).toHaveLength(3);
  });

  describe('and says nothing', () => {
    afterEach(() => vi.useRealTimers());

    it('is given fifteen seconds', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { session, relay } = visit({ mode: 'text' }, { reconnection: { delayMs: () => null } });
      const ready = session.connect();
      ready.catch(() => {});
      const connection = await relay.connection();
      await vi.advanceTimersByTimeAsync(14_999);
      expect(session.snapshot.status).toBe('connecting');
      await vi.advanceTimersByTimeAsync(1);
      await expect(ready).rejects.toMatchObject({ code: 'connect-timeout' });
      await portsAreRead();
      expect(connection.closed).toBe(true);
    });
  });

  it('has no address: the message says what to do', async () => {
    const { session } = visit({ relayUrl: '', mode: 'text' });
    await expect(session.connect()).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('relay-url') as string,
    });
    const other = visit({ relayUrl: 'ftp://x', mode: 'text' });
    await expect(other.session.connect()).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('wants a token that the page does not get', async () => {
    const { session, relay } = visit({ mode: 'text', getToken: () => Promise.reject(new Error('logged out')) });
    await expect(session.connect()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(relay.connections).toHaveLength(0);
  });
});

describe('a visitor who leaves', () => {
  it('and comes back at once has one connection, and nothing of the old one in it', async () => {
    const visitor = await connected({ mode: 'text' });
    const { session, relay, connection: old } = visitor;
    // These are on their way to the page when it hangs up.
    old.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), wire.words('r', 'a', 'I was about to'));
    await session.disconnect();
    const ready = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await ready;
    expect(old.closed).toBe(true);
    expect(session.snapshot.status).toBe('listening');
    expect(visitor.transcript).toEqual([]);
  });

  it('while the connection is made: who waited for it is told', async () => {
    const { session, relay, status } = visit({ mode: 'text' });
    const ready = session.connect();
    const sent = session.sendText('Hello');
    const connection = await relay.connection();
    await session.disconnect();
    await expect(ready).rejects.toMatchObject({ code: 'aborted' });
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
    await status('idle');
    await vi.waitFor(() => expect(connection.closed).toBe(true));
    expect(connection.sent).toEqual([]);
  });

  it('while the page still asks for a token: nothing is opened', async () => {
    let give: (token: string) => void = () => {};
    const { session, relay } = visit({ mode: 'text', getToken: () => new Promise((resolve) => (give = resolve)) });
    const ready = session.connect();
    await session.disconnect();
    give('late');
    await expect(ready).rejects.toMatchObject({ code: 'aborted' });
    await portsAreRead();
    expect(relay.connections).toHaveLength(0);
  });

  it('while the browser still asks for the microphone: it is released as soon as it comes', async () => {
    const { silentAudio } = await import('../../../src/testing/silent-audio.ts');
    const audio = silentAudio();
    const open = audio.openInput.bind(audio);
    let allow: () => void = () => {};
    const closed = vi.fn<() => void>();
    audio.openInput = async (options) => {
      await new Promise<void>((resolve) => (allow = resolve));
      const input = await open(options);
      return Object.assign(Object.create(input) as typeof input, { close: () => (closed(), input.close()) });
    };
    const visitor = await connected({}, { audio });
    expect(visitor.session.snapshot.microphone).toBe('opening');
    await visitor.session.disconnect();
    expect(visitor.session.snapshot.microphone).toBe('off');
    allow();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    expect(visitor.session.snapshot.microphone).toBe('off');
  });

  it('and calls again before everything is put away is heard', async () => {
    const { session, relay, audio } = await connected();
    await portsAreRead();
    const leaving = session.disconnect();
    const ready = session.connect();
    await leaving;
    const connection = await relay.connection();
    connection.accept();
    await ready;
    await portsAreRead();
    expect(session.snapshot.microphone).toBe('on');
    audio.speak(new ArrayBuffer(960));
    await connection.next('input_audio_buffer.append');
  });

  it('tells no speech of an old conversation to a new one', async () => {
    const { session, relay, audio } = visit();
    const ready = session.connect();
    ready.catch(() => {});
    await relay.connection();
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    audio.speak(new ArrayBuffer(960));
    await portsAreRead();
    await session.disconnect();
    const again = session.connect();
    const connection = await relay.connection();
    connection.accept();
    await again;
    await portsAreRead();
    expect(connection.sent).toEqual([]);
  });
});

describe('a session that is disposed of', () => {
  afterEach(() => vi.useRealTimers());

  it.each(['idle', 'connecting', 'connected', 'answering', 'reconnecting', 'turn', 'tool'] as const)(
    'while %s leaves no timer',
    async (when) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const tool = { name: 'wait', description: '', parameters: {}, run: () => new Promise(() => {}) };
      const visitor = visit({ mode: 'push-to-talk', tools: [tool] }, { reconnection: { delayMs: () => 1000 } });
      const { session, relay } = visitor;
      const waiting: Promise<unknown>[] = [];
      if (when !== 'idle') waiting.push(session.connect());
      if (when !== 'idle' && when !== 'connecting') {
        const connection = await relay.connection();
        connection.accept();
        await waiting[0];
        if (when === 'answering') {
          waiting.push(session.sendText('Hello'));
          connection.say(wire.committed('u'), wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')));
          connection.say(wire.words('r', 'a', 'x'), audioDelta('r', 'a', 250));
          await portsAreRead();
        }
        if (when === 'reconnecting') connection.drop();
        if (when === 'turn') {
          waiting.push(session.startListening());
          await portsAreRead();
          void session.stopListening();
        }
        if (when === 'tool') {
          connection.say(
            wire.responseCreated('r'),
            wire.responseDone('r', 'completed', { output: [wire.call('c', 'wait')] }),
          );
        }
      }
      for (const promise of waiting) promise.catch(() => {});
      await portsAreRead();
      if (['connecting', 'answering', 'reconnecting', 'tool'].includes(when))
        expect(vi.getTimerCount()).toBeGreaterThan(0);
      await session.dispose();
      await portsAreRead();
      expect(vi.getTimerCount()).toBe(0);
      for (const connection of relay.connections) expect(connection.closed).toBe(true);
      await expect(session.connect()).rejects.toMatchObject({ code: 'aborted' });
      await expect(session.sendText('Hello')).rejects.toMatchObject({ code: 'aborted' });
      await session.dispose();
    },
  );
});
