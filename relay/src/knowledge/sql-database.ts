/** One row; the statement's own column names and casts decide what is in it. */
export type Row = Record<string, unknown>;

/** Values for `$1`, `$2`, …: text, whole numbers, and arrays of them. */
export type SqlParams = readonly (string | number | readonly string[] | readonly number[])[];

export interface SqlConnection {
  /** One statement. What a visitor, a file or a file's name brought is never part of `sql`: it goes into `params`. */
  query<T extends Row = Row>(sql: string, params?: SqlParams): Promise<T[]>;
  /** Any number of statements without parameters. */
  exec(sql: string): Promise<void>;
}

/**
 * PostgreSQL as the store sees it, be it the embedded build or a server. Errors are `KnowledgeError`s already.
 * A statement ends within {@link STATEMENT_TIMEOUT_MS} where the database can be told so.
 */
export interface SqlDatabase extends SqlConnection {
  /** Commits when `run` resolves and rolls back when it rejects. */
  transaction<T>(run: (connection: SqlConnection) => Promise<T>): Promise<T>;
  /** Frees everything; may be called twice. */
  close(): Promise<void>;
}

export const STATEMENT_TIMEOUT_MS = 60_000;
