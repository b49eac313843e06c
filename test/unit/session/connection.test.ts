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

describe('a network that breaks', () => {
  it('comes back with the conversation, a new token, and the answer that was missing', async () => {
    let tokens = 0;
    const visitor = await connected({ mode: 'text', getToken: () => `tøken ${++tokens}` });
    const { session, connection: relay } = visitor;
    relay.say(
      wire.added(wire.userText('u1', 'Hello')),
      wire.responseCreated('r1'),
      wire.outputItem('r1', wire.answer('a1')),
      wire.words('r1', 'a1', 'Hi.'),
      wire.outputItemDone('r1', wire.answer('a1', 'completed', 'Hi.')),
      wire.responseDone('r1'),
      wire.speechStarted('u2'),
      wire.committed('u2', 'a1'),
      wire.heard('u2', 'When do you open?'),
      wire.responseCreated('r2'),
    );
    await vi.waitFor(() => expect(visitor.transcript).toHaveLength(3));
    relay.drop(1006);
    const again = await visitor.relay.connection();
    expect(session.snapshot.status).toBe('reconnecting');
    const token = (connection: typeof again) =>
      Buffer.from(connection.target.protocols[1]!.split('.')[1]!, 'base64url').toString();
    expect([token(relay), token(again)]).toEqual(['tøken 1', 'tøken 2']);
    again.accept();
    await again.next('response.create');
    expect(again.sent.map((frame) => frame['item'] ?? frame.type)).toMatchObject([
      { id: 'u1', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { id: 'a1', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] },
      { id: 'u2', role: 'user', content: [{ type: 'input_text', text: 'When do you open?' }] },
      'response.create',
    ]);
    again.say(wire.added(wire.userText('u1', 'Hello')), wire.added(wire.userText('u2', 'When do you open?'), 'a1'));
    again.say(
      wire.responseCreated('r3'),
      wire.outputItem('r3', wire.answer('a3')),
      wire.words('r3', 'a3', 'At eight.'),
    );
    await vi.waitFor(() =>
      expect(visitor.transcript).toEqual([
        'user: Hello',
        'assistant: Hi.',
        'user: When do you open?',
        'assistant: At eight. (in-progress)',
      ]),
    );
    expect(session.snapshot.error).toBeNull();
  });

  it('does not answer the question of before when a new one waits for the connection', async () => {
    const visitor = await connected({ mode: 'text' });
    visitor.connection.say(wire.added(wire.userText('u1', 'Hello')));
    visitor.connection.drop();
    await visitor.status('reconnecting');
    const sent = visitor.session.sendText('Are you there?');
    const again = await visitor.relay.connection();
    again.accept();
    await again.next('conversation.item.create');
    const { item } = (await again.next('conversation.item.create')) as unknown as {
      item: { id: string; content: object[] };
    };
    expect(item.content).toEqual([{ type: 'input_text', text: 'Are you there?' }]);
    again.say(wire.added(wire.userText(item.id, 'Are you there?')));
    await sent;
    await again.next('response.create');
    await portsAreRead();
    expect(again.sent.map(({ type }) => type)).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ]);
  });

  it('says that a message on its way was lost with it', async () => {
    const visitor = await connected({ mode: 'text' });
    const sent = visitor.session.sendText('Hello');
    await visitor.connection.next('conversation.item.create');
    visitor.connection.drop();
    await expect(sent).rejects.toMatchObject({ code: 'connection-lost' });
    expect(visitor.transcript).toEqual(['user: Hello (failed)']);
  });

  it('is given up after as many tries as the policy allows', async () => {
    const visitor = await connected(
      { mode: 'text' },
      { reconnection: { delayMs: (attempt) => (attempt > 4 ? null : 0) } },
    );
    visitor.connection.drop();
    for (let i = 0; i < 4; i++) (await visitor.relay.connection()).drop();
    await visitor.status('error');
    expect(visitor.session.snapshot.error?.code).toBe('connection-lost');
    expect(visitor.relay.connections).toHaveLength(5);
  });

  it('that accepts and breaks at once, again and again, is not hammered for ever', async () => {
    const delays: number[] = [];
    const reconnection = { delayMs: (attempt: number) => (delays.push(attempt), attempt > 3 ? null : 0) };
    const visitor = await connected({ mode: 'text' }, { reconnection });
    visitor.connection.drop(1011);
    for (let i = 0; i < 3; i++) {
      const again = await visitor.relay.connection();
      again.accept();
      again.drop(1011);
    }
    await visitor.status('error');
    expect(delays).toEqual([1, 2, 3, 4]);
  });

  it('is tried at once when the visitor asks for it', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    visitor.connection.drop();
    await visitor.status('reconnecting');
    const ready = visitor.session.connect();
    (await visitor.relay.connection()).accept();
    await ready;
    await visitor.status('listening');
  });

  it('is tried at once when the browser is online again', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    vi.unstubAllGlobals();
    visitor.connection.drop();
    await visitor.status('reconnecting');
    page.dispatchEvent(new Event('online'));
    (await visitor.relay.connection()).accept();
    await visitor.status('listening');
  });

  it('shows when the next try comes', async () => {
    const visitor = await connected({ mode: 'text' }, { reconnection: { delayMs: () => 60_000 } });
    const before = Date.now();
    visitor.connection.drop();
    await visitor.status('reconnecting');
    expect(visitor.session.snapshot.retryAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(visitor.session.snapshot.error?.code).toBe('connection-lost');
    await visitor.session.disconnect();
    expect(visitor.session.snapshot).toMatchObject({ status: 'idle', retryAt: null });
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
