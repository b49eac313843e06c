import { describe, expect, it } from 'vitest';
import { selectMessages } from '../../../src/conversation/selectors.ts';
import { openaiBeta } from '../../../src/protocol/openai-beta.ts';
import { Listener, wire } from './play.ts';

/*
 * A relay in the style of Azure's VoiceRAG sample: it hides the items of its tools from the page, and ties the sources to the item
 * before the call that reported them, which is the question or one of those that it hides.
 */

const created = (item: object, previous_item_id: string | null) => ({
  type: 'conversation.item.created',
  previous_item_id,
  item,
});
const grounding = (previous_item_id: string, ...chunks: string[]) => ({
  type: 'extension.middle_tier_tool_response',
  previous_item_id,
  tool_name: 'report_grounding',
  tool_result: JSON.stringify({
    sources: chunks.map((chunk_id) => ({ chunk_id, title: `${chunk_id}.md`, chunk: `Words of ${chunk_id}.` })),
  }),
});
const answer = (response: string, id: string, text: string, previous: string) => [
  wire.responseCreated(response),
  wire.outputItem(response, wire.answer(id)),
  created(wire.answer(id), previous),
  { type: 'response.audio_transcript.delta', response_id: response, item_id: id, content_index: 0, delta: text },
  { type: 'response.audio_transcript.done', response_id: response, item_id: id, content_index: 0, transcript: text },
  wire.outputItemDone(response, wire.answer(id, 'completed', text)),
  wire.responseDone(response),
];
const question = (id: string, previous: string | null, text: string) => [
  wire.speechStarted(id),
  wire.committed(id, previous),
  created(wire.userVoice(id), previous),
  wire.heard(id, text),
];
const shown = (listener: Listener): string[] =>
  selectMessages(listener.state).map(({ text, sources }) => `${text} [${sources.map(({ id }) => id).join(' ')}]`);
const told = (listener: Listener): string[] =>
  listener.effects.flatMap((effect) => (effect.type === 'sources-known' ? [effect.itemId] : []));

describe('sources as Azure’s VoiceRAG sample tells them', () => {
  it.each([
    ['the question', 'u1'],
    ['an item that the page never sees', 'hidden_call_output'],
  ])('stand under the answer that follows, where they name %s', (_, previous) => {
    const listener = new Listener(openaiBeta).hear(
      ...question('u1', null, 'Dogs?'),
      wire.responseCreated('r1'),
      grounding(previous, 'dogs', 'rules'),
      wire.responseDone('r1'),
      ...answer('r2', 'a1', 'Yes, on a leash.', 'u1'),
      ...question('u2', 'a1', 'Thanks.'),
      ...answer('r3', 'a2', 'Welcome.', 'u2'),
    );
    expect(shown(listener)).toEqual(['Dogs? []', 'Yes, on a leash. [dogs rules]', 'Thanks. []', 'Welcome. []']);
    expect(told(listener)).toEqual(['a1']);
  });

  it('stand under the answer itself where they are reported behind it', () => {
    const listener = new Listener(openaiBeta).hear(
      ...question('u1', null, 'Dogs?'),
      ...answer('r1', 'a1', 'Yes.', 'u1'),
      grounding('a1', 'dogs'),
    );
    expect(shown(listener)).toEqual(['Dogs? []', 'Yes. [dogs]']);
  });

  it('stand under the answer that has begun already', () => {
    const frames = answer('r1', 'a1', 'Yes.', 'u1');
    const listener = new Listener(openaiBeta).hear(
      ...question('u1', null, 'Dogs?'),
      ...frames.slice(0, 3),
      grounding('u1', 'dogs'),
      ...frames.slice(3),
    );
    expect(shown(listener)).toEqual(['Dogs? []', 'Yes. [dogs]']);
  });

  it('of an answer that never came are not shown under the next one', () => {
    const listener = new Listener(openaiBeta).hear(
      ...question('u1', null, 'Dogs?'),
      grounding('hidden', 'dogs'),
      ...question('u2', 'u1', 'Or cats?'),
      ...answer('r2', 'a2', 'Hm.', 'u2'),
    );
    expect(shown(listener)).toEqual(['Dogs? []', 'Or cats? []', 'Hm. []']);
  });

  it('reported in two calls stand together', () => {
    const listener = new Listener(openaiBeta).hear(
      ...question('u1', null, 'Dogs?'),
      grounding('hidden_1', 'dogs'),
      grounding('hidden_2', 'rules', 'dogs'),
      ...answer('r2', 'a1', 'Yes.', 'u1'),
    );
    expect(shown(listener)).toEqual(['Dogs? []', 'Yes. [dogs rules]']);
  });
});
