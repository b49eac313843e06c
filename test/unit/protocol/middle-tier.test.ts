import { describe, expect, it } from 'vitest';
import { middleTier } from '../../../src/protocol/middle-tier.ts';
import { ConversationOver } from './conversation-over.ts';

const connected = { type: 'control', action: 'connected', greeting: 'You are now connected.' };
const speaks = { type: 'control', action: 'speech_started' };
const said = (text: string, id = 'item_u') => ({ type: 'transcription', id, text });
const words = (delta: string, id = 'item_a-0') => ({ type: 'text_delta', id, delta });
const done = (id = 'item_a-0') => ({ type: 'control', action: 'text_done', id });

describe('over Azure’s middle tier', () => {
  it('a spoken question is answered, in the order in which the Node and Python samples tell it', () => {
    const talk = new ConversationOver(middleTier).hear(connected, speaks, said('When do you open?'));
    expect(talk.transcript).toEqual(['assistant: You are now connected.', 'user: When do you open?']);
    talk.hear(words('At'), 40, words(' eight.'), 40, done());
    expect(talk.transcript.at(-1)).toBe('assistant: At eight.');
    expect(talk.types).toEqual([
      'session-created',
      'item-added',
      'speech-started',
      'input-committed',
      'input-transcript-done',
      'response-created',
      'output-item-added',
      'transcript-delta',
      'audio-delta',
      'transcript-delta',
      'audio-delta',
      'audio-done',
      'output-item-done',
      'response-done',
    ]);
    expect(talk.state.responses).toEqual([]);
  });

  it('what was said may be written down when the answer runs already, and stands before it all the same', () => {
    const talk = new ConversationOver(middleTier).hear(speaks, words('At eight.'), 40, said('When do you open?'), done());
    expect(talk.transcript).toEqual(['user: When do you open?', 'assistant: At eight.']);
    expect(talk.types.indexOf('input-committed')).toBeLessThan(talk.types.indexOf('response-created'));
  });

  it('two turns that were spoken before either was written down keep their words', () => {
    const talk = new ConversationOver(middleTier).hear(speaks, speaks, said('One'), said('Two'));
    expect(talk.transcript).toEqual(['user: One', 'user: Two']);
  });

  it('audio behind the end of the words is heard, as a part of the same answer that ends of itself', () => {
    const talk = new ConversationOver(middleTier).hear(words('Yes.'), 40, done(), 60).pause();
    const [first, second] = Object.entries(talk.audio);
    expect([first![1], second![1]]).toEqual([40, 60]);
    expect(first![0].split(' ')[0]).toBe(second![0].split(' ')[0]);
    expect(talk.types.slice(-2)).toEqual(['audio-delta', 'audio-done']);
  });

  it('an answer that begins with its sound is one answer, not two', () => {
    const talk = new ConversationOver(middleTier).hear(said('Hello'), 20, words('Hi.'), 20, done());
    expect(talk.transcript).toEqual(['user: Hello', 'assistant: Hi.']);
    expect(Object.values(talk.audio)).toEqual([40]);
  });

  it('an answer that is never said to be over (ASP.NET) ends when nothing more comes, or with the next', () => {
    const talk = new ConversationOver(middleTier).hear(said('Hello'), words('Hi.'), 40).pause();
    expect(talk.state.responses).toEqual([]);
    expect(talk.transcript).toEqual(['user: Hello', 'assistant: Hi.']);
    talk.hear(words('One', 'item_b-0'), words('Two', 'item_c-0'));
    expect(talk.transcript.slice(-2)).toEqual(['assistant: One', 'assistant: Two (in-progress)']);
    expect(talk.state.responses).toHaveLength(1);
  });

  it('who speaks over an answer hears no more of it: neither words nor sound that were on their way', () => {
    const talk = new ConversationOver(middleTier).hear(words('Once upon'), 40, speaks, words(' a time'), 40, done());
    expect(talk.transcript).toEqual(['assistant: Once upon (interrupted)']);
    expect(talk.state.responses).toEqual([]);
    talk.hear(said('Stop'), words('All right.', 'item_b-0'), 20, done('item_b-0'));
    expect(talk.transcript.slice(1)).toEqual(['user: Stop', 'assistant: All right.']);
    expect(Object.values(talk.audio)).toEqual([40, 20]);
  });

  it('the next answer is heard even if its words come before those of the visitor', () => {
    const talk = new ConversationOver(middleTier).hear(words('Once'), 40, done(), speaks, 40, words('Yes?', 'b'), 20);
    expect(Object.values(talk.audio)).toEqual([40, 20]);
  });

  it('an answer that was stopped by hand stays silent behind its end too', () => {
    const talk = new ConversationOver(middleTier).hear(words('Once upon'), 40);
    const { responseId } = talk.events.find((event) => event.type === 'response-created')!;
    expect(talk.say({ type: 'cancel-response', responseId })).toEqual([]);
    talk.hear(done(), 40);
    expect(Object.values(talk.audio)).toEqual([40]);
    expect(talk.events.find((event) => event.type === 'response-done')).toMatchObject({ status: 'cancelled' });
    talk.type('And now?', 'item_2');
    talk.hear(words('Now this.', 'b'), 30);
    expect(Object.values(talk.audio)).toEqual([40, 30]);
  });

  it('the Spring Boot sample, which tells of speech when it has its words, loses no words of the answer', () => {
    const talk = new ConversationOver(middleTier).hear(words('At'), 20, speaks, said('When?'), words(' eight.'), 20);
    talk.hear({ type: 'control', action: 'done', id: 'item_a-0' });
    expect(talk.transcript).toEqual(['assistant: At (interrupted)', 'user: When?', 'assistant: eight.']);
  });

  it('a typed question goes out as the sample’s client says it, and is in the conversation at once', () => {
    const talk = new ConversationOver(middleTier).hear(connected);
    expect(talk.type('May I bring a dog?', 'item_1')).toEqual([{ type: 'user_message', text: 'May I bring a dog?' }]);
    talk.hear(words('Yes.'), done());
    expect(talk.transcript.slice(1)).toEqual(['user: May I bring a dog?', 'assistant: Yes.']);
  });

  it('context of the page waits for the question, since each message is answered', () => {
    const talk = new ConversationOver(middleTier);
    const context = 'The visitor reads /fees.';
    expect(talk.say({ type: 'create-message', itemId: 'c', role: 'user', text: context })).toEqual([]);
    expect(talk.type('What is it?', 'q')).toEqual([{ type: 'user_message', text: `${context}\n\nWhat is it?` }]);
  });

  it('after a loss only what was not answered is asked again', () => {
    const talk = new ConversationOver(middleTier);
    const frames = talk.say(
      { type: 'create-message', itemId: '1', role: 'user', text: 'Old question' },
      { type: 'create-message', itemId: '2', role: 'assistant', text: 'Old answer' },
      { type: 'create-message', itemId: '3', role: 'user', text: 'Lost question' },
      { type: 'create-response' },
      { type: 'create-response' },
    );
    expect(frames).toEqual([{ type: 'user_message', text: 'Lost question' }]);
  });

  it('speech goes out as it is, and push-to-talk ends a turn with a second of silence', () => {
    const talk = new ConversationOver(middleTier);
    const [speech, silence] = talk.say({ type: 'append-audio', pcm: new Uint8Array([1, 2]) }, { type: 'commit-audio' });
    expect(speech).toEqual(new Uint8Array([1, 2]));
    expect(silence).toEqual(new Uint8Array(48_000));
  });

  it('who is connected again is not greeted twice, and new turns do not take the names of old ones', () => {
    const talk = new ConversationOver(middleTier).hear(connected, said('Hello'));
    const again = middleTier.open({}, 'u');
    const names = (frames: readonly object[], connection = again): string[] =>
      frames.flatMap((frame) =>
        connection.decode(JSON.stringify(frame)).flatMap((event) =>
          event.type === 'item-added' ? [event.item.id] : 'itemId' in event ? [event.itemId] : [],
        ),
      );
    const known = new Set(talk.state.items.map(({ id }) => id));
    expect(names([connected]).every((id) => known.has(id))).toBe(true);
    expect(names([speaks, said('Hello')]).some((id) => known.has(id))).toBe(false);
  });

  it('says which settings it has no words for', () => {
    const { connection } = new ConversationOver(middleTier);
    const tools = [{ name: 'a', description: '', parameters: {} }];
    expect(
      connection.unsupported!({ voice: 'v', language: 'en', output: 'text', turnDetection: 'none', audioFormat: 'g711-ulaw', tools }),
    ).toEqual(['voice', 'language', 'output', 'turnDetection', 'audioFormat', 'tools']);
    expect(connection.unsupported!({ output: 'audio', turnDetection: 'server-vad', audioFormat: 'pcm16', tools: [] })).toEqual([]);
  });
});
