import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Command } from '../fixtures/command.js';
import { FakeUpstream, goodKey } from '../fixtures/upstream.js';
import { Visitor } from '../fixtures/visitor.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'relay-cli-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function service(): Promise<FakeUpstream> {
  const upstream = await FakeUpstream.start();
  onTestFinished(() => upstream.stop());
  return upstream;
}

test('serve says where it listens and who answers, and on SIGTERM tells its visitors, waits, ends with 0', async () => {
  const upstream = await service();
  const config = join(await folder(), 'relay.json');
  await writeFile(
    config,
    JSON.stringify({ drainMs: 300, voice: 'marin', upstream: { kind: 'openai', model: 'gpt-realtime-2.1-mini' } }),
  );
  const relay = new Command(['serve', '--port', '0', '--config', config], {
    env: { OPENAI_API_KEY: goodKey, OPENAI_BASE_URL: `${upstream.url}/v1`, RELAY_PORT: '1' },
  });
  const url = await relay.listening();
  expect(relay.stderr).toContain('OpenAI Realtime, model gpt-realtime-2.1-mini at 127.0.0.1');
  const visitor = await Visitor.arrive(url);
  await visitor.next('session.updated');
  relay.child.kill('SIGTERM');
  expect(await visitor.next('extension.relay.draining')).toMatchObject({ close_after_ms: 300 });
  expect(await visitor.closed).toEqual({ code: 1012, reason: 'relay restarts' });
  expect(await relay.exited).toBe(0);
  expect(relay.stdout).toBe(`listening on ${url}\n`);
  expect(relay.stderr).not.toContain(goodKey);
});

test('a busy port is told with the cure', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const relay = new Command(['--port', String(port)], { env: { OPENAI_API_KEY: goodKey } });
  expect(await relay.exited).toBe(1);
  expect(relay.stderr).toContain(
    `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or choose another with --port`,
  );
  expect(relay.stderr).not.toContain('    at ');
});

test.for<[string, string[], Record<string, string>, RegExp]>([
  ['an unknown command', ['fly'], {}, /no command "fly"/],
  ['an unknown option', ['serve', '--prot', '1'], {}, /Unknown option '--prot'\nSee --help/],
  ['a port that is none', ['--port', 'x'], {}, /--port must be a number/],
  ['a port out of range', ['--port', '70000'], {}, /port: Too big/],
  ['a configuration that is not there', ['--config', 'nowhere.json'], {}, /nowhere\.json cannot be read \(ENOENT\)/],
  ['a missing key', ['--config', 'openai.json'], {}, /no OpenAI key: set OPENAI_API_KEY/],
  ['broken JSON, without quoting it', ['--config', 'broken.json'], {}, /broken\.json is not valid JSON/],
  [
    'half of Azure',
    [],
    { AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com' },
    /AZURE_OPENAI_REALTIME_DEPLOYMENT is not/,
  ],
  ['an option that does not exist', ['--config', 'typo.json'], {}, /unknown option "instructoins"/],
  [
    'half of Azure in a file',
    ['--config', 'azure.json'],
    {},
    /no Azure endpoint: set AZURE_OPENAI_ENDPOINT, or upstream\.endpoint/,
  ],
  ['a module that imports what is not there', ['--config', 'import.mjs'], {}, /Cannot find package 'nowhere'/],
  ['a flag of another command', ['serve', '--dry-run'], {}, /--dry-run belong to ingest/],
  ['ingest without a folder', ['ingest'], {}, /which folder/],
])('%s is told in words, without a stack', async ([, args, env, told]) => {
  const cwd = await folder();
  await writeFile(join(cwd, 'openai.json'), '{"upstream":{"kind":"openai"}}');
  await writeFile(join(cwd, 'azure.json'), '{"upstream":{"kind":"azure"}}');
  await writeFile(join(cwd, 'import.mjs'), "import 'nowhere'; export default {};");
  await writeFile(join(cwd, 'broken.json'), '{"upstream":{"kind":"openai","apiKey":"sk-secret"');
  await writeFile(join(cwd, 'typo.json'), '{"instructoins":"x"}');
  const relay = new Command(args, { env, cwd });
  expect(await relay.exited).toBe(1);
  expect(relay.stderr).toMatch(told);
  expect(relay.stderr).not.toMatch(/^ {4}at |sk-secret/m);
  expect(relay.stdout).toBe('');
});

test('ticket prints one that the relay of the same secret takes', async () => {
  const env = { RELAY_TICKET_SECRET: '0123456789abcdef'.repeat(2) };
  const ticket = new Command(['ticket', '--user', 'ada'], { env });
  expect(await ticket.exited).toBe(0);
  expect(ticket.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const relay = new Command(['serve', '--port', '0'], { env });
  const url = await relay.listening();
  const headers = { Authorization: `Bearer ${ticket.stdout.trim()}` };
  expect((await fetch(`${url}/sources/none`)).status).toBe(401);
  expect((await fetch(`${url}/sources/none`, { headers })).status).toBe(404);
  relay.child.kill();
  const without = new Command(['ticket']);
  expect(await without.exited).toBe(1);
  expect(without.stderr).toContain('RELAY_TICKET_SECRET');
  const misplaced = new Command(['serve', '--user', 'ada']);
  expect(await misplaced.exited).toBe(1);
});

test('--help and --version answer on standard output', async () => {
  const help = new Command(['--help']);
  expect(await help.exited).toBe(0);
  expect(help.stdout).toContain('ingest <folder>');
  const version = new Command(['--version']);
  expect(await version.exited).toBe(0);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('what ingest reads, serve finds, with nothing but a folder of documents and no key', async () => {
  const cwd = await folder();
  const site = await mkdtemp(join(cwd, 'site-'));
  await writeFile(
    join(site, 'visit.md'),
    '# Visit us\n\n## Opening hours\n\nThe harbour museum is open from Tuesday to Sunday, from ten to six.\n',
  );
  const ingest = new Command(['ingest', site, '--base-url', 'https://museum.example/'], { cwd });
  expect(await ingest.exited).toBe(0);
  expect(ingest.stdout).toMatch(/1/);
  const relay = new Command(['serve', '--port', '0'], { cwd });
  const url = await relay.listening();
  expect(relay.stderr).toContain('upstream: the local engine');
  const visitor = await Visitor.arrive(url);
  await visitor.next('session.updated', 15_000);
  visitor.send({
    type: 'conversation.item.create',
    item: {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'When is the harbour museum open?' }],
    },
  });
  visitor.send({ type: 'response.create' });
  const sources = await visitor.next('extension.middle_tier_tool_response', 20_000);
  const [source] = JSON.parse(sources['tool_result']).sources as { chunk_id: string; url: string; quote: string }[];
  expect(source).toMatchObject({
    quote: expect.stringContaining('from ten to six'),
    url: expect.stringContaining('https://museum.example/visit'),
  });
  const passage = await fetch(`${url}/sources/${source!.chunk_id}`);
  expect(await passage.json()).toMatchObject({ id: source!.chunk_id, title: 'Visit us' });
  relay.child.kill('SIGTERM');
  await visitor.next('extension.relay.draining');
  visitor.socket.close();
  expect(await relay.exited).toBe(0);
});

test("engine listens for any client of the vendor's, on its own", async () => {
  const engine = new Command(['engine', '--port', '0']);
  const url = await engine.listening();
  expect((await fetch(`${url}/v1/realtime`)).status).toBe(400);
  engine.child.kill('SIGTERM');
  expect(await engine.exited).toBe(0);
});
