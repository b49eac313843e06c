import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KnowledgeError } from './knowledge-error.js';

const FILE = 'realtime-assistant.lock';
const HEARTBEAT_MS = 10_000;
/** A holder on another machine (or container) that has not touched its lock for this long is dead. */
const STALE_MS = 60_000;
/** Each round ends in the lock, in the news that it is held, or in having taken away one dead holder's. */
const MAX_ROUNDS = 5;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** Tokens of this process: with a restarted container the dead holder often had our own process id. */
const ours = new Set<string>();

/**
 * Keeps a directory to one process. The lock is a file, so that it holds between containers that share a volume;
 * a crash leaves it behind, and the next one takes it over when its process is gone or its heartbeat stopped.
 */
export class DirectoryLock {
  readonly #path: string;
  readonly #token: string;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      // A lock that was deleted by hand is the operator's decision; nothing here can be done about it.
      utimes(path, now, now).catch(() => {});
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Rejects with `directory-in-use` while another holder lives. The directory must exist. */
  static async take(directory: string): Promise<DirectoryLock> {
    const path = join(directory, FILE);
    const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      ours.add(holder.token);
      try {
        await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
        return new DirectoryLock(path, holder.token);
      } catch (error) {
        ours.delete(holder.token);
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      if (!(await takeAwayStale(path))) break;
    }
    throw new KnowledgeError(
      'directory-in-use',
      `The data directory ${directory} is open in another process (${await describe(path)}): an embedded database ` +
        'takes one process at a time. Stop that one first, give this one a directory of its own, or use a PostgreSQL ' +
        `server (DATABASE_URL) for several. If no such process runs, delete ${path}.`,
    );
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    if (!ours.delete(this.#token)) return;
    if ((await holderOf(this.#path))?.token === this.#token) await rm(this.#path, { force: true });
  }
}

/** True when it is worth another try: the lock is gone, or somebody is just taking it away from a dead holder. */
async function takeAwayStale(path: string): Promise<boolean> {
  const state = await stateOf(path);
  if (state !== 'stale') return state === 'free';
  // Many starters may see the same dead holder, and the quickest may hold a lock of its own by now. Only one at a time
  // passes here, and looks again: so a live lock is never removed, and never missing for a moment.
  const passage = `${path}.takeover`;
  try {
    await mkdir(passage);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // A crash in here left it behind.
    if (await isSilent(passage)) await rmdir(passage).catch(() => {});
    return true;
  }
  try {
    if ((await stateOf(path)) === 'stale') await rm(path, { force: true });
  } finally {
    await rmdir(passage).catch(() => {});
  }
  return true;
}

async function stateOf(path: string): Promise<'free' | 'held' | 'stale'> {
  const content = await readFile(path, 'utf8').catch(() => null);
  if (content === null) return 'free';
  if (await isSilent(path)) return 'stale';
  const holder = parse(content);
  return holder === null || alive(holder) ? 'held' : 'stale';
}

/** Whether nobody has touched it for so long that its holder must be dead. What is not there is not silent. */
async function isSilent(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > STALE_MS;
}

function alive({ pid, host, token }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return ours.has(token);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function holderOf(path: string): Promise<Holder | null> {
  return parse(await readFile(path, 'utf8').catch(() => ''));
}

/** Null for a file that a crash (or a full disk) left half written. */
function parse(content: string): Holder | null {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, host, token } = value as Record<string, unknown>;
    const whole = Number.isInteger(pid) && (pid as number) > 0;
    return whole && typeof host === 'string' && typeof token === 'string' ? { pid: pid as number, host, token } : null;
  } catch {
    return null;
  }
}

async function describe(path: string): Promise<string> {
  const holder = await holderOf(path);
  return holder ? `process ${holder.pid} on ${holder.host}` : 'unknown process';
}
