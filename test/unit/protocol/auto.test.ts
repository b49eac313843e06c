import { describe, expect, it } from 'vitest';
import { auto } from './all-dialects.ts';
import { ConversationOver } from './conversation-over.ts';

const greetings = {
  openai: { type: 'session.created', session: { id: 's', type: 'realtime' } },
  'openai-beta': { type: 'session.created', session: { id: 's', modalities: ['text'] } },
  'middle-tier': { type: 'control', action: 'connected' },
  simple: { type: 'conversation.created', data: {} },
};

describe('a dialect that nobody named', () => {
  it.each([
    ['openai', [{ type: 'session.update', session: { type: 'realtime', audio: { output: { voice: 'v' } } } }]],
    ['openai-beta', [{ type: 'session.update', session: { voice: 'v' } }]],
    ['middle-tier', []],
    ['simple', [{ type: 'conversation.create', data: { voice: 'v' } }]],
  ] as const)('is learned from the greeting: %s', (name, said) => {
    const talk = new ConversationOver(auto, { voice: 'v' });
    // Whatever comes before the greeting is no greeting.
    talk.hear({ type: 'error', error: { message: 'Wait.' } }, 'no JSON', 20, greetings[name]);
    expect(talk.types).toEqual(['error', 'malformed', 'malformed', 'session-created']);
    expect(talk.events.at(-1)).toMatchObject({ dialect: name });
    expect(talk.say({ type: 'update-session', settings: { voice: 'v' } })).toMatchObject(said);
    expect(talk.connection.unsupported!({ voice: 'v' })).toEqual(name === 'middle-tier' ? ['voice'] : []);
  });

  it('stays what it was learned to be', () => {
    const talk = new ConversationOver(auto).hear(greetings['middle-tier'], greetings.openai);
    expect(talk.types).toEqual(['session-created', 'unknown']);
    talk.type('Hello', 'q');
    talk.hear({ type: 'text_delta', id: 'a', delta: 'Hi.' }, 40).pause();
    expect(talk.transcript).toEqual(['user: Hello', 'assistant: Hi.']);
  });
});
