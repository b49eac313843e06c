import { afterAll, beforeAll, describe } from 'vitest';
import { PgliteDatabase } from '../../src/knowledge/pglite-database.js';
import { PostgresDatabase } from '../../src/knowledge/postgres-database.js';
import { PostgresServer, serverPrograms } from '../knowledge/postgres-server.js';
import { keepsNotes } from './conformance.js';

describe('notes in the embedded database', () => {
  let database: PgliteDatabase;
  beforeAll(async () => {
    database = await PgliteDatabase.open();
  });
  afterAll(() => database.close());
  keepsNotes(async () => {
    // One database for all: a new one takes seconds.
    await database.exec('DROP TABLE IF EXISTS note; DROP TABLE IF EXISTS notes_schema;');
    return {
      query: (sql, params) => database.query(sql, params),
      exec: (sql) => database.exec(sql),
      transaction: (run) => database.transaction(run),
      close: () => Promise.resolve(),
    };
  });
});

describe.skipIf(serverPrograms === null)('notes in PostgreSQL', () => {
  let server: PostgresServer;
  let databases = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(() => server.stop());
  keepsNotes(async () => PostgresDatabase.open(await server.createDatabase(`notes${++databases}`)));
});
