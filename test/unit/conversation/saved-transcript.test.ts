import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/conversation/conversation.ts';
import { mergeTranscripts, readTranscript, writeTranscript } from '../../../src/conversation/saved-transcript.ts';

const message = (id: string, at: number, fields: Partial<Message> = {}): Message => ({
  id,
  role: 'user',
  modality: 'text',
  status: 'complete',
  text: `Words of ${id}`,
  sources: [],
  images: [],
  at,
  ...fields,
});

describe('a transcript that is kept', () => {
  it('comes back with its sources, but without what was not finished', () => {
    const source = { id: 's', title: 'Hours', heading: 'Park', url: '/hours', text: 'From eight.', quote: 'eight' };
    const kept = [message('a', 1), message('b', 2, { role: 'assistant', modality: 'voice', status: 'interrupted', sources: [source] })];
    expect(readTranscript(writeTranscript([...kept, message('c', 3, { status: 'in-progress' })]))).toEqual(kept);
  });

  it('keeps the newest two hundred messages', () => {
    const all = Array.from({ length: 300 }, (_, i) => message(`m${i}`, i));
    expect(readTranscript(writeTranscript(all))).toEqual(all.slice(-200));
  });

  it('is never longer than 256 kB, whatever was said', () => {
    const all = Array.from({ length: 100 }, (_, i) => message(`m${i}`, i, { text: '"'.repeat(9_000) }));
    const text = writeTranscript(all);
    expect(text.length).toBeLessThanOrEqual(256 * 1024);
    const back = readTranscript(text);
    expect(back.length).toBeGreaterThan(5);
    expect(back).toEqual(all.slice(-back.length));
  });

  it('of another version, or of another script, is as good as none', () => {
    for (const text of [null, '', '[', 'null', '[]', '{"version":2,"messages":[]}', '{"version":1,"messages":{}}', `"${'x'.repeat(300_000)}"`]) {
      expect(readTranscript(text)).toEqual([]);
    }
  });

  it('holds no message that is none, and no link that runs a script', () => {
    const good = message('good', 1, { sources: [{ id: '', title: '', heading: '', url: 'javascript:alert(1)', text: 'x', quote: '' }] });
    const bad = [
      { ...good, id: '' },
      { ...good, id: 'x'.repeat(65) },
      { ...good, id: '<b>' },
      { ...good, role: 'system' },
      { ...good, status: 'in-progress' },
      { ...good, modality: 'smell' },
      { ...good, text: 5 },
      null,
      'x',
    ];
    const back = readTranscript(JSON.stringify({ version: 1, messages: [...bad, good, good] }));
    expect(back).toEqual([{ ...good, sources: [{ ...good.sources[0], url: '' }] }]);
  });

  it('can be anything at all and throws nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.object({ maxDepth: 3 })), (messages) => {
        expect(Array.isArray(readTranscript(JSON.stringify({ version: 1, messages })))).toBe(true);
      }),
    );
  });

  it('of two tabs is one, in the order of time', () => {
    const theirs = [message('a', 1), message('c', 3), message('b', 2, { text: 'old' })];
    const ours = [message('b', 2, { text: 'new' }), message('d', 4)];
    expect(mergeTranscripts(theirs, ours).map(({ id, text }) => [id, text])).toEqual([
      ['a', 'Words of a'],
      ['b', 'new'],
      ['c', 'Words of c'],
      ['d', 'Words of d'],
    ]);
  });
});
