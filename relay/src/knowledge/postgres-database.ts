import type { Pool, PoolClient } from 'pg';
import { KnowledgeError } from './knowledge-error.js';
import {
  STATEMENT_TIMEOUT_MS,
  type Row,
  type SqlConnection,
  type SqlDatabase,
  type SqlParams,
} from './sql-database.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** A search takes a few milliseconds: a relay with a thousand sessions keeps few connections busy. */
const MAX_CONNECTIONS = 8;

/** A PostgreSQL server, for more than one relay or more than a few thousand documents. Version 12 or later. */
export class PostgresDatabase implements SqlDatabase {
  readonly #pool: Pool;
  /** Host, port and database: what a message may say of the URL. */
  readonly #where: string;
  #closed: Promise<void> | null = null;

  private constructor(pool: Pool, where: string) {
    this.#pool = pool;
    this.#where = where;
  }

  /** @param url as in `DATABASE_URL`: `postgres://user:password@host:5432/database?sslmode=verify-full`. */
  static async open(url: string): Promise<PostgresDatabase> {
    const where = whereOf(url);
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      connectionString: url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // The server's own limit comes first; this one is for a server that is gone without a word.
      query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
      application_name: 'realtime-assistant-relay',
    });
    // An idle connection that breaks (the server restarts) is replaced at the next query; unheard it ends the process.
    pool.on('error', () => {});
    const database = new PostgresDatabase(pool, where);
    try {
      await database.query('SELECT 1');
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async query<T extends Row = Row>(sql: string, params: SqlParams = []): Promise<T[]> {
    return this.#run(async (client) => queryOn<T>(client, sql, params));
  }

  async exec(sql: string): Promise<void> {
    await this.#run(async (client) => client.query(sql));
  }

  async transaction<T>(run: (connection: SqlConnection) => Promise<T>): Promise<T> {
    return this.#run(async (client) => {
      await client.query('BEGIN');
      try {
        const result = await run({
          query: async (sql, params = []) => queryOn(client, sql, params),
          exec: async (sql) => void (await client.query(sql)),
        });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // Where the connection is what broke, the server has rolled back already; the first error tells more.
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    this.#closed ??= this.#pool.end();
    await this.#closed;
  }

  async #run<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#closed) throw new KnowledgeError('closed', 'The knowledge store was closed.');
    let client: PoolClient | undefined;
    let broken: Error | undefined;
    try {
      client = await this.#pool.connect();
      // A lost connection is told twice: to the query that waits, and as an event that must be heard.
      client.on('error', ignore);
      return await work(client);
    } catch (error) {
      if (error instanceof KnowledgeError) throw error;
      if (!isStatementError(error)) broken = error as Error;
      throw explained(error, this.#where);
    } finally {
      client?.off('error', ignore);
      // With an error the pool closes the connection instead of lending it again.
      client?.release(broken);
    }
  }
}

function ignore(): void {}

async function queryOn<T extends Row>(client: PoolClient, sql: string, params: SqlParams): Promise<T[]> {
  return (await client.query<T>(sql, [...params])).rows;
}

function whereOf(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // The text itself may hold the password.
    throw new KnowledgeError(
      'invalid',
      `databaseUrl is not a URL: write it as ${FORM}; special characters in percent form.`,
    );
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') {
    throw new KnowledgeError('invalid', `databaseUrl starts with ${parsed.protocol} and must be of the form ${FORM}.`);
  }
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || '5432'}, database "${decodeURIComponent(parsed.pathname.slice(1))}"`;
}

const FORM = 'postgres://user:password@host:5432/database';

/** A SQLSTATE that leaves the connection usable; classes 08, 57 and 58 tell of the connection or the server. */
function isStatementError(error: unknown): boolean {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && (code === '57014' || !/^(?:08|57|58)/.test(code));
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html. The server's own words never hold the password. */
function explained(error: unknown, where: string): KnowledgeError {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message || code : String(error);
  const at = `The database at ${where}`;
  const make = (kind: 'unreachable' | 'refused' | 'failed', text: string): KnowledgeError =>
    new KnowledgeError(kind, text, { cause: error });
  switch (code) {
    case '28P01':
    case '28000':
      return make('refused', `${at} does not let us in (${message}): check user and password in DATABASE_URL.`);
    case '3D000':
      return make('refused', `${at} does not exist on that server: create it, or correct its name in DATABASE_URL.`);
    case '42501':
      return make(
        'refused',
        `${at} does not let this user do that (${message}): grant CREATE and USAGE on its schema.`,
      );
    case '53300':
      return make('unreachable', `${at} has no connection left: raise its max_connections or run fewer relays.`);
    case '57P03':
      return make('unreachable', `${at} is starting up or shutting down: try again in a moment.`);
    case 'ECONNREFUSED':
      return make('unreachable', `${at} refuses connections: is PostgreSQL running there, and is the port right?`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return make('unreachable', `${at} cannot be found by that host name: correct it in DATABASE_URL.`);
    default:
      break;
  }
  if (/SASL|password must be a string/.test(message)) {
    return make('refused', `${at} asks for a password and DATABASE_URL has none, or a wrong one.`);
  }
  if (/SSL|TLS|certificate/i.test(message)) {
    return make('refused', `${at} could not agree on encryption (${message}): see sslmode in DATABASE_URL.`);
  }
  if (isStatementError(error)) return make('failed', `${at} refused a statement: ${message}`);
  return make('unreachable', `${at} cannot be reached, or the connection broke (${message}).`);
}
