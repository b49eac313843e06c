import { afterEach, describe, expect, it, vi } from 'vitest';
import { QUIET_MS } from '../../../src/protocol/dialect.ts';
import type { ClientTool } from '../../../src/session/client-tool.ts';
import { base64, tone } from '../protocol/conversation-over.ts';
import { connected, pcm, portsAreRead } from './open-session.ts';

afterEach(() => vi.useRealTimers());

const weather: ClientTool = {
  name: 'get_weather',
  description: 'The weather of a place.',
  parameters: { type: 'object' },
  run: () => ({ sky: 'clear' }),
};
const statuses = (heard: readonly string[]) =>
  heard.filter((name) => name.startsWith('status')).map((name) => name.slice('status '.length));

describe('a page that talks to Azure’s middle tier', () => {
  const words = (delta: string, id = 'item_a-0') => ({ type: 'text_delta', id, delta });
  const done = (id = 'item_a-0') => ({ type: 'control', action: 'text_done', id });
  const speaks = { type: 'control', action: 'speech_started' };

  it('asks by voice, hears the answer, and the face follows', async () => {
    const visitor = await connected({}, { greeting: 'middle-tier' });
    const { connection: relay, audio, heard, session } = visitor;
    await vi.waitFor(() => expect(session.snapshot.microphone).toBe('on'));
    audio.speak(tone(20));
    await vi.waitFor(() => expect(relay.sentBytes).toHaveLength(1));
    expect(relay.sentBytes[0]).toEqual(new Uint8Array(tone(20)));
    relay.say(speaks);
    await visitor.status('hearing');
    relay.say({ type: 'transcription', id: 'item_u', text: 'When do you open?' });
    await visitor.status('thinking');
    relay.say(words('The park opens'), tone(500), words(' at eight.'), tone(500), done());
    await vi.waitFor(() => expect(audio.queuedMs).toBe(1_000));
    audio.hear(1_000);
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: When do you open?', 'assistant: The park opens at eight.']);
    expect(statuses(heard)).toEqual(['connecting', 'listening', 'hearing', 'thinking', 'speaking', 'listening']);
    expect(relay.sent).toEqual([]);
  });

  it('interrupts: the answer is cut where it was heard, and what was on its way stays away', async () => {
    const visitor = await connected({}, { greeting: 'middle-tier' });
    const { connection: relay, audio, heard } = visitor;
    relay.say(words('The park opens at eight. It closes at sunset.'), tone(4_000), done());
    await vi.waitFor(() => expect(audio.queuedMs).toBe(4_000));
    audio.hear(2_000);
    relay.say(speaks, tone(500), words(' And so on.'));
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['assistant: The park opens at (interrupted)']));
    expect(audio.queuedMs).toBe(0);
    relay.say({ type: 'transcription', id: 'u', text: 'Thanks.' }, words('You are welcome.', 'b'), tone(100), done('b'));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(100));
    expect(visitor.transcript.slice(1)).toEqual(['user: Thanks.', 'assistant: You are welcome.']);
    expect(heard).toContain('interrupted');
    expect(relay.sent).toEqual([]);
  });

  it('types a question, stops the answer by typing another, and is answered once', async () => {
    const visitor = await connected({ mode: 'text', output: 'audio' }, { greeting: 'middle-tier' });
    const { connection: relay, session, audio } = visitor;
    await session.sendText('Tell me a story.');
    expect(await relay.next('user_message')).toEqual({ type: 'user_message', text: 'Tell me a story.' });
    relay.say(words('Once upon a time'), tone(1_000));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(1_000));
    audio.hear(300);
    await session.sendText('When do you open?');
    relay.say(words(' there was a bear.'), tone(1_000), done());
    expect(await relay.next('user_message')).toEqual({ type: 'user_message', text: 'When do you open?' });
    relay.say(tone(1_000), words('At eight.', 'b'), tone(200), done('b'));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(200));
    expect(visitor.transcript).toEqual([
      'user: Tell me a story.',
      'assistant: Once (interrupted)',
      'user: When do you open?',
      'assistant: At eight.',
    ]);
    expect(relay.sent).toHaveLength(2);
  });

  it('is told of an answer’s end by silence where the server does not say it, and the face listens again', async () => {
    const visitor = await connected({}, { greeting: 'middle-tier' });
    const { connection: relay, audio, session } = visitor;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    relay.say(words('At eight.'), tone(200));
    await portsAreRead();
    audio.hear(200);
    await portsAreRead();
    expect(session.snapshot.status).toBe('speaking');
    vi.advanceTimersByTime(QUIET_MS);
    await portsAreRead();
    audio.hear(1);
    await portsAreRead();
    expect(session.snapshot.status).toBe('listening');
    expect(visitor.transcript).toEqual(['assistant: At eight.']);
  });

  it('tells the developer what it cannot ask for, and talks on', async () => {
    const visitor = await connected({ voice: 'marin', tools: [weather] }, { greeting: 'middle-tier' });
    expect(visitor.heard.filter((name) => name.startsWith('error'))).toEqual([
      'error unsupported-setting',
      'error unsupported-setting',
    ]);
    visitor.connection.say('no JSON', words('Hello.'), done());
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['assistant: Hello.']));
  });
});

describe('a page that talks to a relay of the simple protocol', () => {
  const words = (delta: string) => ({ type: 'content_block.delta', data: { delta } });
  const sound = (ms: number) => ({ type: 'audio', data: { audio: base64(tone(ms)) } });
  const done = { type: 'response.done' };

  it('types, has a function of the page called, and is answered', async () => {
    const visitor = await connected({ dialect: 'simple', mode: 'text', tools: [weather] }, { greeting: 'simple' });
    const { connection: relay, session, heard } = visitor;
    expect(relay.sent.map(({ type }) => type)).toEqual(['conversation.create', 'available_functions.create']);
    await session.sendText('How is the weather?');
    await relay.next('response.create');
    relay.say({ type: 'function.call', data: { id: 'f', name: 'get_weather', arguments: {} } }, done);
    expect(await relay.next('function.response')).toMatchObject({
      data: { id: 'f', response: { type: 'success', content: '{"sky":"clear"}' } },
    });
    await relay.next('response.create');
    relay.say(words('The sky is'), words(' clear.'), done);
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: How is the weather?', 'assistant: The sky is clear.']);
    expect(heard.filter((name) => name.startsWith('tool-call'))).toEqual(['tool-call started', 'tool-call completed']);
  });

  it('talks, interrupts, and is cut where it was heard', async () => {
    const visitor = await connected({ dialect: 'simple' }, { greeting: 'simple' });
    const { connection: relay, audio } = visitor;
    audio.speak(pcm(20));
    expect(await relay.next('audio')).toEqual({ type: 'audio', data: { audio: base64(pcm(20)) } });
    relay.say({ type: 'interrupt' }, { type: 'text', data: { role: 'user', text: 'When do you open?' } });
    relay.say(sound(100), words('The park opens at eight. It closes at sunset.'), sound(3_900), done);
    await vi.waitFor(() => expect(audio.queuedMs).toBe(4_000));
    audio.hear(2_000);
    relay.say({ type: 'interrupt' });
    expect(await relay.next('interrupt')).toEqual({ type: 'interrupt', data: { heard_ms: 2_000 } });
    await vi.waitFor(() =>
      expect(visitor.transcript).toEqual(['user: When do you open?', 'assistant: The park opens at (interrupted)']),
    );
    await visitor.status('hearing');
  });

  it('stops an answer by hand: nothing of it is heard or shown until it is said to be over', async () => {
    const visitor = await connected({ dialect: 'simple', mode: 'text' }, { greeting: 'simple' });
    const { connection: relay, session } = visitor;
    await session.sendText('Tell me a story.');
    await relay.next('response.create');
    relay.say(words('Once upon a time'));
    await vi.waitFor(() => expect(visitor.transcript[1]).toBe('assistant: Once upon a time (in-progress)'));
    session.interrupt();
    expect(await relay.next('interrupt')).toEqual({ type: 'interrupt', data: {} });
    relay.say(words(' there was a bear.'), sound(500), { type: 'response.done', data: { status: 'cancelled' } });
    await vi.waitFor(() => expect(visitor.transcript[1]).toBe('assistant: Once upon a time (interrupted)'));
    expect(visitor.transcript).toHaveLength(2);
    await visitor.status('listening');
  });

  it('is told of trouble, and an answer that could not be made leaves nobody waiting', async () => {
    const visitor = await connected({ dialect: 'simple', mode: 'text' }, { greeting: 'simple' });
    const { connection: relay, session, heard } = visitor;
    await session.sendText('Hello');
    await relay.next('response.create');
    relay.say({ type: 'response.done', data: { status: 'failed', message: 'The model is asleep.' } });
    await visitor.status('listening');
    expect(session.snapshot.error?.message).toBe('The model is asleep.');
    expect(heard).toContain('error server-error');
  });

  it('is understood without being named where the relay greets by itself', async () => {
    const visitor = await connected({ mode: 'text', voice: 'echo' }, { greeting: 'simple' });
    expect(await visitor.connection.next('conversation.create')).toMatchObject({ data: { voice: 'echo' } });
  });
});

describe('a page that talks to the Live API', () => {
  const sound = (buffer: ArrayBuffer) => ({ type: 'session.output_audio.delta', delta: base64(buffer) });
  const says = (delta: string) => ({ type: 'session.output_transcript.delta', delta, start_ms: 0, end_ms: 0 });

  it('asks by voice and hears the answer; the silence around it is no speech', async () => {
    const visitor = await connected({ dialect: 'live', voice: 'marin' }, { greeting: 'live' });
    const { connection: relay, audio, heard } = visitor;
    expect(relay.sent[0]).toMatchObject({ type: 'session.start', session: { audio: { output: { voice: 'marin' } } } });
    audio.speak(pcm(20));
    await relay.next('session.input_audio.append');
    relay.say(sound(pcm(500)), { type: 'session.input_transcript.delta', delta: 'When do you open?', start_ms: 0, end_ms: 400 });
    relay.say(sound(pcm(200)), says('At eight.'), sound(tone(300)), sound(pcm(900)), sound(pcm(200)));
    await vi.waitFor(() => expect(audio.queuedMs).toBe(1_200));
    audio.hear(1_200);
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: When do you open?', 'assistant: At eight.']);
    expect(statuses(heard).slice(-2)).toEqual(['speaking', 'listening']);
  });

  it('types, and has a function of the page called', async () => {
    const visitor = await connected({ dialect: 'live', mode: 'text', tools: [weather] }, { greeting: 'live' });
    const { connection: relay, session } = visitor;
    await relay.next('session.update');
    await session.sendText('How is the weather?');
    await relay.next('response.create');
    const item = { type: 'function_call', call_id: 'c', name: 'get_weather', arguments: '{}' };
    for (const event of [{ type: 'response.output_item.done', item }, { type: 'response.completed' }])
      relay.say({ type: 'response.event', delegation_id: 'd', event });
    expect(await relay.next('response.item.create')).toMatchObject({ item: { call_id: 'c', output: '{"sky":"clear"}' } });
    await relay.next('response.create');
    relay.say(says('The sky is clear.'), sound(pcm(1_200)));
    await visitor.status('listening');
    expect(visitor.transcript).toEqual(['user: How is the weather?', 'assistant: The sky is clear.']);
  });
});
