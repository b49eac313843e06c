import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createTicket } from './access/tickets.js';
import { readConfigFile } from './config/config-file.js';
import { chooseUpstream, readEnvironment } from './config/environment.js';
import { knowledgeLanguage } from './config/knowledge-language.js';
import { parseOptions, type RelayConfig } from './config/options.js';
import { SetupError } from './config/setup-error.js';
import { bindFailure } from './server/bind-failure.js';
import { createRelay } from './server/relay.js';
import { createLocalEngine } from './upstream/start-engine.js';

const usage = `realtime-assistant-relay: between a page's voice assistant and a Realtime service.

  realtime-assistant-relay [serve]          the relay; with no key in the environment, on the local engine
  realtime-assistant-relay ingest <folder>  reads Markdown, HTML, PDF and DOCX into the knowledge
  realtime-assistant-relay ticket           a ticket for one visitor, to try a relay out that asks for them
  realtime-assistant-relay erase            forgets a user: notes and recordings
  realtime-assistant-relay engine           the local engine alone

  --host <address>     where to listen (RELAY_HOST, default 127.0.0.1: this machine only)
  --port <number>      0 picks a free one (RELAY_PORT, default 8787; engine: 8788)
  --config <file>      options as .json, .js or .mjs; the environment goes before it, flags before both
  --data-dir <folder>  the embedded knowledge (RELAY_DATA_DIR, default ./knowledge); DATABASE_URL for PostgreSQL
  --base-url <url>     ingest: address of the site that the folder is published at, for the links of the sources
  --user <name>        ticket: whose it is; erase: who is forgotten (the id that tools and reports have)
  --origin <origin>    ticket: the only page that it is for
  --minutes <number>   ticket: how long it may be used, default 1
  --dry-run            ingest: says what would change and changes nothing
  --help, --version

OPENAI_API_KEY, or AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_REALTIME_DEPLOYMENT, choose the service.
All options: docs/relay.md.
`;

const flags = {
  host: { type: 'string' },
  port: { type: 'string' },
  config: { type: 'string' },
  'data-dir': { type: 'string' },
  'base-url': { type: 'string' },
  'dry-run': { type: 'boolean' },
  user: { type: 'string' },
  origin: { type: 'string' },
  minutes: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const defaultDataDir = 'knowledge';
const defaultEnginePort = 8788;

/**
 * Runs one command to its end, for `serve` and `engine` a SIGINT or SIGTERM. Gives the exit code; a user's mistake is
 * told in words.
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = read(argv);
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    if (values.version) {
      process.stdout.write(`${await version()}\n`);
      return 0;
    }
    const [command = 'serve', ...rest] = positionals;
    if (command !== 'ingest' && (values['base-url'] !== undefined || values['dry-run'])) {
      throw new SetupError('--base-url and --dry-run belong to ingest.');
    }
    if (command !== 'ticket' && (values.origin !== undefined || values.minutes !== undefined)) {
      throw new SetupError('--origin and --minutes belong to ticket.');
    }
    if (command !== 'ticket' && command !== 'erase' && values.user !== undefined) {
      throw new SetupError('--user belongs to ticket and erase.');
    }
    const options = await optionsOf(values);
    if (command === 'ingest') return await ingestFolder(rest, options, values['base-url'], values['dry-run'] ?? false);
    if (rest.length > 0) throw new SetupError(`"${rest[0]}" is too much: ${command} takes flags only. See --help.`);
    if (command === 'serve') return await serve(options);
    if (command === 'ticket') return await printTicket(options, values);
    if (command === 'erase') return await eraseUser(options, values.user);
    if (command === 'engine') return await serveEngine(options);
    throw new SetupError(`There is no command "${command}". There are serve, ingest, ticket, erase and engine; see --help.`);
  } catch (error) {
    process.stderr.write(`${words(error)}\n`);
    return 1;
  }
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${(error as Error).message.split('. To specify', 1)[0]}\nSee --help for the options.`);
  }
}

type Flags = ReturnType<typeof read>['values'];

/** The configuration file, under the environment, under the flags. */
async function optionsOf(values: Flags): Promise<Record<string, unknown>> {
  const file = values.config === undefined ? {} : await readConfigFile(values.config);
  const { port, host, 'data-dir': dataDir } = values;
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new SetupError('--port must be a number from 0 to 65535.');
  return {
    ...file,
    ...readEnvironment(process.env),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(dataDir === undefined ? {} : { dataDir }),
  };
}

/** Standard output is for what other programs wait for: the ready line, a report. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Alone on standard output, so that a script can take it. */
async function printTicket(options: Record<string, unknown>, { user, origin, minutes }: Flags): Promise<number> {
  const { ticketSecret } = parseOptions(options);
  if (ticketSecret === undefined) {
    throw new SetupError('There is no secret to sign it with: set RELAY_TICKET_SECRET (ticketSecret), as the relay has it.');
  }
  if (minutes !== undefined && !/^\d{1,4}$/.test(minutes)) throw new SetupError('--minutes must be a whole number.');
  const ttlMs = minutes === undefined ? undefined : Number(minutes) * 60_000;
  const { ticket } = await createTicket({ secret: ticketSecret, user, origin, ttlMs });
  process.stdout.write(`${ticket}\n`);
  return 0;
}

async function eraseUser(given: Record<string, unknown>, user: string | undefined): Promise<number> {
  if (user === undefined || user === '') throw new SetupError('erase needs --user: the id that tools and reports have.');
  const { databaseUrl, dataDir } = parseOptions(withKnowledge(given));
  const { openDatabase } = await import('./knowledge/open-store.js');
  if (databaseUrl === undefined && dataDir === undefined) throw new SetupError('erase needs DATABASE_URL or --data-dir.');
  const database = await openDatabase({ databaseUrl, dataDir });
  try {
    const { SqlNotes } = await import('./notes/sql-notes.js');
    const { eraseRecordings } = await import('./reports/sql-recordings.js');
    const notes = await (await SqlNotes.open(database)).erase(user);
    const recordings = await eraseRecordings(database, user);
    process.stdout.write(`erased ${notes} notes and ${recordings} recordings\n`);
    return 0;
  } finally {
    await database.close();
  }
}

async function serve(given: Record<string, unknown>): Promise<number> {
  const options = withKnowledge(given);
  const relay = createRelay({ log, ...options, upstream: chooseUpstream(options['upstream'], process.env) }, {});
  const stopped = untilStopped();
  try {
    const { url } = await relay.listen();
    log(`upstream: ${relay.description}`);
    process.stdout.write(`listening on ${url}\n`);
    await stopped.first;
    log('stopping: visitors are told; once more to stop at once');
    void stopped.second.then(() => relay.close({ drainMs: 0 }));
  } finally {
    await relay.close();
    stopped.end();
  }
  return 0;
}

/**
 * The default place of the knowledge counts only once it is there: an empty one would cost memory and answer nothing.
 */
function withKnowledge(given: Record<string, unknown>): Record<string, unknown> {
  if ('store' in given || 'databaseUrl' in given || 'dataDir' in given) return given;
  if (existsSync(defaultDataDir)) return { ...given, dataDir: defaultDataDir };
  log('knowledge: none yet; read it in with: realtime-assistant-relay ingest <folder>');
  return given;
}

async function serveEngine(given: Record<string, unknown>): Promise<number> {
  const { port = defaultEnginePort, ...rest } = given;
  const config = parseOptions({ ...rest, port });
  const engine = await createLocalEngine(config, log);
  const stopped = untilStopped();
  try {
    const { url } = await engine
      .listen({ host: config.host, port: config.port })
      .catch((error: NodeJS.ErrnoException) => {
        throw new SetupError(bindFailure(error, config.host, config.port));
      });
    process.stdout.write(`listening on ${url.replace(/^ws/, 'http')}\n`);
    await stopped.first;
  } finally {
    await engine.close();
    stopped.end();
  }
  return 0;
}

async function ingestFolder(
  rest: readonly string[],
  given: Record<string, unknown>,
  baseUrl: string | undefined,
  dryRun: boolean,
): Promise<number> {
  const [folder, extra] = rest;
  if (folder === undefined || extra !== undefined)
    throw new SetupError('Say which folder to read: realtime-assistant-relay ingest <folder>');
  const config = parseOptions(given);
  const [{ openStore }, { ingest }] = await Promise.all([
    import('./knowledge/open-store.js'),
    import('./knowledge/ingest/ingest.js'),
  ]);
  const store = await openStore(placeOf(config));
  const stopping = new AbortController();
  const stopped = untilStopped();
  void stopped.first.then(() => stopping.abort());
  try {
    const report = await ingest(folder, store, {
      dryRun,
      signal: stopping.signal,
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
    const { added, updated, unchanged, failed, summary } = report;
    for (const { path, reason } of failed) process.stderr.write(`${path} ${reason}\n`);
    process.stdout.write(`${summary}\n`);
    // One broken file must not stop a site from being published; a folder of nothing but such is a mistake.
    return failed.length > 0 && added.length + updated.length + unchanged.length === 0 ? 1 : 0;
  } finally {
    stopped.end();
    await store.close();
  }
}

function placeOf({ databaseUrl, dataDir, language }: RelayConfig) {
  return {
    databaseUrl,
    dataDir: databaseUrl === undefined ? dataDir ?? defaultDataDir : undefined,
    language: knowledgeLanguage(language),
  };
}

/** SIGINT and SIGTERM, the first and the second of them. `end` gives the signals back to Node. */
function untilStopped(): { first: Promise<void>; second: Promise<void>; end(): void } {
  let times = 0;
  const waiting: (() => void)[] = [];
  const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  const [first, second] = [next(), next()];
  const onSignal = (): void => waiting[times++]?.();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    first,
    second,
    end() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Mistakes of the user or the operator need no stack; anything else is ours, and needs one. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isTold = error instanceof SetupError || error.name === 'KnowledgeError' || error.name === 'EngineError';
  return isTold ? error.message : error.stack ?? error.message;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
