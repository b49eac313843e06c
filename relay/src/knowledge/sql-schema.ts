import { KnowledgeError } from './knowledge-error.js';
import type { SqlDatabase } from './sql-database.js';

const VERSION = 1;

/** Serialises whoever creates or changes the knowledge of one PostgreSQL database. The number is "know" in ASCII. */
export const WRITE_LOCK = 'SELECT pg_advisory_xact_lock(1802399607)';

// The names carry a prefix, for the operator's database may hold other things beside them.
const CREATE = `
CREATE TABLE knowledge_schema (version integer NOT NULL, language text NOT NULL);
CREATE TABLE knowledge_document (
  id text PRIMARY KEY, title text NOT NULL, url text NOT NULL, hash text NOT NULL
);
CREATE TABLE knowledge_passage (
  n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  document_id text NOT NULL REFERENCES knowledge_document (id),
  heading text NOT NULL, url text NOT NULL, text text NOT NULL,
  length integer NOT NULL
);
CREATE INDEX knowledge_passage_document ON knowledge_passage (document_id);
CREATE TABLE knowledge_posting (
  term text NOT NULL, passage integer NOT NULL,
  -- The passage's length again, so that scoring reads nothing but postings.
  tf integer NOT NULL, length integer NOT NULL,
  PRIMARY KEY (term, passage)
);
CREATE INDEX knowledge_posting_passage ON knowledge_posting (passage);
CREATE TABLE knowledge_term (term text PRIMARY KEY, df integer NOT NULL);
CREATE TABLE knowledge_total (passages bigint NOT NULL, length bigint NOT NULL);
INSERT INTO knowledge_total VALUES (0, 0);
`;

/**
 * Creates the tables where they are missing, also when several processes do so at once.
 * Returns the language that the index is built for, a name of `pg_ts_config`.
 */
export async function openSchema(database: SqlDatabase, language: string | undefined): Promise<string> {
  return database.transaction(async (connection) => {
    await connection.query(WRITE_LOCK);
    const [table] = await connection.query(`SELECT to_regclass('knowledge_schema')::text AS name`);
    if (table?.['name'] == null) {
      const chosen = language ?? 'english';
      await requireLanguage(
        chosen,
        await connection.query('SELECT cfgname::text AS name FROM pg_ts_config ORDER BY 1'),
      );
      await connection.exec(CREATE);
      await connection.query('INSERT INTO knowledge_schema VALUES ($1::integer, $2)', [VERSION, chosen]);
      return chosen;
    }
    const [schema] = await connection.query<{ version: number; language: string }>(
      'SELECT version, language FROM knowledge_schema',
    );
    if (schema?.version !== VERSION) {
      throw new KnowledgeError(
        'incompatible',
        `The knowledge has schema version ${schema?.version ?? 'none'} and this release reads version ${VERSION}: ` +
          'run the release that made it, or ingest into an empty database or data directory.',
      );
    }
    if (language !== undefined && language !== schema.language) {
      throw new KnowledgeError(
        'incompatible',
        `The knowledge was indexed for language "${schema.language}", not "${language}": leave the option out, ` +
          'or ingest into an empty database or data directory.',
      );
    }
    return schema.language;
  });
}

function requireLanguage(language: string, known: Record<string, unknown>[]): void {
  if (known.some((row) => row['name'] === language)) return;
  const names = known.map((row) => row['name']).join(', ');
  throw new KnowledgeError('invalid', `language: "${language}" is not known to the database; it has ${names}.`);
}
