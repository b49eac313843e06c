import { KnowledgeError } from './knowledge-error.js';
import { PgliteDatabase } from './pglite-database.js';
import { PostgresDatabase } from './postgres-database.js';
import type { SqlDatabase } from './sql-database.js';
import { SqlStore } from './sql-store.js';
import type { KnowledgeStore } from './store.js';

export interface StoreOptions {
  /** A PostgreSQL server, `postgres://user:password@host:5432/database`. Wins over `dataDir`. */
  readonly databaseUrl?: string | undefined;
  /** Directory of the embedded database, created when missing. Left out as well, the knowledge lives in memory only. */
  readonly dataDir?: string | undefined;
  /** Language of stemming and stop words, of PostgreSQL's `pg_ts_config`. Default: the store's own, else `english`. */
  readonly language?: string | undefined;
}

/** Opens the knowledge, creating it where there is none. Rejects with a `KnowledgeError`. */
export async function openStore({ databaseUrl, dataDir, language }: StoreOptions = {}): Promise<KnowledgeStore> {
  for (const [field, value] of Object.entries({ databaseUrl, dataDir, language })) {
    if (value === undefined || (typeof value === 'string' && value.trim() !== '')) continue;
    throw new KnowledgeError('invalid', `${field} must be a text that is not empty, or left out.`);
  }
  return SqlStore.open(await openDatabase({ databaseUrl, dataDir }), language);
}

/** The database alone, for what lies in it beside the knowledge. Whoever opens it closes it. */
export function openDatabase({ databaseUrl, dataDir }: Omit<StoreOptions, 'language'>): Promise<SqlDatabase> {
  return databaseUrl === undefined ? PgliteDatabase.open(dataDir) : PostgresDatabase.open(databaseUrl);
}
