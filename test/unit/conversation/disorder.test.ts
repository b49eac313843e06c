import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { selectMessages } from '../../../src/conversation/selectors.ts';
import { DIALECTS } from '../protocol/all-dialects.ts';
import { disorder, takenBack } from './disorder.ts';
import { Listener, wire } from './play.ts';

it('no order, loss, double or wound of the frames takes a finished message away', () => {
  let finishedInAll = 0;
  fc.assert(
    fc.property(disorder, ({ dialect, texts, isSound }) => {
      const listener = new Listener(DIALECTS[dialect]);
      const whole = new Map<string, string>();
      for (const text of texts) {
        listener.read(text);
        for (const { id, status, text: words } of selectMessages(listener.state)) {
          const item = listener.state.items.find((entry) => entry.id === id);
          if (status === 'complete' && item!.told.length > 0) whole.set(id, words);
        }
      }
      const back = takenBack(texts);
      const shown = new Map(selectMessages(listener.state).map((message) => [message.id, message]));
      for (const [id, words] of whole) {
        if (back.has(id)) continue;
        finishedInAll++;
        const message = shown.get(id);
        expect(message?.status, id).toBe('complete');
        // A wounded frame may say other words of it; sound ones say the same.
        if (isSound) expect(message?.text, id).toBe(words);
        else expect(message?.text, id).not.toBe('');
      }
    }),
    { numRuns: 9000 },
  );
  expect(finishedInAll, 'messages that were finished in all of these').toBeGreaterThan(5000);
}, 60_000);

it('an empty transcript behind the end of an answer takes none of its words away', () => {
  const listener = new Listener().hear(
    wire.responseCreated('r'),
    wire.outputItem('r', wire.answer('a')),
    wire.words('r', 'a', 'Hi there!'),
    wire.responseDone('r', 'completed', { output: [wire.answer('a', 'completed', 'Hi there!')] }),
    { type: 'response.output_audio_transcript.done', response_id: 'r', item_id: 'a', output_index: 0, content_index: 0, transcript: null },
  );
  expect(listener.transcript).toEqual(['assistant: Hi there!']);
});
