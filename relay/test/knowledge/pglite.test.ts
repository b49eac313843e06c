import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryLock } from '../../src/knowledge/directory-lock.js';
import { openStore } from '../../src/knowledge/open-store.js';
import { conforms, documentOf, passageOf } from './store-conformance.js';

const LOCK = 'realtime-assistant.lock';
let root: string;
let prepared: string;
let directories = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'knowledge-pglite-'));
  prepared = join(root, 'prepared');
  await (await openStore({ dataDir: prepared })).close();
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

function newPath(): string {
  directories += 1;
  return join(root, `data${directories}`);
}

/** A data directory that was used and closed before: opening it takes a tenth of making a new one. */
async function usedDirectory(): Promise<string> {
  const directory = newPath();
  await cp(prepared, directory, { recursive: true });
  return directory;
}

describe('knowledge in a data directory', () => {
  conforms(async () => openStore({ dataDir: await usedDirectory() }));

  it('is there again after a restart', async () => {
    const dataDir = await usedDirectory();
    const doc = documentOf('doc', 'Lighthouse');
    const store = await openStore({ dataDir });
    await store.put(doc, [passageOf(doc, 0, 'It is lit at dusk.')]);
    await store.close();
    const again = await openStore({ dataDir });
    expect(await again.search('dusk')).toHaveLength(1);
    expect(await again.topics()).toEqual(['Lighthouse']);
    await again.close();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('is made with the folders above it', async () => {
    const dataDir = join(newPath(), 'deep', 'er');
    await (await openStore({ dataDir })).close();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('takes one opener at a time, and names the cure', async () => {
    const dataDir = await usedDirectory();
    const store = await openStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: 'directory-in-use',
      message: expect.stringMatching(/process \d+ on .*DATABASE_URL.*delete/s),
    });
    await store.close();
    await (await openStore({ dataDir })).close();
  });

  it('survives an opener that was cut off while it made the database', async () => {
    const dataDir = newPath();
    await cp(join(prepared, 'postgres'), join(dataDir, 'postgres.new'), { recursive: true });
    await rm(join(dataDir, 'postgres.new', 'global'), { recursive: true });
    const store = await openStore({ dataDir });
    expect(await store.documents()).toEqual([]);
    await store.close();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it.each([
    ['without its version', async (cluster: string) => rm(join(cluster, 'PG_VERSION'))],
    [
      'with a control file of noise',
      async (cluster: string) => writeFile(join(cluster, 'global', 'pg_control'), 'noise'),
    ],
    [
      'that is a file',
      async (cluster: string) => rm(cluster, { recursive: true }).then(async () => writeFile(cluster, 'x')),
    ],
  ])('a database %s is called corrupt, kept as it is, and let go', async (_name, damage) => {
    const dataDir = await usedDirectory();
    await damage(join(dataDir, 'postgres'));
    const before = await readdir(dataDir);
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: 'directory-corrupt',
      message: expect.stringContaining('delete that folder and ingest'),
    });
    expect(await readdir(dataDir)).toEqual(before);
  });

  it('that cannot be written is refused by its path', async () => {
    const file = newPath();
    await writeFile(file, 'not a folder');
    for (const dataDir of [file, join(file, 'below'), '/proc/realtime-assistant']) {
      await expect(openStore({ dataDir })).rejects.toMatchObject({
        code: 'directory-not-writable',
        message: expect.stringContaining(dataDir),
      });
    }
  });

  it('names the languages that there are when asked for another', async () => {
    const dataDir = newPath();
    await expect(openStore({ dataDir, language: 'klingon' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^language: "klingon".*english.*german/),
    });
    await (await openStore({ dataDir, language: 'german' })).close();
  });
});

describe('knowledge in memory', () => {
  it('works without a directory, and two do not share anything', async () => {
    const [one, two] = await Promise.all([openStore(), openStore()]);
    const doc = documentOf('doc');
    await one.put(doc, [passageOf(doc, 0, 'A lighthouse.')]);
    expect(await one.search('lighthouse')).toHaveLength(1);
    expect(await two.search('lighthouse')).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('the lock of a data directory', () => {
  let other: ChildProcess | undefined;
  afterEach(() => {
    other?.kill('SIGKILL');
    other = undefined;
  });

  async function newDirectory(): Promise<string> {
    const directory = newPath();
    await mkdir(directory);
    return directory;
  }

  async function heldBy(pid: number, host = hostname()): Promise<string> {
    const directory = await newDirectory();
    await writeFile(join(directory, LOCK), JSON.stringify({ pid, host, token: 'theirs' }));
    return directory;
  }

  async function sleeper(): Promise<number> {
    other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(other, 'spawn');
    return other.pid ?? 0;
  }

  it('is respected while its process lives, and taken over when that was killed', async () => {
    const directory = await heldBy(await sleeper());
    await expect(DirectoryLock.take(directory)).rejects.toMatchObject({ code: 'directory-in-use' });
    const killed = once(other as ChildProcess, 'exit');
    other?.kill('SIGKILL');
    await killed;
    const lock = await DirectoryLock.take(directory);
    expect(JSON.parse(await readFile(join(directory, LOCK), 'utf8')).pid).toBe(process.pid);
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('of a dead holder with our own process id (a restarted container) is taken over', async () => {
    await (await DirectoryLock.take(await heldBy(process.pid))).release();
  });

  it('that was half written is taken over only once it is old', async () => {
    const directory = await newDirectory();
    await writeFile(join(directory, LOCK), '{"pid":');
    await expect(DirectoryLock.take(directory)).rejects.toMatchObject({ code: 'directory-in-use' });
    await utimes(join(directory, LOCK), 0, 0);
    await (await DirectoryLock.take(directory)).release();
  });

  it('of another machine is respected while its heart beats', async () => {
    const directory = await heldBy(1, 'another-host');
    await expect(DirectoryLock.take(directory)).rejects.toThrow(/process 1 on another-host/);
    const old = new Date(Date.now() - 120_000);
    await utimes(join(directory, LOCK), old, old);
    await (await DirectoryLock.take(directory)).release();
  });

  it('of a dead holder goes to one of many who start at once', async () => {
    // A race: once is no proof.
    for (let round = 0; round < 100; round += 1) {
      const directory = await heldBy(2 ** 22 + 1);
      const results = await Promise.allSettled(Array.from({ length: 10 }, async () => DirectoryLock.take(directory)));
      const taken = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(taken).toHaveLength(1);
      await taken[0]?.release();
      expect(await readdir(directory)).toEqual([]);
    }
  });

  it('of a dead holder is taken over although another crashed while it did so', async () => {
    const directory = await heldBy(2 ** 22 + 1);
    const passage = join(directory, `${LOCK}.takeover`);
    await mkdir(passage);
    await expect(DirectoryLock.take(directory)).rejects.toMatchObject({ code: 'directory-in-use' });
    await utimes(passage, 0, 0);
    await (await DirectoryLock.take(directory)).release();
    expect(await readdir(directory)).toEqual([]);
  });
});
