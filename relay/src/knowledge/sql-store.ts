import { ADD_PASSAGES, indexedText, normalise, queryText, REMOVE_PASSAGES, SEARCH } from './bm25.js';
import { KnowledgeError } from './knowledge-error.js';
import type { Row, SqlDatabase } from './sql-database.js';
import { openSchema, WRITE_LOCK } from './sql-schema.js';
import { storable } from './storable.js';
import type { KnowledgeStore, Passage, SearchHit, SearchOptions, StoredDocument } from './store.js';
import { mostTelling, topicCandidates, type TopicSource } from './topics.js';

const MAX_HITS = 50;
const MAX_IDS = 1_000;
const MAX_TOPICS = 10_000;
/** Far above what the chunker makes, far below what PostgreSQL's text search takes (1 MiB). */
const MAX_TEXT_CHARACTERS = 20_000;
const MAX_NAME_CHARACTERS = 2_000;
/** Keeps one statement, and the memory for its parameters, small however long the document is. */
const PASSAGES_PER_STATEMENT = 500;

const PASSAGE_ID = /^[A-Za-z0-9_=-]{1,200}$/;

/** The knowledge in tables of PostgreSQL, found again by BM25. The database decides where it lies. */
export class SqlStore implements KnowledgeStore {
  readonly #database: SqlDatabase;
  readonly #language: string;

  private constructor(database: SqlDatabase, language: string) {
    this.#database = database;
    this.#language = language;
  }

  /**
   * Creates the tables where they are missing. The store owns the database from here on, also when this rejects.
   * @param language a name of PostgreSQL's `pg_ts_config`; what the tables were made for when left out, or English.
   */
  static async open(database: SqlDatabase, language?: string): Promise<SqlStore> {
    try {
      return new SqlStore(database, await openSchema(database, language));
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async search(query: string, { limit = 5, signal }: SearchOptions = {}): Promise<SearchHit[]> {
    requireWhole('limit', limit, MAX_HITS);
    signal?.throwIfAborted();
    const words = queryText(query, this.#language);
    if (words === '') return [];
    const rows = await abortable(this.#database.query(SEARCH, [this.#language, words, limit]), signal);
    return rows.map((row) => Object.assign(passageOf(row), { score: Number(row['score']) }));
  }

  async get(ids: readonly string[]): Promise<Passage[]> {
    if (ids.length > MAX_IDS)
      throw new KnowledgeError('invalid', `ids: ask for at most ${MAX_IDS} passages at a time.`);
    const rows = await this.#database.query(
      `SELECT passage.id, passage.document_id, document.title, passage.heading, passage.url, passage.text
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (id, place)
       JOIN knowledge_passage AS passage USING (id)
       JOIN knowledge_document AS document ON document.id = passage.document_id
       ORDER BY wanted.place`,
      [ids.filter((id) => PASSAGE_ID.test(id))],
    );
    return rows.map(passageOf);
  }

  async topics(limit = 400): Promise<string[]> {
    requireWhole('limit', limit, MAX_TOPICS);
    const sources = await this.#database.query<Row & TopicSource>(
      `(SELECT 'title' AS kind, title AS text, 1 AS documents
        FROM knowledge_document ORDER BY title LIMIT ${MAX_TOPICS})
       UNION ALL
       (SELECT 'heading', split_part(heading, ' › ', 1), count(DISTINCT document_id)::integer
        FROM knowledge_passage WHERE heading <> '' GROUP BY 2 ORDER BY 2 LIMIT ${MAX_TOPICS})`,
    );
    const candidates = topicCandidates(sources);
    const words = await this.#database.query<{ words: number; rarest: number | null }>(
      `SELECT count(word.lexeme)::integer AS words, min(term.df)::integer AS rarest
       FROM unnest($2::text[]) WITH ORDINALITY AS topic (text, place)
       LEFT JOIN LATERAL unnest(to_tsvector($1::text::regconfig, topic.text)) AS word ON true
       LEFT JOIN knowledge_term AS term ON term.term = word.lexeme
       GROUP BY topic.place ORDER BY topic.place`,
      [this.#language, candidates.map((candidate) => normalise(candidate.text, this.#language))],
    );
    return mostTelling(candidates, words).slice(0, limit);
  }

  async documents(): Promise<StoredDocument[]> {
    const rows = await this.#database.query('SELECT id, title, url, hash FROM knowledge_document ORDER BY id');
    return rows.map((row) => ({
      id: String(row['id']),
      title: String(row['title']),
      url: String(row['url']),
      hash: String(row['hash']),
    }));
  }

  async put(document: StoredDocument, passages: readonly Passage[]): Promise<void> {
    const { id, title, url, hash } = checkedDocument(document);
    const checked = passages.map((passage) => checkedPassage(passage, document));
    await this.#database.transaction(async (connection) => {
      await connection.query(WRITE_LOCK);
      await connection.query(REMOVE_PASSAGES, [id]);
      await connection.query(
        `INSERT INTO knowledge_document (id, title, url, hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, url = excluded.url, hash = excluded.hash`,
        [id, title, url, hash],
      );
      for (let start = 0; start < checked.length; start += PASSAGES_PER_STATEMENT) {
        const part = checked.slice(start, start + PASSAGES_PER_STATEMENT);
        await connection.query(ADD_PASSAGES, [
          this.#language,
          id,
          part.map((passage) => passage.id),
          part.map((passage) => passage.heading),
          part.map((passage) => passage.url),
          part.map((passage) => passage.text),
          part.map(({ heading, text }) => normalise(indexedText(title, heading, text), this.#language)),
        ]);
      }
    });
  }

  async remove(documentId: string): Promise<void> {
    const id = storable(documentId);
    await this.#database.transaction(async (connection) => {
      await connection.query(WRITE_LOCK);
      await connection.query(REMOVE_PASSAGES, [id]);
      await connection.query('DELETE FROM knowledge_document WHERE id = $1', [id]);
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function passageOf(row: Row): Passage {
  return {
    id: String(row['id']),
    documentId: String(row['document_id']),
    title: String(row['title']),
    heading: String(row['heading']),
    url: String(row['url']),
    text: String(row['text']),
  };
}

function checkedDocument(document: StoredDocument): StoredDocument {
  for (const field of ['id', 'title', 'url', 'hash'] as const) {
    requireLength(`document.${field}`, document[field], MAX_NAME_CHARACTERS);
  }
  if (document.id === '') throw new KnowledgeError('invalid', 'document.id is empty.');
  return {
    id: storable(document.id),
    title: storable(document.title),
    url: storable(document.url),
    hash: storable(document.hash),
  };
}

function checkedPassage(passage: Passage, document: StoredDocument): Passage {
  if (!PASSAGE_ID.test(passage.id)) {
    throw new KnowledgeError('invalid', `passage.id: ${JSON.stringify(passage.id)} must match ${PASSAGE_ID.source}.`);
  }
  if (passage.documentId !== document.id) {
    throw new KnowledgeError('invalid', `passage.documentId: passage ${passage.id} belongs to another document.`);
  }
  requireLength('passage.heading', passage.heading, MAX_NAME_CHARACTERS);
  requireLength('passage.url', passage.url, MAX_NAME_CHARACTERS);
  requireLength('passage.text', passage.text, MAX_TEXT_CHARACTERS);
  return { ...passage, heading: storable(passage.heading), url: storable(passage.url), text: storable(passage.text) };
}

function requireLength(field: string, text: string, max: number): void {
  if (text.length <= max) return;
  throw new KnowledgeError('invalid', `${field} has ${text.length} characters; at most ${max} are taken.`);
}

function requireWhole(field: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw new KnowledgeError('invalid', `${field}: ${value} must be a whole number from 1 to ${max}.`);
}

/** Gives up waiting when the signal fires; the statement itself ends on its own, within its limit. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
