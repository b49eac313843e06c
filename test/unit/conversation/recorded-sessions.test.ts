import { describe, expect, it } from 'vitest';
import { auto } from '../protocol/all-dialects.ts';
import type { Dialect } from '../../../src/protocol/dialect.ts';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { openai } from '../../../src/protocol/openai.ts';
import { officialExamples } from '../protocol/frames/load-frames.ts';
import { inBeta } from '../protocol/frames/renames.ts';
import { Listener, recordedSession } from './play.ts';
import { RETOLD } from './retold-sessions.ts';

/** All of a conversation: each item in its place, then whatever is open. */
function whole({ state }: Listener): string[] {
  const { items, tools, approvals, responses, outOfBand, waitingSources } = state;
  return [
    ...items.map((item) =>
      [
        item.id,
        item.kind === 'message' ? (item.role ?? 'nobody') : item.kind,
        item.modality,
        item.status,
        item.hidden ? 'hidden' : '',
        item.responseId,
        JSON.stringify(item.contents),
        item.sources.map(({ id }) => id).join(),
      ]
        .filter((word) => word !== '')
        .join(' '),
    ),
    ...[tools, approvals, responses, outOfBand, [...waitingSources]].flat().map((open) => `open: ${JSON.stringify(open)}`),
  ];
}

const calls = ({ effects }: Listener) => effects.filter(({ type }) => type === 'call-tool' || type === 'response-failed');
const weather = '{  \n  "city": "London" \n} \n';

/** The same frames by every dialect that can hear them. */
function hearings(frames: readonly object[]): (readonly [string, Listener])[] {
  const beta = inBeta(frames);
  const rows: (readonly [string, Dialect, readonly object[]])[] = [
    ['openai', openai, frames],
    ['auto', auto, frames],
    ['openai-beta, in its words', openaiBeta, beta],
    ['auto, in beta’s words', auto, beta],
    ['openai-beta, in GA’s words', openaiBeta, frames],
  ];
  return rows.map(([name, dialect, said]) => [name, new Listener(dialect).hear(...said)]);
}

describe('whole sessions, as real services held them', () => {
  it.each([
    [
      'openai-ga-voice-turn',
      [
        'GpEeKv user voice complete ["Hello, my name is Marcelo."]',
        '2kTLLq assistant voice complete resp_1 ["Hello, Marcelo! Great to meet you. How can I help you today?"]',
      ],
    ],
    [
      'azure-ga-voice-turn',
      [
        'RY4wHG user voice complete ["Hello, my name is Marcelo."]',
        `zxotNa assistant voice complete resp_1 ["Hi Marcelo, it's great to meet you! What can I help you with today?"]`,
      ],
    ],
    [
      'azure-voice-live-voice-turn',
      [
        'V8zSub user voice complete ["Cześć, nazywam się Marcelo."]',
        'tda12l assistant voice complete resp_1 ["Hi Marcelo, nice to meet you! How can I help you today?"]',
      ],
    ],
    [
      'openai-ga-text-turn',
      [
        'uS1vaT user text complete ["Say a short greeting."]',
        'dsNjl4 assistant voice complete resp_1 ["Hi there!"]',
      ],
    ],
    [
      'openai-sideband-text-turn',
      ['SzpiLj user text complete ["Say hello."]', 'rKvm4y assistant voice complete resp_1 ["Hello there."]'],
    ],
    [
      'openai-ga-tool-round',
      [
        'xPkEiJ user text complete ["What is the weather in London?"]',
        'etnwLK tool-call text complete resp_1 []',
        'ajQIxc tool-output text complete []',
        '0RTEwG assistant text complete resp_2 ["It is foggy and 12 degrees in London."]',
      ],
    ],
    [
      'azure-voice-live-tool-round',
      [
        'pOcFOC user text complete ["What is the weather in London?"]',
        'tRXlor tool-call text complete resp_1 []',
        'wWdT8h tool-output text complete []',
        `1w627g assistant text complete resp_2 ["It's foggy and 12 degrees in London right now."]`,
      ],
    ],
  ])('%s is told alike by every dialect', (name, expected) => {
    for (const [dialect, listener] of hearings(recordedSession(name))) {
      expect(whole(listener), dialect).toEqual(expected);
      const called = name.endsWith('tool-round')
        ? [{ responseId: 'resp_1', name: 'get_weather', arguments: weather }]
        : [];
      expect(calls(listener), dialect).toMatchObject(called);
    }
  });

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

describe('what no recording holds', () => {
  const asked = 'u1 user voice complete ["When do you open?"]';
  const interrupted = [
    asked,
    'a1 assistant voice interrupted r1 ["The park opens"]',
    'u2 user voice complete ["And on Sunday?"]',
    'a2 assistant voice complete r2 ["At ten."]',
  ];
  const full = 'a1 assistant voice complete r1 ["The park opens at nine and closes at dusk."]';
  const CONVERSATIONS: Readonly<Record<keyof typeof RETOLD, readonly string[]>> = {
    'the visitor interrupts an answer that is still being made': interrupted,
    'the visitor interrupts an answer that is complete and still heard': interrupted,
    'the service cuts an answer off by itself, over WebRTC': interrupted,
    'nobody speaks for the idle time': [
      's1 system text complete hidden ["No user speech was detected for a while."]',
      'u1 user voice complete [""]',
      'a1 assistant voice complete r1 ["Are you still there?"]',
    ],
    'the transcription names a deployment that Azure has not': [
      'u1 user voice failed []',
      'a1 assistant voice complete r1 ["Hello."]',
    ],
    'the client makes mistakes that the service refuses': [asked, full],
    'the service speaks GA only': [],
    'the answer fails': [asked],
  };

  it.each(Object.keys(RETOLD) as (keyof typeof RETOLD)[])('%s: told alike by every dialect', (name) => {
    for (const [dialect, listener] of hearings(RETOLD[name])) {
      expect(whole(listener), dialect).toEqual(CONVERSATIONS[name]);
      const failed = name === 'the answer fails' ? [{ type: 'response-failed', reason: 'insufficient_quota' }] : [];
      expect(calls(listener), dialect).toMatchObject(failed);
    }
  });
});

describe('the examples of the official document', () => {
  // Not one session: each event has ids of its own, and the document has them in the order of their names.
  const examples = officialExamples();
  const beta = examples.filter(({ schema }) => schema.startsWith('RealtimeBeta')).map(({ frame }) => frame);
  const ga = examples.filter(({ schema }) => !schema.startsWith('RealtimeBeta')).map(({ frame }) => frame);

  it.each([
    ['openai', openai],
    ['openai-beta', openaiBeta],
  ])('are taken by %s, in a row, and leave what was finished whole', (_, dialect) => {
    expect(whole(new Listener(dialect).hear(...ga))).toEqual([
      'item_C9G8pGVKYnaZu8PH5YQ9O user text complete ["hi"]',
      'msg_003 user text failed []',
      'item_CCXGQ4e1ht4cOraEYcuR2 user voice complete ["Hey, can you hear me?"]',
      'msg_002 user voice in-progress []',
      'msg_007 assistant text complete resp_001 ["Sure, I can help with that."]',
      'open: "resp_C9G8p7IH2WxLbkgPNouYL"',
    ]);
  });

  it('of beta are taken as well', () => {
    expect(whole(new Listener(openaiBeta).hear(...beta))).toEqual([
      'msg_003 user voice complete ["Hello, how are you?"]',
      'item_001 user voice in-progress ["Hello"]',
      'msg_002 user voice in-progress []',
      'msg_007 assistant text complete resp_001 ["Sure, I can help with that."]',
      'open: "resp_C9G8p7IH2WxLbkgPNouYL"',
    ]);
  });
});
