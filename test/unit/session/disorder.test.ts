import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { RealtimeMessageEvent } from '../../../src/session/session-events.ts';
import { disorder, named, takenBack } from '../conversation/disorder.ts';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

/** Longer than every wait of the house: for an answer, for a turn's end, for a tool. */
const LONGEST_MS = 150_000;

it('no order, loss, double or wound of the frames loses a message or leaves a face that waits for ever', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let finishedInAll = 0;
  try {
    await fc.assert(
      fc.asyncProperty(disorder, fc.boolean(), async ({ dialect, texts }, aloud) => {
        const { session, connection: relay, audio } = await connected({ dialect, output: aloud ? 'audio' : 'text' });
        const finished = new Set<string>();
        session.addEventListener('realtime-message', (event) => {
          const { message } = event as RealtimeMessageEvent;
          if (message.status === 'complete') finished.add(message.id);
        });
        relay.say(...texts);
        await portsAreRead();
        // The service ends what it began.
        const responses = named(texts, /"(?:response_id|response":\{"id)":"([^"]+)"/g);
        relay.say(...[...responses].map((id) => wire.responseDone(id)));
        for (let i = 0; i < 4; i++) {
          await portsAreRead();
          audio.hear(1e6);
          vi.advanceTimersByTime(LONGEST_MS);
        }
        await portsAreRead();

        expect(['listening', 'idle', 'error']).toContain(session.snapshot.status);
        expect(session.snapshot.tools).toEqual([]);
        const back = takenBack([...texts, ...relay.sent.map((frame) => JSON.stringify(frame))]);
        const cut = named(
          relay.sent.filter(({ type }) => /truncate|delete/.test(type)).map((frame) => JSON.stringify(frame)),
          /"item_id":"([^"]*)"/g,
        );
        for (const id of finished) {
          if (back.has(id) || cut.has(id)) continue;
          finishedInAll++;
          const message = session.snapshot.messages.find((entry) => entry.id === id);
          expect(message?.status, id).toBe('complete');
          expect(message?.text, id).not.toBe('');
        }
        await session.dispose();
      }),
      { numRuns: 1200 },
    );
  } finally {
    vi.useRealTimers();
  }
  expect(finishedInAll, 'messages that were finished in all of these').toBeGreaterThan(500);
}, 120_000);
