import { describe, expect, it } from 'vitest';
import type { Message, ToolStep } from '../../../src/conversation/conversation.ts';
import { TranscriptRows, type RowFacts } from '../../../src/elements/transcript-rows.ts';

const minute = 60_000;
const message = (id: string, fields: Partial<Message> = {}): Message => ({
  id,
  role: 'assistant',
  modality: 'text',
  status: 'complete',
  text: `Words of ${id}`,
  sources: [],
  images: [],
  at: Date.UTC(2026, 4, 3, 12),
  ...fields,
});
const facts = (change: Partial<RowFacts> = {}): RowFacts => ({
  heard: {},
  steps: [],
  ratings: new Map(),
  copiedId: undefined,
  ...change,
});
const step = (callId: string, afterId: string, label: string | null = 'Searching…'): ToolStep => ({
  callId,
  name: 'search',
  label,
  status: 'started',
  afterId,
});
const thousand = Array.from({ length: 1_000 }, (_, i) => message(`m${i}`));

describe('the rows of a transcript', () => {
  it('stay the same but for what changed, and so do the pages that they stand on', () => {
    const rows = new TranscriptRows();
    const before = rows.take(thousand, facts());
    const grown = [...thousand.slice(0, -1), message('m999', { text: 'Words of m999, and one more' })];
    const after = rows.take(grown, facts());
    expect(after.filter((page, at) => page !== before[at])).toHaveLength(1);
    const changed = after.flat().filter((row, at) => row !== before.flat()[at]);
    expect(changed.map(({ message }) => message.id)).toEqual(['m999']);
    expect(rows.take(grown, facts()).every((page, at) => page === after[at])).toBe(true);
  });

  it('show of a spoken answer what was heard', () => {
    const [page] = new TranscriptRows().take([message('a'), message('b')], facts({ heard: { b: 5 } }));
    expect(page?.map(({ shown }) => shown)).toEqual([10, 5]);
  });

  it('tell the time at the first, after a pause and on another day', () => {
    const at = new Date(2026, 4, 3, 23, 50).getTime();
    const times = [0, 5, 9, 15, 40].map((later) => message(`t${later}`, { at: at + later * minute }));
    const [page] = new TranscriptRows().take(times, facts());
    expect(page?.map(({ begins }) => begins)).toEqual([true, false, false, true, true]);
  });

  it('carry the steps of tools that have words, behind the message where they began', () => {
    const rows = new TranscriptRows();
    const steps = [step('x', ''), step('y', 'a'), step('z', 'a', null)];
    const [page] = rows.take([message('a'), message('b')], facts({ steps }));
    expect(rows.firstSteps.map(({ callId }) => callId)).toEqual(['x']);
    expect(page?.map((row) => row.steps.map(({ callId }) => callId))).toEqual([['y'], []]);
    // Another step elsewhere leaves this row as it is.
    const [again] = rows.take([page![0]!.message, page![1]!.message], facts({ steps: [...steps, step('w', 'b')] }));
    expect(again?.[0]).toBe(page?.[0]);
  });

  it('know the newest that is finished', () => {
    const [page] = new TranscriptRows().take([message('a'), message('b'), message('c', { status: 'in-progress' })], facts());
    expect(page?.map(({ isLatest }) => isLatest)).toEqual([false, true, false]);
  });
});
