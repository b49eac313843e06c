import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SqlDatabase } from '../../src/knowledge/sql-database.js';
import { mostNoteCharacters } from '../../src/notes/notes-store.js';
import { SqlNotes } from '../../src/notes/sql-notes.js';

/** What notes do, whatever database they lie in. `open` gives an empty one; the suite closes it. */
export function keepsNotes(open: () => Promise<SqlDatabase>): void {
  let database: SqlDatabase;
  let notes: SqlNotes;
  beforeEach(async () => {
    database = await open();
    notes = await SqlNotes.open(database);
  });
  afterEach(() => database.close());

  it('keeps a note, and finds it at once by another form of its words', async () => {
    const note = await notes.add('ada', '  The keys of the boats hang behind the door.  ');
    expect(note).toMatchObject({ text: 'The keys of the boats hang behind the door.' });
    expect(Date.parse(note.createdAt)).toBeGreaterThan(Date.now() - 60_000);
    await notes.add('ada', 'Buy milk.');
    expect(await notes.search('ada', 'Where did I put the key for my boat?')).toEqual([note]);
    expect(await notes.get('ada', note.id)).toEqual(note);
  });

  it("never shows, changes or deletes another user's", async () => {
    const note = await notes.add('ada', 'The safe is behind the picture.');
    expect(await notes.list('eve')).toEqual([]);
    expect(await notes.search('eve', 'safe picture')).toEqual([]);
    expect(await notes.get('eve', note.id)).toBeUndefined();
    expect(await notes.edit('eve', note.id, 'Mine now')).toBeUndefined();
    expect(await notes.remove('eve', note.id)).toBe(false);
    expect(await notes.list('eve', { before: note.id })).toEqual([]);
    expect(await notes.erase('eve')).toBe(0);
    expect(await notes.list('ada')).toEqual([note]);
  });

  it('lists the newest first, page by page', async () => {
    for (let n = 1; n <= 5; n++) await notes.add('ada', `Note ${n}`);
    const first = await notes.list('ada', { limit: 2 });
    expect(first.map(({ text }) => text)).toEqual(['Note 5', 'Note 4']);
    const second = await notes.list('ada', { limit: 2, before: first.at(-1)!.id });
    expect(second.map(({ text }) => text)).toEqual(['Note 3', 'Note 2']);
  });

  it('finds an edited note by its new words only', async () => {
    const note = await notes.add('ada', 'Meet at the lighthouse.');
    const edited = await notes.edit('ada', note.id, 'Meet at the harbour.');
    expect(edited).toMatchObject({ id: note.id, text: 'Meet at the harbour.', createdAt: note.createdAt });
    expect(await notes.search('ada', 'lighthouse')).toEqual([]);
    expect(await notes.search('ada', 'harbour')).toEqual([edited]);
  });

  it('gives a user all there is, oldest first, and forgets it when asked to', async () => {
    for (let n = 1; n <= 205; n++) await notes.add('ada', `Note ${n}`);
    await notes.add('grace', 'Stays.');
    const all: string[] = [];
    for await (const part of notes.export('ada')) all.push(...part.map(({ text }) => text));
    expect(all).toEqual(Array.from({ length: 205 }, (_, n) => `Note ${n + 1}`));
    expect(await notes.erase('ada')).toBe(205);
    expect(await notes.list('ada')).toEqual([]);
    expect(await notes.list('grace')).toHaveLength(1);
  });

  it('takes what a visitor may say, and no more than it can keep', async () => {
    const odd = `'; DROP TABLE note; -- \0 \uD800 ' | & ! ( ) :* <-> "`;
    const note = await notes.add('ada', odd);
    expect(note.text).toContain('DROP TABLE note');
    for (const query of [odd, '', '   ', '!!!', 'the', `${'x '.repeat(2_000)}`]) await notes.search('ada', query);
    await expect(notes.add('ada', ' \0 ')).rejects.toMatchObject({ code: 'empty' });
    await expect(notes.add('ada', 'x'.repeat(mostNoteCharacters + 1))).rejects.toMatchObject({ code: 'too_long' });
    for (const id of ['', 'x', '1; DELETE FROM note', `${note.id}x`]) {
      expect(await notes.get('ada', id)).toBeUndefined();
      expect(await notes.remove('ada', id)).toBe(false);
      expect(await notes.list('ada', { before: id })).toEqual([]);
    }
    expect(await notes.list('ada')).toHaveLength(1);
  });

  it('stands when it is opened again, and by several at once', async () => {
    const note = await notes.add('ada', 'Still here.');
    const again = await Promise.all([SqlNotes.open(database), SqlNotes.open(database, 'german')]);
    expect(await again[0].list('ada')).toEqual([note]);
    expect(await again[1].list('ada')).toEqual([note]);
  });

  it('does without a stemmer for a language that the database does not know', async () => {
    const klingon = await SqlNotes.open(database, 'klingon');
    const note = await klingon.add('ada', 'nuqneH jagh');
    expect(await klingon.search('ada', 'jagh')).toEqual([note]);
  });
}
