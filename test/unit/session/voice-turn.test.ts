import { describe, expect, it, vi } from 'vitest';
import { wire } from '../conversation/play.ts';
import { audioDelta, audioDone, connected, pcm, portsAreRead, visit, type Visit } from './open-session.ts';
import type { ScriptedConnection } from '../../../src/testing/scripted-relay.ts';

/** The visitor asks, and the answer's words and audio come in at once, ten times faster than it plays. */
async function answer(relay: ScriptedConnection, visitor: Visit, ms: number, ended: boolean): Promise<void> {
  relay.say(
    wire.speechStarted('u'),
    wire.committed('u'),
    wire.added(wire.userVoice('u')),
    wire.responseCreated('r'),
    wire.heard('u', 'When do you open?'),
    wire.outputItem('r', wire.answer('a')),
    wire.added(wire.answer('a'), 'u'),
    wire.words('r', 'a', 'The park opens at eight. It closes at sunset.'),
  );
  for (let sent = 0; sent < ms; sent += 250) relay.say(audioDelta('r', 'a', 250));
  if (ended) {
    relay.say(
      audioDone('r', 'a'),
      wire.done(wire.answer('a', 'completed', 'The park opens at eight. It closes at sunset.')),
      wire.responseDone('r'),
    );
  }
  await visitor.status('speaking');
  await vi.waitFor(() => expect(visitor.audio.queuedMs).toBe(ms));
}

const types = (relay: ScriptedConnection) => relay.sent.map(({ type }) => type);

describe('a visitor who talks', () => {
  it('is heard from the first word, before the relay has answered', async () => {
    const { session, relay, audio, status } = visit();
    const ready = session.connect();
    const connection = await relay.connection();
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    audio.speak(pcm(20));
    audio.speak(pcm(20));
    connection.accept();
    await ready;
    const frame = await connection.next('input_audio_buffer.append');
    expect(Buffer.from(frame['audio'] as string, 'base64')).toHaveLength(960);
    await connection.next('input_audio_buffer.append');
    await status('listening');
  });

  it('hears the answer, and the face follows', async () => {
    const visitor = await connected();
    const { session, connection: relay, audio, heard } = visitor;
    await answer(relay, visitor, 1000, true);
    expect(visitor.transcript).toEqual([
      'user: When do you open?',
      'assistant: The park opens at eight. It closes at sunset.',
    ]);
    audio.hear(400);
    expect(session.snapshot.status).toBe('speaking');
    audio.hear(600);
    await visitor.status('listening');
    expect(heard.filter((name) => name.startsWith('status'))).toEqual([
      'status connecting',
      'status listening',
      'status hearing',
      'status thinking',
      'status speaking',
      'status listening',
    ]);
    expect(types(relay)).not.toContain('conversation.item.truncate');
  });

  it('interrupts an answer that was complete long ago: it is cut where it was heard', async () => {
    const visitor = await connected();
    const { connection: relay, audio, heard } = visitor;
    await answer(relay, visitor, 4000, true);
    audio.hear(2000);
    relay.say(wire.speechStarted('u2'));
    expect(await relay.next('conversation.item.truncate')).toMatchObject({
      item_id: 'a',
      content_index: 0,
      audio_end_ms: 2000,
    });
    await vi.waitFor(() => expect(visitor.transcript[1]).toBe('assistant: The park opens at (interrupted)'));
    expect(visitor.session.snapshot.status).toBe('hearing');
    expect(types(relay)).not.toContain('response.cancel');
    expect(heard).toContain('interrupted');
  });

  it('interrupts an answer that is still being made: nothing of the rest is heard or shown', async () => {
    const visitor = await connected();
    const { connection: relay, audio } = visitor;
    await answer(relay, visitor, 1000, false);
    audio.hear(600);
    relay.say(
      wire.speechStarted('u2'),
      audioDelta('r', 'a', 250),
      wire.words('r', 'a', ' You may bring dogs.'),
      wire.outputItem('r', wire.answer('b')),
      wire.added(wire.answer('b'), 'a'),
      wire.words('r', 'b', 'And cats.'),
      audioDelta('r', 'b', 250),
      audioDone('r', 'a'),
      wire.done(wire.answer('a', 'incomplete', 'The park opens at eight. It closes at sunset. You may bring dogs.')),
      wire.done(wire.answer('b', 'incomplete', 'And cats.')),
    );
    expect(await relay.next('conversation.item.truncate')).toMatchObject({ item_id: 'a', audio_end_ms: 600 });
    expect(types(relay)).not.toContain('conversation.item.delete');
    relay.say(wire.responseDone('r', 'cancelled', { status_details: { type: 'cancelled', reason: 'turn_detected' } }));
    expect(await relay.next('conversation.item.delete')).toMatchObject({ item_id: 'b' });
    await vi.waitFor(() => expect(visitor.transcript).toHaveLength(2));
    expect(visitor.transcript[1]).toMatch(/^assistant: The park.*\(interrupted\)$/);
    expect(visitor.transcript[1]).not.toContain('dogs');
    expect(audio.queuedMs).toBe(0);
    expect(types(relay)).not.toContain('response.cancel');
  });

  it('interrupts the first part of an answer that has two: the service must not believe that the second was heard', async () => {
    const visitor = await connected();
    const { connection: relay, audio, heard } = visitor;
    await answer(relay, visitor, 1000, false);
    relay.say(
      audioDone('r', 'a'),
      wire.words('r', 'a', 'You may bring dogs.', 1),
      { ...audioDelta('r', 'a', 500), content_index: 1 },
      { ...audioDone('r', 'a'), content_index: 1 },
      wire.responseDone('r'),
    );
    await portsAreRead();
    audio.hear(500);
    relay.say(wire.speechStarted('u2'));
    const cut = [await relay.next('conversation.item.truncate'), await relay.next('conversation.item.truncate')];
    expect(cut.map((frame) => [frame['content_index'], frame['audio_end_ms']])).toEqual([
      [0, 500],
      [1, 1],
    ]);
    await vi.waitFor(() => expect(visitor.transcript[1]).toMatch(/^assistant: The park.* \(interrupted\)$/));
    expect(visitor.transcript[1]).not.toContain('dogs');
    expect(heard.filter((name) => name === 'interrupted')).toHaveLength(1);
  });

  it('interrupts before the first sound: the answer was never said', async () => {
    const visitor = await connected();
    const { connection: relay } = visitor;
    await vi.waitFor(() => expect(visitor.session.snapshot.microphone).toBe('on'));
    relay.say(
      wire.speechStarted('u'),
      wire.committed('u'),
      wire.heard('u', 'When?'),
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      wire.added(wire.answer('a'), 'u'),
      wire.speechStarted('u2'),
      wire.words('r', 'a', 'The park'),
      audioDelta('r', 'a', 250),
      wire.done(wire.answer('a', 'incomplete', 'The park')),
      wire.responseDone('r', 'cancelled', { status_details: { type: 'cancelled', reason: 'turn_detected' } }),
    );
    expect(await relay.next('conversation.item.delete')).toMatchObject({ item_id: 'a' });
    relay.say({ type: 'conversation.item.deleted', item_id: 'a' }, wire.heard('u2', 'No, wait.'));
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: When?', 'user: No, wait.']));
  });

  it('cancels by itself where the service was told not to', async () => {
    const visitor = await connected();
    const { connection: relay } = visitor;
    const detection = { type: 'server_vad', interrupt_response: false };
    relay.say({
      type: 'session.updated',
      session: { type: 'realtime', audio: { input: { turn_detection: detection } } },
    });
    await answer(relay, visitor, 1000, false);
    relay.say(wire.speechStarted('u2'));
    expect(await relay.next('response.cancel')).toMatchObject({ response_id: 'r' });
  });

  it('has a stop button', async () => {
    const visitor = await connected();
    const { session, connection: relay, audio } = visitor;
    await answer(relay, visitor, 1000, false);
    audio.hear(250);
    session.interrupt();
    expect(await relay.next('response.cancel')).toMatchObject({ response_id: 'r' });
    expect(await relay.next('conversation.item.truncate')).toMatchObject({ item_id: 'a', audio_end_ms: 250 });
    relay.say({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'response_cancel_not_active', message: 'Too late.' },
    });
    relay.say(wire.responseDone('r', 'cancelled'));
    await visitor.status('listening');
    expect(session.snapshot.error).toBeNull();
  });

  it('has a stop button that also stops a search of the relay, of which nothing will be said', async () => {
    const visitor = await connected({ mode: 'text' });
    const { session, connection: relay } = visitor;
    const activity = { type: 'extension.relay.tool_call', call_id: 'call_1', name: 'search', label: null };
    relay.say({ ...activity, status: 'started' });
    await visitor.status('thinking');
    session.interrupt();
    expect(await relay.next('response.cancel')).not.toHaveProperty('response_id');
    relay.say({ ...activity, status: 'failed' });
    await visitor.status('listening');
    session.interrupt();
    await portsAreRead();
    expect(types(relay).filter((type) => type === 'response.cancel')).toHaveLength(1);
  });

  it('has a stop button that also stops an answer that was asked for and has not begun', async () => {
    const visitor = await connected({ mode: 'text' });
    const { session, connection: relay } = visitor;
    const sent = session.sendText('Tell me a long story');
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    relay.say(wire.added(wire.userText(item.id, 'Tell me a long story')));
    await sent;
    await relay.next('response.create');
    session.interrupt();
    await portsAreRead();
    relay.say(
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      wire.words('r', 'a', 'Once'),
      audioDelta('r', 'a', 250),
    );
    expect(await relay.next('response.cancel')).toMatchObject({ response_id: 'r' });
    relay.say(wire.responseDone('r', 'cancelled'));
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: Tell me a long story']);
    expect(visitor.audio.queuedMs).toBe(0);
  });

  it('is not left with a face that speaks for ever when the service forgets to end its audio', async () => {
    const visitor = await connected();
    const { connection: relay, audio } = visitor;
    await answer(relay, visitor, 500, false);
    relay.say(
      wire.responseDone('r', 'failed', {
        status_details: { type: 'failed', error: { code: 'server_error', message: 'Broken.' } },
      }),
    );
    await vi.waitFor(() => expect(visitor.session.snapshot.error?.code).toBe('server-error'));
    await vi.waitFor(() => {
      audio.hear(500);
      expect(visitor.session.snapshot.status).toBe('listening');
    });
  });

  it('is not heard by itself where barge-in is off', async () => {
    const visitor = await connected({ bargeIn: 'off' });
    const { connection: relay, audio } = visitor;
    await vi.waitFor(() => expect(visitor.session.snapshot.microphone).toBe('on'));
    await answer(relay, visitor, 500, true);
    audio.speak(pcm(20));
    await portsAreRead();
    audio.hear(500);
    await visitor.status('listening');
    // The room rings on for a moment, and that is not heard either.
    audio.speak(pcm(20));
    await portsAreRead();
    expect(relay.sent.map(({ type }) => type)).not.toContain('input_audio_buffer.append');
    await vi.waitFor(() => {
      audio.speak(pcm(10));
      expect(relay.sent.map(({ type }) => type)).toContain('input_audio_buffer.append');
    });
    const frame = await relay.next('input_audio_buffer.append');
    expect(Buffer.from(frame['audio'] as string, 'base64')).toHaveLength(480);
  });

  it('is not sent while muted', async () => {
    const visitor = await connected({ muted: true });
    const { session, connection: relay, audio } = visitor;
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    expect(session.snapshot.muted).toBe(true);
    audio.speak(pcm(20));
    session.setMuted(false);
    audio.speak(pcm(10));
    const frame = await relay.next('input_audio_buffer.append');
    expect(Buffer.from(frame['audio'] as string, 'base64')).toHaveLength(480);
  });

  it('goes on in text when the browser gives no microphone', async () => {
    const { silentAudio } = await import('../../../src/testing/silent-audio.ts');
    const { AssistantError } = await import('../../../src/base/assistant-error.ts');
    const audio = silentAudio();
    audio.openInput = () => Promise.reject(new AssistantError('microphone-denied', 'The visitor said no.'));
    const visitor = await connected({}, { audio });
    const { session, connection: relay } = visitor;
    expect(session.snapshot).toMatchObject({
      microphone: 'failed',
      status: 'listening',
      error: { code: 'microphone-denied' },
    });
    const sent = session.sendText('Hello');
    const { item } = (await relay.next('conversation.item.create')) as unknown as { item: { id: string } };
    relay.say(wire.added(wire.userText(item.id, 'Hello')));
    await sent;
    await relay.next('response.create');
    await expect(session.startListening()).rejects.toMatchObject({ code: 'microphone-denied' });
  });
});

describe('push-to-talk', () => {
  it('sends the turn when the button is let go, and asks for the answer', async () => {
    const visitor = await connected({ mode: 'push-to-talk' });
    const { session, connection: relay, audio } = visitor;
    expect((await relay.next('session.update'))['session']).toMatchObject({
      audio: { input: { turn_detection: null } },
    });
    expect(session.snapshot.microphone).toBe('off');
    await session.startListening();
    expect(session.snapshot.status).toBe('hearing');
    audio.speak(pcm(200));
    await session.stopListening();
    // The last syllable is still in the worklet when the button goes up: the microphone is muted behind it, not before.
    audio.speak(pcm(20));
    await relay.next('response.create');
    await portsAreRead();
    audio.speak(pcm(200));
    await portsAreRead();
    expect(types(relay).slice(1)).toEqual([
      'input_audio_buffer.append',
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'response.create',
    ]);
  });

  it('sends nothing for a tap', async () => {
    const visitor = await connected({ mode: 'push-to-talk' });
    const { session, connection: relay, audio } = visitor;
    await session.startListening();
    audio.speak(pcm(60));
    await session.stopListening();
    await relay.next('input_audio_buffer.clear');
    expect(types(relay)).not.toContain('input_audio_buffer.commit');
    await visitor.status('listening');
  });

  it('keeps a turn that was spoken and ended before the session stood, in its order', async () => {
    const { session, relay, audio } = visit({ mode: 'push-to-talk' });
    const listening = session.startListening();
    const connection = await relay.connection();
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    audio.speak(pcm(200));
    await session.stopListening();
    await portsAreRead();
    connection.accept();
    await listening;
    await connection.next('response.create');
    expect(types(connection)).toEqual([
      'session.update',
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'response.create',
    ]);
  });

  it('keeps the button in the visitor’s hand when the connection breaks', async () => {
    const visitor = await connected({ mode: 'push-to-talk' });
    const { session, connection: relay, audio } = visitor;
    await session.startListening();
    audio.speak(pcm(100));
    await relay.next('input_audio_buffer.append');
    relay.drop();
    const again = await visitor.relay.connection();
    again.accept();
    await visitor.status('hearing');
    audio.speak(pcm(200));
    await session.stopListening();
    await again.next('input_audio_buffer.commit');
    await again.next('response.create');
    await visitor.status('listening');
  });

  it('lets go of the turn when the connection cannot be had', async () => {
    const { session, relay, status } = visit({ mode: 'push-to-talk' });
    const listening = session.startListening();
    const connection = await relay.connection();
    connection.say({
      type: 'error',
      error: { type: 'relay_error', code: 'upstream_unauthorized', message: 'Wrong key.' },
    });
    connection.drop(4401);
    await expect(listening).rejects.toMatchObject({ code: 'unauthorized' });
    await status('error');
    expect(session.snapshot.microphone).toBe('off');
  });
});
