import { randomUUID } from 'node:crypto';
import { KnowledgeError } from '../knowledge/knowledge-error.js';
import type { Row, SqlDatabase } from '../knowledge/sql-database.js';
import { storable } from '../knowledge/storable.js';
import { NotesError } from './notes-error.js';
import { mostNoteCharacters, mostNotes, mostNotesAtOnce, type Note, type NotesStore } from './notes-store.js';

const VERSION = 1;
/** Serialises whoever creates the tables. The number is "note" in ASCII. */
const CREATE_LOCK = 'SELECT pg_advisory_xact_lock(1852798053)';
const CREATE = `
CREATE TABLE notes_schema (version integer NOT NULL);
INSERT INTO notes_schema VALUES (${VERSION});
CREATE TABLE note (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  owner text NOT NULL,
  text text NOT NULL,
  words tsvector NOT NULL,
  created timestamptz NOT NULL DEFAULT now(),
  updated timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX note_owner ON note (owner, n);
CREATE INDEX note_words ON note USING gin (words);
`;

const COLUMNS = `id::text AS id, text,
  to_char(created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created,
  to_char(updated AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated`;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const mostQueryCharacters = 1_000;

/** Notes in tables of PostgreSQL, beside the knowledge. Does not own the database. */
export class SqlNotes implements NotesStore {
  readonly #database: SqlDatabase;
  readonly #language: string;

  private constructor(database: SqlDatabase, language: string) {
    this.#database = database;
    this.#language = language;
  }

  /**
   * Creates the tables where they are missing, also when several relays do so at once.
   * @param language of stemming, a name of PostgreSQL's `pg_ts_config`; one that it lacks is read word by word
   */
  static async open(database: SqlDatabase, language = 'english'): Promise<SqlNotes> {
    const known = await database.transaction(async (connection) => {
      await connection.query(CREATE_LOCK);
      const [table] = await connection.query(`SELECT to_regclass('notes_schema')::text AS name`);
      if (table?.['name'] == null) await connection.exec(CREATE);
      const [schema] = await connection.query('SELECT version FROM notes_schema');
      if (schema?.['version'] !== VERSION) {
        throw new KnowledgeError(
          'incompatible',
          `The notes have schema version ${String(schema?.['version'])} and this release reads version ${VERSION}.`,
        );
      }
      return connection.query('SELECT 1 AS one FROM pg_ts_config WHERE cfgname::text = $1', [language]);
    });
    return new SqlNotes(database, known.length > 0 ? language : 'simple');
  }

  async add(user: string, text: string): Promise<Note> {
    const checked = checkedText(text);
    const [row] = await this.#database.query(
      `INSERT INTO note (id, owner, text, words)
       SELECT $1::uuid, $2, $3, to_tsvector($4::text::regconfig, $3)
       WHERE (SELECT count(*) FROM note WHERE owner = $2) < ${mostNotes}
       RETURNING ${COLUMNS}`,
      [randomUUID(), user, checked, this.#language],
    );
    if (row) return noteOf(row);
    throw new NotesError('too_many', `There are ${mostNotes} notes already, and no room for more: delete some first.`);
  }

  async list(user: string, { before, limit = 50 }: { before?: string; limit?: number } = {}): Promise<Note[]> {
    if (before !== undefined && !UUID.test(before)) return [];
    const rows = await this.#database.query(
      `SELECT ${COLUMNS} FROM note
       WHERE owner = $1 AND ($2 = '' OR n < (SELECT n FROM note WHERE owner = $1 AND id::text = $2))
       ORDER BY n DESC LIMIT $3::integer`,
      [user, before?.toLowerCase() ?? '', atMost(limit)],
    );
    return rows.map(noteOf);
  }

  async search(user: string, query: string, { limit = 10 }: { limit?: number } = {}): Promise<Note[]> {
    // Any of the words: who asks aloud says more than stands in the note.
    const rows = await this.#database.query(
      `WITH query AS (
         SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS words
         FROM unnest(to_tsvector($2::text::regconfig, $3))
       )
       SELECT ${COLUMNS} FROM note, query
       WHERE owner = $1 AND note.words @@ query.words
       ORDER BY ts_rank(note.words, query.words, 1) DESC, n DESC LIMIT $4::integer`,
      [user, this.#language, storable(query.slice(0, mostQueryCharacters)), atMost(limit)],
    );
    return rows.map(noteOf);
  }

  async get(user: string, id: string): Promise<Note | undefined> {
    if (!UUID.test(id)) return undefined;
    const [row] = await this.#database.query(`SELECT ${COLUMNS} FROM note WHERE owner = $1 AND id = $2::uuid`, [user, id]);
    return row && noteOf(row);
  }

  async edit(user: string, id: string, text: string): Promise<Note | undefined> {
    const checked = checkedText(text);
    if (!UUID.test(id)) return undefined;
    const [row] = await this.#database.query(
      `UPDATE note SET text = $3, words = to_tsvector($4::text::regconfig, $3), updated = now()
       WHERE owner = $1 AND id = $2::uuid RETURNING ${COLUMNS}`,
      [user, id, checked, this.#language],
    );
    return row && noteOf(row);
  }

  async remove(user: string, id: string): Promise<boolean> {
    if (!UUID.test(id)) return false;
    const rows = await this.#database.query('DELETE FROM note WHERE owner = $1 AND id = $2::uuid RETURNING 1 AS one', [
      user,
      id,
    ]);
    return rows.length > 0;
  }

  async *export(user: string): AsyncIterable<readonly Note[]> {
    let after = '0';
    for (;;) {
      const rows = await this.#database.query(
        `SELECT n::text AS place, ${COLUMNS} FROM note WHERE owner = $1 AND n > $2::bigint
         ORDER BY note.n LIMIT ${mostNotesAtOnce}`,
        [user, after],
      );
      if (rows.length === 0) return;
      yield rows.map(noteOf);
      after = String(rows.at(-1)!['place']);
    }
  }

  async erase(user: string): Promise<number> {
    const rows = await this.#database.query('DELETE FROM note WHERE owner = $1 RETURNING 1 AS one', [user]);
    return rows.length;
  }
}

function noteOf(row: Row): Note {
  return {
    id: String(row['id']),
    text: String(row['text']),
    createdAt: String(row['created']),
    updatedAt: String(row['updated']),
  };
}

function checkedText(text: string): string {
  const trimmed = storable(text).trim();
  if (trimmed === '') throw new NotesError('empty', 'A note needs some text.');
  if (trimmed.length <= mostNoteCharacters) return trimmed;
  throw new NotesError('too_long', `A note has at most ${mostNoteCharacters} characters: shorten it, or make two.`);
}

function atMost(limit: number): number {
  return Math.max(1, Math.min(mostNotesAtOnce, Math.trunc(limit) || 1));
}
