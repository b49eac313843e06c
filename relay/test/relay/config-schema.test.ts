import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../src/config/options.js';
import { Command } from '../fixtures/command.js';

test('config.schema.json is that of the options; `npm run schema` writes it', async () => {
  const published = await readFile(new URL('../../config.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(configSchema());
});

test('a configuration file may name its schema, and starts a relay', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'relay-config-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const config = { $schema: './config.schema.json', port: 0, limits: { address: { sessions: '30/hour' } } };
  await writeFile(join(cwd, 'relay.json'), JSON.stringify(config));
  const relay = new Command(['serve', '--config', 'relay.json'], { cwd });
  expect(await relay.listening()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
