import { KnowledgeError } from '../knowledge/knowledge-error.js';
import type { SqlDatabase } from '../knowledge/sql-database.js';
import { storable } from '../knowledge/storable.js';
import type { SessionReport } from '../session/session-report.js';

const VERSION = 1;
/** Serialises whoever creates the table. The number is "talk" in ASCII. */
const CREATE_LOCK = 'SELECT pg_advisory_xact_lock(1952541803)';
const CREATE = `
CREATE TABLE recording_schema (version integer NOT NULL);
INSERT INTO recording_schema VALUES (${VERSION});
CREATE TABLE recording (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session text NOT NULL, owner text NOT NULL, ended timestamptz NOT NULL, report text NOT NULL
);
CREATE INDEX recording_ended ON recording (ended);
CREATE INDEX recording_owner ON recording (owner);
`;
const sweepEveryMs = 60 * 60_000;

interface RecordingsOptions {
  readonly database: SqlDatabase;
  /** Older ones are deleted: at the start, and then every hour. */
  readonly keepDays: number;
  log(line: string): void;
}

/**
 * Reports of sessions, with what was said, kept for a time and no longer: the table `recording`, whose `report` is the JSON of a
 * {@link SessionReport}. Does not own the database.
 */
export class SqlRecordings {
  readonly #options: RecordingsOptions;
  readonly #writing = new Set<Promise<void>>();
  readonly #sweep: NodeJS.Timeout;

  private constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#guard(this.#forget()), sweepEveryMs);
    this.#sweep.unref();
  }

  static async open(options: RecordingsOptions): Promise<SqlRecordings> {
    await options.database.transaction(async (connection) => {
      await connection.query(CREATE_LOCK);
      const [table] = await connection.query(`SELECT to_regclass('recording_schema')::text AS name`);
      if (table?.['name'] == null) await connection.exec(CREATE);
      const [schema] = await connection.query('SELECT version FROM recording_schema');
      if (schema?.['version'] === VERSION) return;
      throw new KnowledgeError('incompatible', `The recordings have another schema version than ${VERSION}: run the release that made them.`);
    });
    const recordings = new SqlRecordings(options);
    await recordings.#forget();
    return recordings;
  }

  add(report: SessionReport): void {
    const { sessionId, user, endedAt } = report;
    const row = [sessionId, storable(user ?? ''), endedAt, storable(JSON.stringify(report))];
    const sql = 'INSERT INTO recording (session, owner, ended, report) VALUES ($1, $2, $3::timestamptz, $4)';
    this.#guard(this.#options.database.query(sql, row));
  }

  /** Settles when what was added is written. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all(this.#writing);
  }

  #forget(): Promise<unknown> {
    const { database, keepDays } = this.#options;
    return database.query(`DELETE FROM recording WHERE ended < now() - $1::integer * interval '1 day'`, [keepDays]);
  }

  /** A database that is away loses a recording, and no conversation. */
  #guard(work: Promise<unknown>): void {
    const kept = work
      .then(
        () => {},
        (error: unknown) => this.#options.log(`a recording could not be kept: ${String(error).slice(0, 200)}`),
      )
      .finally(() => this.#writing.delete(kept));
    this.#writing.add(kept);
  }
}

/** Forgets all recordings of a user, where there are any. Says how many there were. */
export async function eraseRecordings(database: SqlDatabase, user: string): Promise<number> {
  const [table] = await database.query(`SELECT to_regclass('recording')::text AS name`);
  if (table?.['name'] == null) return 0;
  return (await database.query('DELETE FROM recording WHERE owner = $1 RETURNING 1 AS one', [storable(user)])).length;
}
