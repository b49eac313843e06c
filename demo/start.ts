// npm run demo: builds what is needed, serves the park's site with the assistant on it, and says where.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildProducts } from './build-products.ts';
import { hasOwnService } from './named-service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const defaultPort = 4173;

const usage = `npm run demo -- [options]

  --port <number>  where to listen (PORT, default ${defaultPort}); 0 picks a free one
  --no-open        does not open the page in a browser
  --help
`;

async function main(): Promise<void> {
  const { port, opens } = readFlags();
  checkNode();

  say('Building the widget and the relay …');
  await buildProducts(root);
  stop.throwIfAborted();
  // Only now: it imports the relay that was just built.
  const { startDemo } = await import('./serve-demo.ts');
  say('Reading the documents of the site …');
  const demo = await startDemo({ port, dataDir: join(root, '.demo', 'knowledge'), log: say, signal: stop });
  try {
    const { known, read } = demo.documents;
    say(`Knowledge: ${known} documents, ${read === 0 ? 'all as they were' : `${read} of them read anew`}.`);
    say(answers(demo.service));
    process.stdout.write(`listening on ${demo.url}\n`);
    if (opens && hasDesktop()) await openPage(demo.url);
    await aborted(stop);
    say('Stopping …');
  } finally {
    await demo.close();
  }
}

function readFlags(): { port: number; opens: boolean } {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const name = values.port === undefined ? 'PORT' : '--port';
  const text = values.port ?? (process.env['PORT'] || String(defaultPort));
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`${name} is "${text}", but has to be a number from 0 to 65535.`);
  }
  return { port: Number(text), opens: !values['no-open'] };
}

/** The same range as in package.json. */
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  throw new Error(`The demo needs Node 20.19 or newer, or 22.12 or newer; this is ${process.versions.node}.`);
}

/** Which service answers, and how to have another. */
function answers(service: string): string {
  if (hasOwnService(process.env)) return `Answers: ${service}.`;
  return (
    'Answers: local engine (no key found). Set OPENAI_API_KEY, or AZURE_OPENAI_ENDPOINT and ' +
    'AZURE_OPENAI_REALTIME_DEPLOYMENT, for the real service.'
  );
}

/** Whether somebody sits before the screen of this machine. */
function hasDesktop(): boolean {
  const { env, platform } = process;
  if (!process.stdout.isTTY || env['CI'] || env['SSH_CONNECTION'] || env['SSH_TTY']) return false;
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

async function openPage(url: string): Promise<void> {
  const { default: open } = await import('open');
  // Without a browser the address in the terminal does as well.
  const browser = await open(url).catch(() => undefined);
  browser?.once('error', () => {});
}

/** Aborted by the first SIGINT or SIGTERM; a second one, a second later, ends the process at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // One Ctrl-C may come twice: from the terminal, and passed on by npm.
      if (stopping.signal.aborted && performance.now() - firstAt > 1_000) process.exit(1);
      firstAt ||= performance.now();
      stopping.abort();
    });
  }
  return stopping.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const stop = stopSignal();
try {
  await main();
} catch (error) {
  // What was interrupted fails, and that is no news.
  if (!stop.aborted) {
    say(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
// Nothing is left open by now that should keep the terminal waiting.
process.exit();
