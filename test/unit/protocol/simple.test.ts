import { describe, expect, it } from 'vitest';
import { simple } from '../../../src/protocol/simple.ts';
import { base64, ConversationOver, tone } from './conversation-over.ts';

const words = (delta: string) => ({ type: 'content_block.delta', data: { delta } });
const sound = (ms: number) => ({ type: 'audio', data: { audio: base64(tone(ms)) } });
const heard = (text: string) => ({ type: 'text', data: { role: 'user', text } });
const done = (data: object = {}) => ({ type: 'response.done', data });
const tools = [{ name: 'get_weather', description: 'The weather.', parameters: { type: 'object' } }];

describe('over the simple protocol', () => {
  it('the widget speaks first: what is wished for, and the functions of the page', () => {
    const { connection } = new ConversationOver(simple, { voice: 'alloy', language: 'en', turnDetection: 'none', tools });
    expect(connection.hello!().map((frame) => JSON.parse(frame as string) as unknown)).toEqual([
      { type: 'conversation.create', data: { voice: 'alloy', language: 'en', turn_detection: 'none' } },
      { type: 'available_functions.create', data: { functions: tools } },
    ]);
  });

  it('settings are said again when they changed, and only then', () => {
    const talk = new ConversationOver(simple, { voice: 'alloy', tools });
    talk.connection.hello!();
    expect(talk.say({ type: 'update-session', settings: { voice: 'alloy', tools } })).toEqual([]);
    expect(talk.say({ type: 'update-session', settings: { voice: 'alloy', tools: [] } })).toEqual([
      { type: 'available_functions.create', data: { functions: [] } },
    ]);
    expect(talk.say({ type: 'update-session', settings: { voice: 'echo', tools: [] } })).toEqual([
      { type: 'conversation.create', data: { voice: 'echo' } },
    ]);
  });

  it('a typed question is answered in writing', () => {
    const talk = new ConversationOver(simple).hear({ type: 'conversation.created', data: { id: 'c1' } });
    expect(talk.events[0]).toMatchObject({ type: 'session-created', sessionId: 'c1', dialect: 'simple' });
    expect(talk.type('May I bring a dog?', 'q')).toEqual([
      { type: 'conversation.item.create', data: { id: 'q', role: 'user', text: 'May I bring a dog?' } },
      { type: 'response.create', data: {} },
    ]);
    talk.hear(words('Yes, on'), words(' a lash.'), { type: 'text', data: { text: 'Yes, on a leash.' } }, done());
    expect(talk.transcript).toEqual(['user: May I bring a dog?', 'assistant: Yes, on a leash.']);
    expect(talk.state.responses).toEqual([]);
  });

  it('a spoken question is answered aloud', () => {
    const talk = new ConversationOver(simple);
    const pcm = new Uint8Array(tone(20));
    expect(talk.say({ type: 'append-audio', pcm })).toEqual([{ type: 'audio', data: { audio: base64(tone(20)) } }]);
    talk.hear({ type: 'interrupt' }, heard('When do you open?'), sound(40), words('At eight.'), sound(40), done());
    expect(talk.transcript).toEqual(['user: When do you open?', 'assistant: At eight.']);
    expect(Object.values(talk.audio)).toEqual([80]);
    expect(talk.types).toEqual([
      'speech-started',
      'input-committed',
      'input-transcript-done',
      'response-created',
      'output-item-added',
      'audio-delta',
      'transcript-delta',
      'audio-delta',
      'audio-done',
      'output-item-done',
      'response-done',
    ]);
  });

  it('the relay’s `interrupt` ends the answer, with or without a `response.done` behind it', () => {
    for (const tail of [[], [done()]]) {
      const talk = new ConversationOver(simple).hear(words('Once upon'), sound(40), { type: 'interrupt' }, ...tail);
      talk.hear(heard('Stop'), words('All right.'), done());
      expect(talk.transcript).toEqual(['assistant: Once upon (interrupted)', 'user: Stop', 'assistant: All right.']);
      const ends = talk.events.flatMap((event) => (event.type === 'response-done' ? [event.status] : []));
      expect(ends).toEqual(['cancelled', 'completed']);
    }
  });

  it('the visitor’s stop is told, and how much was heard', () => {
    const talk = new ConversationOver(simple);
    expect(
      talk.say(
        { type: 'cancel-response', responseId: 'r' },
        { type: 'truncate-item', itemId: 'i', contentIndex: 0, audioEndMs: 1_200 },
      ),
    ).toEqual([
      { type: 'interrupt', data: {} },
      { type: 'interrupt', data: { heard_ms: 1_200 } },
    ]);
  });

  it('functions of the page run when the answer that calls them is over, and their results go back', () => {
    const talk = new ConversationOver(simple);
    talk.hear({ type: 'function.call', data: { id: 'f1', name: 'get_weather', arguments: { city: 'Rome' } } });
    talk.hear({ type: 'function.call', data: { id: 'f2', name: 'get_weather', arguments: '{"city":"Oslo"}' } });
    expect(talk.effects).toEqual([]);
    talk.hear(done());
    expect(talk.effects.filter(({ type }) => type === 'call-tool')).toMatchObject([
      { callId: 'f1', name: 'get_weather', arguments: '{"city":"Rome"}' },
      { callId: 'f2', name: 'get_weather', arguments: '{"city":"Oslo"}' },
    ]);
    expect(
      talk.say(
        { type: 'create-tool-output', callId: 'f1', output: '{"sky":"clear"}' },
        { type: 'create-tool-output', callId: 'f2', output: '{"error":"get_weather failed."}' },
        { type: 'create-response' },
      ),
    ).toEqual([
      { type: 'function.response', data: { id: 'f1', response: { type: 'success', content: '{"sky":"clear"}' } } },
      { type: 'function.response', data: { id: 'f2', response: { type: 'error', content: '{"error":"get_weather failed."}' } } },
      { type: 'response.create', data: {} },
    ]);
  });

  it('errors have words and may have a code; an answer that failed says so', () => {
    const talk = new ConversationOver(simple).hear({ type: 'error', data: { code: 'busy', message: 'Come back later.' } });
    expect(talk.events[0]).toMatchObject({ type: 'error', code: 'busy', message: 'Come back later.' });
    talk.hear(done({ status: 'failed', message: 'The model is asleep.' }));
    expect(talk.effects).toContainEqual({ type: 'response-failed', reason: null, message: 'The model is asleep.' });
    expect(talk.transcript).toEqual([]);
  });

  it('a known word without what it must have is malformed, and an unknown one passes by', () => {
    const talk = new ConversationOver(simple).hear(
      { type: 'audio', data: { audio: 'no base64!' } },
      { type: 'audio' },
      { type: 'content_block.delta' },
      { type: 'text', data: {} },
      { type: 'function.call', data: { id: 'f' } },
      { type: 'weather.changed', data: { sky: 'clear' } },
    );
    expect(talk.types).toEqual(['malformed', 'malformed', 'malformed', 'malformed', 'malformed', 'unknown']);
    expect(talk.events.at(-1)).toEqual({
      type: 'unknown',
      wireType: 'weather.changed',
      raw: { type: 'weather.changed', data: { sky: 'clear' } },
    });
  });

  it('speaks PCM16 alone', () => {
    const { connection } = new ConversationOver(simple);
    expect(connection.unsupported!({ voice: 'v', audioFormat: 'g711-ulaw' })).toEqual(['audioFormat']);
    expect(connection.unsupported!({ voice: 'v', audioFormat: 'pcm16', turnDetection: 'none', tools })).toEqual([]);
  });
});
