import { describe, expect, it, vi } from 'vitest';
import { createSession } from '../../../src/create-session.ts';
import type { Dialect } from '../../../src/protocol/dialect.ts';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';
import type { OpenTransport } from '../../../src/transport/transport.ts';
import { silentAudio } from '../../../src/testing/silent-audio.ts';

/** A wire of a developer's own: a word and a text in each frame. */
const plain: Dialect = {
  name: 'plain',
  open: () => ({
    decode: (frame): readonly ServerEvent[] => {
      const [word, text = ''] = String(frame).split('|');
      const raw = frame;
      const answer = { responseId: 'r', itemId: 'a', contentIndex: 0, raw };
      switch (word) {
        case 'hi':
          return [{ type: 'session-created', sessionId: '', dialect: 'openai', expiresAt: null, raw }];
        case 'answer':
          return [
            { type: 'response-created', responseId: 'r', outOfBand: false, raw },
            { type: 'text-done', ...answer, text },
            { type: 'response-done', responseId: 'r', status: 'completed', reason: null, message: null, output: [], raw },
          ];
        default:
          return [{ type: 'unknown', wireType: word!, raw }];
      }
    },
    encode: (command) => (command.type === 'create-message' ? [`ask|${command.text}`] : []),
    echo: (command) => {
      if (command.type !== 'create-message') return [];
      const contents = [{ kind: 'text', text: command.text }] as const;
      const item = { id: command.itemId, kind: 'message', role: 'user', status: 'completed', contents, callId: '', name: '', arguments: '' } as const;
      return [{ type: 'item-added', item, previousItemId: null, raw: null }];
    },
    unsupported: (settings) => (Object.keys(settings) as (keyof typeof settings)[]).filter((name) => name !== 'output'),
  }),
};

describe('a developer’s own dialect', () => {
  it('is spoken to a server that no one else knows: question, answer, and what it has no words for', async () => {
    const said: unknown[] = [];
    const open: OpenTransport = (_target, handlers) => {
      queueMicrotask(() => {
        handlers.onOpen();
        handlers.onMessage('hi');
      });
      return {
        bufferedBytes: 0,
        close: () => {},
        send: (frame) => {
          said.push(frame);
          handlers.onMessage('noise|whatever');
          handlers.onMessage('answer|At nine.');
        },
      };
    };
    const session = createSession(
      { relayUrl: 'ws://own.test/', dialect: plain, mode: 'text', output: 'text', voice: 'marin' },
      { openTransport: open, audio: silentAudio() },
    );
    const errors: string[] = [];
    session.addEventListener('realtime-error', (event) => errors.push((event as Event & { error: { code: string; message: string } }).error.message));
    await session.sendText('When do you open?');
    await vi.waitFor(() => expect(session.snapshot.messages).toHaveLength(2));
    expect(said).toEqual(['ask|When do you open?']);
    expect(session.snapshot.messages.map(({ role, text, status }) => [role, text, status])).toEqual([
      ['user', 'When do you open?', 'complete'],
      ['assistant', 'At nine.', 'complete'],
    ]);
    expect(errors).toEqual(['The dialect "plain" cannot say voice as it was set; the rest holds.']);
    await session.dispose();
  });

  it('that is none is refused by name', () => {
    for (const dialect of [{ name: 'x' }, { open: () => ({}) }, null, 'klingon']) {
      expect(() => createSession({ relayUrl: 'ws://own.test/', dialect: dialect as Dialect })).toThrow(
        expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining('dialect') as string }) as Error,
      );
    }
  });
});
