import type { ClientEvent, ServerEvent as LiveServerEvent } from 'openai/resources/live/live';
import { describe, expect, it } from 'vitest';
import { live } from '../../../src/protocol/live.ts';
import { base64, ConversationOver, tone } from './conversation-over.ts';

/*
 * Frames are made with the official SDK's types: a name or a field that the Live API does not have stops the compiler. Nobody here has
 * heard the service itself.
 */
const event_id = 'event_1';
type Of<T extends LiveServerEvent['type']> = Extract<LiveServerEvent, { type: T }>;

const audio = (delta: string): Of<'session.output_audio.delta'> => ({ type: 'session.output_audio.delta', delta });
const sound = (ms: number) => audio(base64(tone(ms)));
const silence = (ms: number) => audio(base64(new ArrayBuffer(ms * 48)));
const says = (delta: string, start_ms = 0, end_ms = 0): Of<'session.output_transcript.delta'> => ({
  type: 'session.output_transcript.delta',
  event_id,
  delta,
  start_ms,
  end_ms,
});
const visitorSays = (delta: string, start_ms: number, end_ms: number): Of<'session.input_transcript.delta'> => ({
  type: 'session.input_transcript.delta',
  event_id,
  delta,
  start_ms,
  end_ms,
});
const delegated = (event: Record<string, unknown>): Of<'response.event'> => ({
  type: 'response.event',
  event_id,
  delegation_id: 'd',
  event,
});
/** What the relay has to add to our `session.start`. */
type Asked<T extends ClientEvent> = T extends { type: 'session.start' }
  ? Omit<T, 'session'> & { session: Omit<T['session'], 'model'> }
  : T;
const frames = (...expected: readonly Asked<ClientEvent>[]) => expected;

describe('over the Live API', () => {
  it('the session is asked for, and stands when it is said to have started', () => {
    const { connection } = new ConversationOver(live, { voice: 'marin' });
    expect(connection.hello!().map((frame) => JSON.parse(frame as string) as unknown)).toEqual(
      frames({
        type: 'session.start',
        session: { audio: { format: { type: 'audio/pcm', rate: 24_000 }, output: { voice: 'marin' } } },
      }),
    );
    expect(connection.decode(JSON.stringify({ type: 'session.started', event_id, session: { id: 'live_1' } }))).toMatchObject([
      { type: 'session-created', sessionId: 'live_1', dialect: 'live' },
    ]);
  });

  it('two voices on one timeline become turns', () => {
    const talk = new ConversationOver(live).hear(
      silence(500),
      visitorSays('When do', 400, 700),
      silence(200),
      visitorSays(' you open?', 800, 1_200),
      silence(400),
      says('At'),
      sound(200),
      says(' eight.'),
      sound(200),
      silence(600),
    );
    expect(talk.transcript).toEqual(['user: When do you open?', 'assistant: At eight. (in-progress)']);
    talk.hear(silence(600));
    expect(talk.transcript).toEqual(['user: When do you open?', 'assistant: At eight.']);
    expect(talk.state.responses).toEqual([]);
    // The pause after the answer is heard as silence; the one before and those between the turns are not played at all.
    expect(Object.values(talk.audio)).toEqual([1_000]);
  });

  it('a pause of the visitor begins a turn, and a long one ends it where nobody answers', () => {
    const talk = new ConversationOver(live).hear(visitorSays('Hello?', 0, 500), visitorSays('Is there anybody?', 3_000, 4_000));
    expect(talk.transcript).toEqual(['user: Hello?', 'user: Is there anybody? (in-progress)']);
    talk.hear(silence(1_600));
    expect(talk.transcript).toEqual(['user: Hello?', 'user: Is there anybody?']);
  });

  it('the assistant goes on after a word of the visitor that did not stop it', () => {
    const talk = new ConversationOver(live).hear(says('Once'), sound(200), visitorSays('Mhm', 100, 200), says(' upon a time.'), sound(200));
    expect(talk.transcript).toEqual(['assistant: Once upon a time. (in-progress)', 'user: Mhm (in-progress)']);
    expect(talk.types).not.toContain('speech-started');
  });

  it('a typed question goes to the backend behind the voice', () => {
    const talk = new ConversationOver(live);
    expect(talk.type('May I bring a dog?', 'q')).toEqual(
      frames(
        { type: 'response.item.create', item: { type: 'message', role: 'user', content: 'May I bring a dog?' } },
        { type: 'response.create' },
      ),
    );
    expect(talk.transcript).toEqual(['user: May I bring a dog?']);
  });

  it('speech, functions and their results are said in the SDK’s words', () => {
    const talk = new ConversationOver(live);
    const tools = [{ name: 'get_weather', description: 'The weather.', parameters: { type: 'object' } }];
    expect(
      talk.say(
        { type: 'append-audio', pcm: new Uint8Array(tone(20)) },
        { type: 'update-session', settings: { tools } },
        { type: 'create-tool-output', callId: 'c', output: '{}', eventId: 'e' },
      ),
    ).toEqual(
      frames(
        { type: 'session.input_audio.append', audio: base64(tone(20)) },
        {
          type: 'session.update',
          session: { delegation: { type: 'responses', responses: { tools: [{ type: 'function', ...tools[0]! }] } } },
        },
        { type: 'response.item.create', event_id: 'e', item: { type: 'function_call_output', call_id: 'c', output: '{}' } },
      ),
    );
  });

  it('functions that the backend calls run when its answer is complete', () => {
    const item = { type: 'function_call', call_id: 'c', name: 'get_weather', arguments: '{"city":"Rome"}' };
    const talk = new ConversationOver(live).hear(says('Let me look.'), delegated({ type: 'response.output_item.done', item }));
    expect(talk.effects.filter(({ type }) => type === 'call-tool')).toEqual([]);
    talk.hear(delegated({ type: 'response.completed' }));
    expect(talk.effects.filter(({ type }) => type === 'call-tool')).toMatchObject([
      { callId: 'c', name: 'get_weather', arguments: '{"city":"Rome"}' },
    ]);
    expect(talk.state.responses).toHaveLength(1);
  });

  it('errors tell which of our words they answer, and the end tells why', () => {
    const failed: Of<'error'> = {
      type: 'error',
      event_id,
      error: { type: 'invalid_request_error', code: 'unknown_parameter', message: 'No.', client_event_id: 'create_1' },
    };
    const talk = new ConversationOver(live).hear(failed, { type: 'session.closed', reason: 'expired' });
    expect(talk.events).toMatchObject([
      { type: 'error', family: 'invalid_request_error', code: 'unknown_parameter', message: 'No.', clientEventId: 'create_1' },
      { type: 'error', code: 'session_expired' },
    ]);
  });

  it('what it has no words for is named, and commands without words are not sent', () => {
    const talk = new ConversationOver(live);
    expect(
      talk.connection.unsupported!({ voice: 'v', output: 'text', language: 'en', turnDetection: 'none', audioFormat: 'g711-ulaw', tools: [] }),
    ).toEqual(['output', 'language', 'turnDetection', 'audioFormat']);
    expect(
      talk.say(
        { type: 'commit-audio' },
        { type: 'clear-audio' },
        { type: 'delete-item', itemId: 'i' },
        { type: 'truncate-item', itemId: 'i', contentIndex: 0, audioEndMs: 1 },
        { type: 'cancel-response' },
      ),
    ).toEqual([]);
  });
});
