import { describe, expect, it } from 'vitest';
import { readNote } from '../../../src/elements/relay-notes.ts';

describe('a note of the relay', () => {
  it('is listed by its first line, cut where a list ends, with the day of its last change', () => {
    const text = `\n  ${'long '.repeat(40)}\nsecond line`;
    const note = readNote({ id: 'a', text, created_at: 'x', updated_at: '2026-05-01T10:00:00Z' });
    expect(note).toMatchObject({ id: 'a', text, at: Date.UTC(2026, 4, 1, 10) });
    expect(note?.title).toMatch(/^long [\w ]+long…$/u);
    expect(note!.title.length).toBeLessThanOrEqual(81);
  });

  it('is none where it lacks what a note has, and has no day where that is no date', () => {
    for (const wire of [null, 'note', {}, { id: 'a' }, { id: 7, text: 'x' }]) expect(readNote(wire)).toBe(undefined);
    expect(readNote({ id: 'a', text: 'x', updated_at: 'yesterday' })).toEqual({ id: 'a', text: 'x', title: 'x' });
  });
});
