import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/knowledge/open-store.js';
import { PostgresServer, serverPrograms } from './postgres-server.js';
import { conforms, documentOf, passageOf } from './store-conformance.js';

describe.skipIf(serverPrograms === null)('knowledge on a PostgreSQL server (runs where one is installed)', () => {
  let server: PostgresServer;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(async () => {
    await server?.stop();
  });

  async function newDatabase(): Promise<string> {
    databases += 1;
    return server.createDatabase(`knowledge${databases}`);
  }

  conforms(async () => openStore({ databaseUrl: await newDatabase() }));

  it('lets several relays open an empty database at once', async () => {
    const databaseUrl = await newDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, async () => openStore({ databaseUrl })));
    const doc = documentOf('shared');
    await Promise.all(stores.map(async (store) => store.put(doc, [passageOf(doc, 0, 'One lighthouse for all.')])));
    for (const store of stores) expect(await store.search('lighthouse')).toHaveLength(1);
    await Promise.all(stores.map(async (store) => store.close()));
  });

  it('counts right when two ingestions write at once', async () => {
    const databaseUrl = await newDatabase();
    const [one, two] = await Promise.all([openStore({ databaseUrl }), openStore({ databaseUrl })]);
    const words = ['alpha beta gamma', 'gamma beta alpha', 'beta delta', 'delta alpha'];
    const writes = words.flatMap((text, n) =>
      [one, two].map(async (store, side) => {
        const doc = documentOf(`doc${n}-${side}`);
        await store.put(doc, [passageOf(doc, 0, text)]);
        await store.put(doc, [passageOf(doc, 0, `${text} again`)]);
      }),
    );
    await Promise.all(writes);
    const database = await import('pg').then(({ default: pg }) => new pg.Client({ connectionString: databaseUrl }));
    await database.connect();
    const { rows } = await database.query(`
      SELECT (SELECT sum(df) FROM knowledge_term)::int AS df, (SELECT count(*) FROM knowledge_posting)::int AS postings,
        total.passages::int, (SELECT count(*) FROM knowledge_passage)::int AS counted,
        total.length::int, (SELECT sum(length) FROM knowledge_passage)::int AS summed
      FROM knowledge_total AS total`);
    await database.end();
    expect(rows[0].df).toBe(rows[0].postings);
    expect(rows[0].passages).toBe(rows[0].counted);
    expect(rows[0].length).toBe(rows[0].summed);
    await Promise.all([one.close(), two.close()]);
  });

  it('goes on after the server has dropped its connections', async () => {
    const databaseUrl = await newDatabase();
    const store = await openStore({ databaseUrl });
    const doc = documentOf('doc');
    await store.put(doc, [passageOf(doc, 0, 'A lighthouse.')]);
    const { default: pg } = await import('pg');
    const other = new pg.Client({ connectionString: server.url() });
    await other.connect();
    await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      databaseUrl.split('/').pop(),
    ]);
    await other.end();
    // The dropped connection may be noticed by the first query only; that one is allowed to say so.
    await store.search('lighthouse').catch((error: unknown) => expect(error).toMatchObject({ code: 'unreachable' }));
    expect(await store.search('lighthouse')).toHaveLength(1);
    await store.close();
  });

  it.each([
    ['a wrong password', () => server.url('postgres', 'hunter2secret'), 'refused', /password/],
    ['no password', () => server.url().replace(/:[^:@]*@/, '@'), 'refused', /password/],
    ['a database that is not there', () => server.url('missing'), 'refused', /create it/],
    ['encryption that the server lacks', () => `${server.url()}?sslmode=verify-full`, 'refused', /sslmode/],
  ])('explains %s without telling it', async (_name, url, code, message) => {
    const error: unknown = await openStore({ databaseUrl: url() }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'KnowledgeError', code, message: expect.stringMatching(message) });
    expect(`${(error as Error).message} ${(error as Error).stack}`).not.toMatch(/hunter2secret|kno%3Aw|kno:w/);
  });

  it('says when the database was indexed for another language', async () => {
    const databaseUrl = await newDatabase();
    await (await openStore({ databaseUrl, language: 'german' })).close();
    await expect(openStore({ databaseUrl, language: 'english' })).rejects.toMatchObject({ code: 'incompatible' });
    const store = await openStore({ databaseUrl });
    const doc = documentOf('buch');
    await store.put(doc, [passageOf(doc, 0, 'Die Bücherei verleiht Bücher für vier Wochen.')]);
    expect(await store.search('Buch')).toHaveLength(1);
    await store.close();
  });
});

describe('a database address', () => {
  it('that nobody listens at is explained by host and port, without the password', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const opening = openStore({ databaseUrl: `postgres://me:hunter2secret@127.0.0.1:${port}/site` });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`127.0.0.1:${port}, database "site"`),
    });
    expect(String((error as Error).stack)).not.toContain('hunter2secret');
  });

  it.each([
    ['no URL', 'host=localhost password=hunter2secret'],
    ['of another kind', 'mysql://me:hunter2secret@localhost/x'],
    ['empty', ' '],
  ])('%s is refused by the name of the option, without being repeated', async (_name, databaseUrl) => {
    const error: unknown = await openStore({ databaseUrl }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringMatching(/^databaseUrl/) });
    expect((error as Error).message).not.toContain('hunter2secret');
  });
});
