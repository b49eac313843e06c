import { describe, expect, it } from 'vitest';
import { Listener, recordedSession } from './play.ts';

describe('whole sessions, as real services held them', () => {
  it.each([
    [
      'openai-ga-voice-turn',
      ['user: Hello, my name is Marcelo.', 'assistant: Hello, Marcelo! Great to meet you. How can I help you today?'],
    ],
    [
      'azure-ga-voice-turn',
      [
        'user: Hello, my name is Marcelo.',
        "assistant: Hi Marcelo, it's great to meet you! What can I help you with today?",
      ],
    ],
    [
      'azure-voice-live-voice-turn',
      ['user: Cześć, nazywam się Marcelo.', 'assistant: Hi Marcelo, nice to meet you! How can I help you today?'],
    ],
    ['openai-ga-text-turn', ['user: Say a short greeting.', 'assistant: Hi there!']],
    ['openai-sideband-text-turn', ['user: Say hello.', 'assistant: Hello there.']],
    [
      'openai-ga-tool-round',
      ['user: What is the weather in London?', 'assistant: It is foggy and 12 degrees in London.'],
    ],
    [
      'azure-voice-live-tool-round',
      ['user: What is the weather in London?', "assistant: It's foggy and 12 degrees in London right now."],
    ],
  ])('%s ends in the transcript of what was said', (name, transcript) => {
    const listener = new Listener().hear(...recordedSession(name));
    expect(listener.transcript).toEqual(transcript);
    expect(listener.state.responses).toEqual([]);
  });

  it.each(['openai-ga-tool-round', 'azure-voice-live-tool-round'])(
    '%s calls the tool once, when its answer is complete',
    (name) => {
      const listener = new Listener().hear(...recordedSession(name));
      const calls = listener.effects.filter((effect) => effect.type === 'call-tool');
      expect(calls).toMatchObject([
        { responseId: 'resp_1', name: 'get_weather', arguments: '{  \n  "city": "London" \n} \n' },
      ]);
    },
  );

  it('shows a spoken answer as spoken from its first word', () => {
    const frames = recordedSession('openai-ga-voice-turn');
    const first = frames.findIndex(
      (frame) => 'type' in frame && frame.type === 'response.output_audio_transcript.delta',
    );
    const listener = new Listener().hear(...frames.slice(0, first + 1));
    expect(listener.state.items.at(-1)).toMatchObject({ role: 'assistant', modality: 'voice', contents: ['Hello'] });
  });

  it('tells of each finished message once', () => {
    const listener = new Listener().hear(...recordedSession('openai-ga-voice-turn'));
    expect(listener.effects.filter((effect) => effect.type === 'message-finished')).toHaveLength(2);
  });
});
