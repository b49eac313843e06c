import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientCommand } from '../../../src/protocol/client-command.ts';
import { DIALECTS } from './all-dialects.ts';
import { ConversationOver } from './conversation-over.ts';

const WORDS = {
  'middle-tier': ['text_delta', 'transcription', 'control', 'user_message'],
  simple: ['conversation.created', 'content_block.delta', 'text', 'audio', 'function.call', 'interrupt', 'response.done', 'error'],
  live: [
    'session.started',
    'session.output_audio.delta',
    'session.output_transcript.delta',
    'session.input_transcript.delta',
    'response.event',
    'session.closed',
    'error',
  ],
} as const;

const FIELDS = ['id', 'delta', 'text', 'action', 'greeting', 'data', 'audio', 'role', 'name', 'arguments', 'status', 'session', 'event',
  'item', 'error', 'start_ms', 'end_ms', '__proto__', 'constructor', 'type', 'call_id', 'delegation_id', 'reason'];
const VALUES = ['text_done', 'done', 'connected', 'speech_started', 'user', 'AAAA', 'no base64!', '', 'failed', 'constructor', 'a', 'b',
  'response.output_item.done', 'response.completed', 'function_call'];

const { field } = fc.letrec<{ field: unknown; object: object }>((tie) => ({
  field: fc.oneof({ maxDepth: 3 }, fc.constantFrom(...VALUES), fc.jsonValue({ maxDepth: 1 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...FIELDS), tie('field'), { maxKeys: 6 }),
}));

const frame = (words: readonly string[]): fc.Arbitrary<string | ArrayBuffer> =>
  fc.oneof(
    fc
      .record({ type: fc.constantFrom(...words), fields: fc.dictionary(fc.constantFrom(...FIELDS), field, { maxKeys: 8 }) })
      .map(({ type, fields }) => JSON.stringify({ ...fields, type })),
    fc.string(),
    fc.json({ maxDepth: 2 }),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => new Uint8Array(bytes).buffer),
  );

const command: fc.Arbitrary<ClientCommand> = fc.constantFrom<ClientCommand[]>(
  { type: 'append-audio', pcm: new Uint8Array(4) },
  { type: 'commit-audio' },
  { type: 'create-message', itemId: 'q', role: 'user', text: 'Hello' },
  { type: 'create-message', itemId: 'p', role: 'assistant', text: 'Hi' },
  { type: 'create-tool-output', callId: 'c', output: '{}' },
  { type: 'create-response' },
  { type: 'cancel-response' },
  { type: 'truncate-item', itemId: 't_2', contentIndex: 0, audioEndMs: 10 },
  { type: 'update-session', settings: { voice: 'v', tools: [] } },
);

describe('whatever comes over the wire', () => {
  it.each(Object.entries(WORDS))('of a server of %s: nothing throws, and each answer that begins ends once', (name, words) => {
    const step = fc.oneof({ weight: 4, arbitrary: frame(words) }, { weight: 1, arbitrary: command });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const talk = new ConversationOver(DIALECTS[name as keyof typeof WORDS]);
        for (const one of steps) {
          if (typeof one === 'string') talk.hear(one);
          else if (one instanceof ArrayBuffer) talk.hearBytes(one);
          else talk.say(one);
        }
        const open = new Set<string>();
        for (const event of talk.events) {
          expect(event).toHaveProperty('raw');
          if (event.type === 'response-created') {
            // One answer at a time; the Live API's backend answers beside its voice.
            if (name !== 'live') expect([...open]).toEqual([]);
            open.add(event.responseId);
          }
          if (event.type === 'response-done') expect(open.delete(event.responseId)).toBe(true);
          if (event.type === 'transcript-delta' || event.type === 'text-delta') expect(open.has(event.responseId)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.keys(DIALECTS))('the same frames give the same answers in %s, and no two connections share any mind', (name) => {
    const dialect = DIALECTS[name as keyof typeof DIALECTS];
    const all = [...WORDS['middle-tier'], ...WORDS.simple, ...WORDS.live, 'session.created', 'response.created'];
    fc.assert(
      fc.property(fc.array(frame(all), { maxLength: 15 }), (frames) => {
        const [one, other] = [dialect.open({}, 's'), dialect.open({}, 's')];
        for (const sent of frames) expect(one.decode(sent)).toEqual(other.decode(sent));
      }),
      { numRuns: 100 },
    );
  });

  it.each(Object.keys(DIALECTS))('unknown words pass %s by, as they came', (name) => {
    const raw = { type: 'weather.changed', sky: 'clear' };
    const talk = new ConversationOver(DIALECTS[name as keyof typeof DIALECTS]).hear(raw);
    expect(talk.events).toEqual([{ type: 'unknown', wireType: 'weather.changed', raw }]);
  });
});
