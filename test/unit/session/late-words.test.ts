import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/testing/scripted-relay.ts';
import { wire } from '../conversation/play.ts';
import { audioDelta, audioDone, connected, portsAreRead } from './open-session.ts';

const chunkMs = 20;

/** Frames of an answer by a short name, so that a counterexample can be read. */
const FRAMES = {
  begin: (id: string) => [wire.outputItem('r', wire.answer(id)), wire.added(wire.answer(id))],
  audio: (id: string) => [audioDelta('r', id, chunkMs)],
  said: (id: string) => [wire.words('r', id, 'Said.')],
  late: (id: string) => [wire.words('r', id, ' LATE')],
  audioDone: (id: string) => [audioDone('r', id)],
  done: (id: string) => doneWith(id, 'Said.'),
  doneLate: (id: string) => doneWith(id, 'Said. LATE'),
};

function doneWith(id: string, transcript: string): object[] {
  const item = wire.answer(id, 'incomplete', transcript);
  return [
    { type: 'response.output_audio_transcript.done', response_id: 'r', item_id: id, content_index: 0, transcript },
    wire.done(item),
    wire.outputItemDone('r', item),
  ];
}

type Row = readonly [name: keyof typeof FRAMES, itemId: string];

const framesOf = ([name, id]: Row): object[] => FRAMES[name](id);
const rowsOf = (count: number, ...rows: readonly Row[]): Row[] => Array.from({ length: count }, () => rows).flat();

/** The items of an answer: what of them comes before the visitor interrupts, and what comes after. */
const answers = fc
  .array(fc.record({ begun: fc.boolean(), chunks: fc.nat(3), ended: fc.boolean(), lateChunks: fc.nat(2) }), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((parts) => {
    // They begin one after the other.
    const firstLate = parts.findIndex(({ begun }, i) => i > 0 && !begun);
    const items = parts.map(({ chunks, ended, lateChunks }, i) => {
      const begun = firstLate < 0 || i < firstLate;
      const heardOf = begun ? chunks : 0;
      return { id: `item_${i}`, begun, chunks: heardOf, ended: heardOf > 0 && ended, lateChunks };
    });
    const before = items.flatMap(({ id, begun, chunks, ended }): Row[] => [
      ...rowsOf(Number(begun), ['begin', id]),
      // The words run ahead of the audio.
      ...rowsOf(Number(chunks > 0), ['said', id]),
      ...rowsOf(chunks, ['audio', id]),
      ...rowsOf(Number(ended), ['audioDone', id]),
    ]);
    const late = items.flatMap(({ id, begun, ended, lateChunks }): Row[] => [
      ...rowsOf(Number(!begun), ['begin', id]),
      ...rowsOf(ended ? 0 : lateChunks, ['audio', id], ['late', id]),
      ...rowsOf(Number(!ended), ['audioDone', id]),
      [ended ? 'done' : 'doneLate', id],
    ]);
    return fc.record({
      items: fc.constant(items),
      before: fc.constant(before),
      late: fc.shuffledSubarray(late, { minLength: late.length }),
      heardMs: fc.nat(120),
      byButton: fc.boolean(),
      twice: fc.boolean(),
      /** The rest comes before the loudspeaker has said how far it was heard. */
      atOnce: fc.boolean(),
      /** Audio comes faster than it plays: usually the answer is complete long before. */
      completed: fc.boolean(),
    });
  });

type Answer = typeof answers extends fc.Arbitrary<infer Value> ? Value : never;

/** What is to be told to the service, by the plain words of the protocol's guide. */
function expectedOf({ items, heardMs, completed }: Answer): {
  readonly cuts: (readonly [string, number])[];
  readonly deleted: string[];
} {
  const cuts: (readonly [string, number])[] = [];
  const deleted: string[] = [];
  let left = heardMs;
  let isHeldUp = false;
  for (const { id, chunks, ended: endedBefore } of items) {
    const receivedMs = chunks * chunkMs;
    const ended = endedBefore || completed;
    const heard: number = isHeldUp ? 0 : Math.min(left, receivedMs);
    left -= heard;
    if (receivedMs === 0) {
      // Announced, and nothing came: while the answer runs, the service might still add to it.
      if (!completed) deleted.push(id);
      continue;
    }
    if (heard === 0) deleted.push(id);
    else if (heard < receivedMs || !ended) cuts.push([id, heard]);
    // The queue plays in order, and waits for the rest of an item that has not ended.
    isHeldUp ||= heard < receivedMs || !ended;
  }
  return { cuts, deleted };
}

const told = (frames: readonly Frame[], type: string) => frames.filter((frame) => frame.type === type);

describe('whatever is still on its way of an answer that was interrupted', () => {
  it('is neither heard nor shown; what was heard is cut there once, and what was not is deleted once', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const { before, late, heardMs, byButton, twice, completed } = answer;
        const atOnce = answer.atOnce && !byButton;
        const { session, connection: relay, audio } = await connected();
        const shown = () => session.snapshot.messages.map(({ id, text }) => [id, text]);
        const interrupt = async (): Promise<void> => {
          if (byButton) session.interrupt();
          else relay.say(wire.speechStarted('u'));
          if (!atOnce) await portsAreRead();
        };

        relay.say(wire.responseCreated('r'), ...before.flatMap(framesOf));
        if (completed) relay.say(wire.responseDone('r'));
        await portsAreRead();
        audio.hear(heardMs);
        await portsAreRead();
        await interrupt();
        if (!atOnce) expect(audio.queuedMs, 'silence').toBe(0);
        if (!completed) {
          const shownThen = shown();
          for (const [i, row] of late.entries()) {
            relay.say(...framesOf(row));
            if (twice && i === late.length >> 1) await interrupt();
          }
          if (!atOnce) await portsAreRead();
          if (!atOnce) expect(shown(), 'nothing late is shown').toEqual(shownThen);
          relay.say(wire.responseDone('r', 'cancelled'));
        }
        await portsAreRead();
        expect(audio.queuedMs, 'nothing late is heard').toBe(0);
        for (const [id, text] of shown()) expect(text, id).not.toContain('LATE');
        if (twice) await interrupt();
        await portsAreRead();

        const { cuts, deleted } = expectedOf(answer);
        const truncations = told(relay.sent, 'conversation.item.truncate');
        expect(truncations.map((frame) => [frame['item_id'], frame['audio_end_ms']])).toEqual(cuts);
        const deletions = told(relay.sent, 'conversation.item.delete').map((frame) => String(frame['item_id']));
        expect(deletions.toSorted()).toEqual(deleted);

        // The next answer is heard as if nothing had been.
        relay.say(
          wire.responseCreated('r2'),
          wire.outputItem('r2', wire.answer('next')),
          wire.added(wire.answer('next')),
          wire.words('r2', 'next', 'The next answer.'),
          audioDelta('r2', 'next', chunkMs),
        );
        await portsAreRead();
        expect(audio.queuedMs).toBe(chunkMs);
        expect(shown().at(-1)).toEqual(['next', 'The next answer.']);
        session.dispose();
      }),
      { numRuns: 150 },
    );
  });
});
