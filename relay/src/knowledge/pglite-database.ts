import { access, constants, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import { DirectoryLock } from './directory-lock.js';
import { KnowledgeError } from './knowledge-error.js';
import type { Row, SqlConnection, SqlDatabase, SqlParams } from './sql-database.js';

/** A new database takes 3 to 4 s on a small machine, an existing one a quarter of a second. */
const OPEN_TIMEOUT_MS = 120_000;

/** PostgreSQL inside this process, as WebAssembly: about 300 MB of memory, no server, one process a directory. */
export class PgliteDatabase implements SqlDatabase {
  readonly #pglite: PGlite;
  readonly #lock: DirectoryLock | null;

  private constructor(pglite: PGlite, lock: DirectoryLock | null) {
    this.#pglite = pglite;
    this.#lock = lock;
  }

  /** @param directory where the data lies, created when missing; left out, it is in memory and ends with `close()`. */
  static async open(directory?: string): Promise<PgliteDatabase> {
    if (directory === undefined) return new PgliteDatabase(await start(), null);
    const root = resolve(directory);
    await makeWritable(root);
    const lock = await DirectoryLock.take(root);
    try {
      return new PgliteDatabase(await openDirectory(root), lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async query<T extends Row = Row>(sql: string, params: SqlParams = []): Promise<T[]> {
    return this.#run(async () => queryOn<T>(this.#pglite, sql, params));
  }

  async exec(sql: string): Promise<void> {
    await this.#run(async () => this.#pglite.exec(sql));
  }

  async transaction<T>(run: (connection: SqlConnection) => Promise<T>): Promise<T> {
    return this.#run(async () =>
      this.#pglite.transaction((transaction) =>
        run({
          query: async (sql, params = []) => queryOn(transaction, sql, params),
          exec: async (sql) => void (await transaction.exec(sql)),
        }),
      ),
    );
  }

  async close(): Promise<void> {
    try {
      if (!this.#pglite.closed) await this.#pglite.close();
    } finally {
      await this.#lock?.release();
    }
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#pglite.closed) throw new KnowledgeError('closed', 'The knowledge store was closed.');
    try {
      return await work();
    } catch (error) {
      if (error instanceof KnowledgeError) throw error;
      throw new KnowledgeError('failed', `The embedded database refused a statement: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

async function queryOn<T>(connection: PGlite | Transaction, sql: string, params: SqlParams): Promise<T[]> {
  return (await connection.query<T>(sql, [...params])).rows;
}

async function makeWritable(root: string): Promise<void> {
  try {
    await makeDirectory(root);
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
    await readdir(root);
  } catch (error) {
    throw new KnowledgeError(
      'directory-not-writable',
      `The data directory ${root} cannot be used (${messageOf(error)}): ` +
        'choose one that this user may write, or change its owner.',
      { cause: error },
    );
  }
}

/** Node's own `recursive` never ends where a folder's parent is there and takes no folders, as in `/proc`. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whatever is there may be no folder, or not ours; what comes next finds out.
    if (code === 'EEXIST' || code === 'EISDIR') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path);
  }
}

/**
 * PGlite starts a new cluster in any directory that has no `PG_VERSION`, over whatever lies there. So a cluster is made
 * beside its place and moved there when it is whole: a crash in between leaves nothing that looks like one.
 */
async function openDirectory(root: string): Promise<PGlite> {
  const cluster = join(root, 'postgres');
  if (await isEmpty(cluster)) {
    const unfinished = join(root, 'postgres.new');
    try {
      await rm(unfinished, { recursive: true, force: true });
      await (await start(unfinished)).close();
      await rm(cluster, { recursive: true, force: true });
      await rename(unfinished, cluster);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw new KnowledgeError(
        'directory-not-writable',
        `No database could be made in ${root} (${messageOf(error)}): is its disk full, or of a kind without renaming?`,
        { cause: error },
      );
    }
  }
  const whole = await stat(join(cluster, 'PG_VERSION')).then(
    (file) => file.isFile(),
    () => false,
  );
  if (!whole) throw corrupt(cluster, 'PG_VERSION is missing');
  try {
    return await start(cluster);
  } catch (error) {
    throw corrupt(cluster, messageOf(error), error);
  }
}

function corrupt(cluster: string, reason: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'directory-corrupt',
    `The database in ${cluster} cannot be opened (${reason}). All it holds comes from the documents: ` +
      'delete that folder and ingest them again.',
    { cause },
  );
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw corrupt(directory, messageOf(error), error);
  }
}

/** A damaged cluster may abort, and may as well never come up: the wait has a limit. */
async function start(directory?: string): Promise<PGlite> {
  // 35 MB of WebAssembly that a relay with a PostgreSQL server never needs.
  const { PGlite } = await import('@electric-sql/pglite');
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it did not start within ${OPEN_TIMEOUT_MS / 1_000} s`)),
      OPEN_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([directory === undefined ? PGlite.create() : PGlite.create(directory), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** WebAssembly's file system throws errors without a message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || error.name;
}
