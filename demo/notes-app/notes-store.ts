import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import { matches } from './notes.ts';
import type { Note } from './notes.ts';

interface NotesSchema extends DBSchema {
  notes: { key: string; value: Note; indexes: { changedAt: number } };
}

/** Longest note in characters: a book, and far less than a browser's store would refuse. */
const longestNote = 200_000;

/** The notes of this device, in the browser's own database. They are sent nowhere. */
export class NotesStore {
  readonly #database: IDBPDatabase<NotesSchema>;
  /** Other windows of the app tell of their changes. */
  readonly #channel = new BroadcastChannel('voice-notes');

  private constructor(database: IDBPDatabase<NotesSchema>) {
    this.#database = database;
  }

  static async open(): Promise<NotesStore> {
    const database = await openDB<NotesSchema>('voice-notes', 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('notes', { keyPath: 'id' }).createIndex('changedAt', 'changedAt');
      },
    });
    return new NotesStore(database);
  }

  /** Calls `listener` when a note came, changed or went, here or in another window. */
  watch(listener: () => void): void {
    this.#listener = listener;
    this.#channel.addEventListener('message', listener);
  }
  #listener: () => void = () => {};

  /** Newest first. */
  async list(query = ''): Promise<Note[]> {
    const notes = await this.#database.getAllFromIndex('notes', 'changedAt');
    return notes.toReversed().filter((note) => matches(note, query));
  }

  get(id: string): Promise<Note | undefined> {
    return this.#database.get('notes', id);
  }

  async add(text: string): Promise<Note> {
    const now = Date.now();
    const note = { id: crypto.randomUUID(), text: text.slice(0, longestNote), createdAt: now, changedAt: now };
    await this.#database.add('notes', note);
    this.#tell();
    return note;
  }

  /** False where it is gone, in another window perhaps. */
  async change(id: string, text: string): Promise<boolean> {
    const note = await this.get(id);
    if (!note) return false;
    await this.#database.put('notes', { ...note, text: text.slice(0, longestNote), changedAt: Date.now() });
    this.#tell();
    return true;
  }

  async remove(id: string): Promise<boolean> {
    if (!(await this.get(id))) return false;
    await this.#database.delete('notes', id);
    this.#tell();
    return true;
  }

  #tell(): void {
    this.#channel.postMessage('changed');
    this.#listener();
  }
}
