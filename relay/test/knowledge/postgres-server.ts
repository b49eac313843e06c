import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const PASSWORD = 'kno:w/ledge';

/** Where Debian, Ubuntu and their images keep the server's programs; null where no server is installed. */
export const serverPrograms: string | null = (() => {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  const found = versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? null;
})();

/** A real PostgreSQL of our own, on a free port of the loopback, in a directory that goes when it stops. */
export class PostgresServer {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #directory: string;

  private constructor(port: number, process: ChildProcess, directory: string) {
    this.port = port;
    this.#process = process;
    this.#directory = directory;
  }

  static async start(): Promise<PostgresServer> {
    if (serverPrograms === null) throw new Error('No PostgreSQL server is installed.');
    const directory = mkdtempSync(join(tmpdir(), 'knowledge-postgres-'));
    const port = await freePort();
    // PostgreSQL refuses to run as root.
    const user: { uid?: number; gid?: number } = process.getuid?.() === 0 ? idsOf('postgres') : {};
    if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid);
    const data = join(directory, 'data');
    execFileSync(
      '/bin/sh',
      [
        '-c',
        'printf %s "$3" > "$2.pw" && exec "$1" -D "$2" -U owner -A scram-sha-256 --pwfile "$2.pw" -E UTF8 --no-sync',
        'sh',
        join(serverPrograms, 'initdb'),
        data,
        PASSWORD,
      ],
      { ...user, cwd: directory, stdio: 'pipe' },
    );
    const args = ['-D', data, '-p', String(port), '-k', directory, '-h', '127.0.0.1', '-c', 'fsync=off'];
    const child = spawn(join(serverPrograms, 'postgres'), args, {
      ...user,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new PostgresServer(port, child, directory);
    try {
      await new Promise<void>((resolve, reject) => {
        let log = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          log += chunk.toString();
          if (log.includes('ready to accept connections')) resolve();
        });
        child.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
      });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  url(database = 'postgres', password = PASSWORD): string {
    return `postgres://owner:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** An empty database of its own for each test. */
  async createDatabase(name: string): Promise<string> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${name}`);
    } finally {
      await client.end();
    }
    return this.url(name);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = new Promise<void>((resolve) => {
        this.#process.once('exit', () => resolve());
      });
      // "Immediate" shutdown: nothing here is to be kept.
      this.#process.kill('SIGQUIT');
      await exited;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
