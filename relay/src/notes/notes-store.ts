/** Something that a user wanted to be kept. */
export interface Note {
  /** A UUID. */
  readonly id: string;
  /** Plain text, 1 to 10,000 characters. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC; that of `createdAt` until it is edited. */
  readonly updatedAt: string;
}

export const mostNoteCharacters = 10_000;
/** A user's. What is more has to be exported and erased first. */
export const mostNotes = 5_000;
export const mostNotesAtOnce = 100;

/**
 * Users' notes. Each belongs to one user (`User.id`), and no method reaches another's: an id that is not the user's is
 * as good as unknown. Rejects with a `NotesError` for what the user can mend, with a `KnowledgeError` for what the database says.
 */
export interface NotesStore {
  /** Findable as soon as this resolves. */
  add(user: string, text: string): Promise<Note>;
  /** Newest first. `before`: those older than that note. At most 100, default 50. */
  list(user: string, options?: { readonly before?: string; readonly limit?: number }): Promise<Note[]>;
  /** Those with any of the words, best first. At most 100, default 10. */
  search(user: string, query: string, options?: { readonly limit?: number }): Promise<Note[]>;
  get(user: string, id: string): Promise<Note | undefined>;
  /** Undefined: there is no such note. */
  edit(user: string, id: string, text: string): Promise<Note | undefined>;
  /** Whether there was such a note. */
  remove(user: string, id: string): Promise<boolean>;
  /** All of a user's, oldest first, a hundred at a time: their own copy. */
  export(user: string): AsyncIterable<readonly Note[]>;
  /** Forgets everything of a user. Says how many notes there were. */
  erase(user: string): Promise<number>;
}
