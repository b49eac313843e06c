import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LocalEvent } from '../../../src/conversation/reduce.ts';
import { selectMessages } from '../../../src/conversation/selectors.ts';
import { Listener, wire } from './play.ts';

/*
 * Any frames in any order, from few ids so that they meet: the reducer must keep its promises whatever a service does.
 */

const id = fc.constantFrom('i1', 'i2', 'i3', 'i4', 'constructor');
const response = fc.constantFrom('r1', 'r2', 'r3');
const text = fc.constantFrom('', ' ', 'Hello', ' there.', 'A longer sentence, of more words.');
const index = fc.constantFrom(0, 1, 63, 64, -1, 1.5, 1e9);
const status = fc.constantFrom('in_progress', 'completed', 'incomplete', 'failed', 'cancelled', 'toString');
const item = fc.oneof(
  id.map((i) => wire.userVoice(i)),
  fc.tuple(id, text).map(([i, words]) => wire.userText(i, words)),
  fc.tuple(id, status, text).map(([i, s, words]) => wire.answer(i, s, words)),
  fc.tuple(id, text).map(([i, name]) => wire.call(i, name)),
);
const frame = fc.oneof(
  id.map((i) => wire.speechStarted(i)),
  fc.tuple(id, fc.option(id)).map(([i, previous]) => wire.committed(i, previous)),
  fc.tuple(id, text, index).map(([i, words, at]) => wire.hearing(i, words, at)),
  fc.tuple(id, text).map(([i, words]) => wire.heard(i, words)),
  fc.tuple(item, fc.option(id)).map(([entry, previous]) => wire.added(entry, previous)),
  item.map((entry) => wire.done(entry)),
  fc.tuple(response, item).map(([r, entry]) => wire.outputItem(r, entry)),
  fc.tuple(response, item).map(([r, entry]) => wire.outputItemDone(r, entry)),
  fc.tuple(response, id, text, index).map(([r, i, words, at]) => wire.words(r, i, words, at)),
  fc.tuple(response, id, text, index).map(([r, i, words, at]) => wire.written(r, i, words, at)),
  fc
    .tuple(response, fc.constantFrom('conv', null))
    .map(([r, conversation_id]) => wire.responseCreated(r, { conversation_id })),
  fc
    .tuple(response, status, fc.array(item, { maxLength: 3 }))
    .map(([r, s, output]) => wire.responseDone(r, s, { output })),
  fc
    .tuple(id, fc.integer())
    .map(([i, ms]) => ({ type: 'conversation.item.truncated', item_id: i, content_index: 0, audio_end_ms: ms })),
  id.map((i) => ({ type: 'conversation.item.deleted', item_id: i })),
  fc.tuple(id, id).map(([i, source]) => wire.sources(i, source)),
  fc
    .tuple(fc.constantFrom('started', 'stopped', 'cleared'), response)
    .map(([what, response_id]) => ({ type: `output_audio_buffer.${what}`, response_id })),
  fc.dictionary(fc.string(), fc.jsonValue()),
);
const local: fc.Arbitrary<LocalEvent> = fc.oneof(
  fc.tuple(id, text).map(([itemId, words]) => ({ type: 'message-sent' as const, itemId, text: words, hidden: false })),
  id.map((itemId) => ({ type: 'message-unsent' as const, itemId })),
  fc
    .tuple(id, fc.nat(5000), fc.nat(5000), fc.boolean(), fc.array(id, { maxLength: 2 }))
    .map(([itemId, audioEndMs, receivedMs, ended, unheard]) => ({
      type: 'playback-cut' as const,
      heard: [{ itemId, contentIndex: 0, audioEndMs, receivedMs, ended }],
      unheard: unheard.filter((other) => other !== itemId),
    })),
);
const step = fc.oneof({ weight: 5, arbitrary: frame }, { weight: 1, arbitrary: local });

it('keeps its promises for every sequence of events', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const listener = new Listener();
      const removed = new Set<string>();
      for (const event of steps) {
        const before = selectMessages(listener.state);
        const isLocal = 'type' in event && typeof event.type === 'string' && /^(message-|playback-)/.test(event.type);
        if (isLocal) listener.happens(event as LocalEvent);
        else listener.hear(event);
        const after = selectMessages(listener.state);

        const ids = listener.state.items.map((entry) => entry.id);
        expect(new Set(ids).size, 'an item is there once').toBe(ids.length);

        for (const message of before) {
          if (message.status !== 'interrupted') continue;
          const now = after.find((entry) => entry.id === message.id);
          if (now === undefined) continue;
          expect(now.status, 'what was interrupted stays so').toBe('interrupted');
          expect(message.text.startsWith(now.text), 'and never grows').toBe(true);
        }

        const place = (list: typeof after) => list.map((entry) => entry.id);
        const moved =
          'type' in event && ['conversation.item.added', 'input_audio_buffer.committed'].includes(String(event.type));
        if (!moved) {
          const kept = place(before).filter((entry) => place(after).includes(entry));
          expect(
            place(after).filter((entry) => place(before).includes(entry)),
            'only added and committed move',
          ).toEqual(kept);
        }

        if ('type' in event && event.type === 'conversation.item.deleted')
          removed.add((event as unknown as { item_id: string }).item_id);
        if (isLocal && event.type === 'playback-cut')
          for (const gone of (event as { unheard: string[] }).unheard) removed.add(gone);
        for (const gone of removed) expect(ids, 'what was taken out never comes back').not.toContain(gone);

        for (const entry of listener.state.items) expect(entry.contents.length).toBeLessThanOrEqual(64);
      }
    }),
    { numRuns: 500 },
  );
}, 30_000);
