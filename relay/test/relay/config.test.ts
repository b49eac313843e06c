import { expect, test } from 'vitest';
import { chooseUpstream, readEnvironment } from '../../src/config/environment.js';
import { parseOptions } from '../../src/config/options.js';
import { createRelay, SetupError } from '../../src/index.js';
import { createUpstream } from '../../src/upstream/create-upstream.js';
import { vocabularyPrompt } from '../../src/tools/vocabulary.js';

const secret = 'sk-very-secret-indeed';
const azureEnv = { AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com/', AZURE_OPENAI_REALTIME_DEPLOYMENT: 'voice' };

async function upstreamOf(env: Record<string, string>, given?: unknown) {
  const { upstream } = parseOptions({ upstream: chooseUpstream(given, env) });
  return createUpstream(upstream!, () => Promise.resolve({ url: 'ws://127.0.0.1:8788', apiKey: 'of-the-relay' }));
}

test.for<[string, Record<string, string>, string, string]>([
  ['nothing', {}, 'local', 'ws://127.0.0.1:8788/v1/realtime?model=local'],
  [
    'empty variables, as compose files leave them',
    { OPENAI_API_KEY: '', AZURE_OPENAI_ENDPOINT: ' ' },
    'local',
    'ws://127.0.0.1:8788/v1/realtime?model=local',
  ],
  [
    'an engine elsewhere',
    { RELAY_ENGINE_URL: 'http://10.0.0.2:8788' },
    'local',
    'ws://10.0.0.2:8788/v1/realtime?model=local',
  ],
  ['an OpenAI key', { OPENAI_API_KEY: secret }, 'openai', 'wss://api.openai.com/v1/realtime?model=gpt-realtime'],
  [
    'a model and a compatible server',
    { OPENAI_API_KEY: secret, OPENAI_MODEL: 'a b', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1/' },
    'openai',
    'ws://127.0.0.1:8000/v1/realtime?model=a+b',
  ],
  [
    'Azure',
    { ...azureEnv, AZURE_OPENAI_API_KEY: secret, OPENAI_API_KEY: secret },
    'azure',
    'wss://x.openai.azure.com/openai/v1/realtime?model=voice',
  ],
  [
    'Azure with the long endpoint',
    { ...azureEnv, AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com/openai/v1/', AZURE_OPENAI_API_KEY: secret },
    'azure',
    'wss://x.openai.azure.com/openai/v1/realtime?model=voice',
  ],
  [
    "Azure's preview",
    { ...azureEnv, AZURE_OPENAI_API_KEY: secret, AZURE_OPENAI_API_VERSION: '2024-10-01-preview' },
    'azure-preview',
    'wss://x.openai.azure.com/openai/realtime?api-version=2024-10-01-preview&deployment=voice',
  ],
])('%s in the environment chooses the service', async ([, env, kind, url]) => {
  const upstream = await upstreamOf(env);
  expect(upstream.kind).toBe(kind);
  expect((await upstream.endpoint(AbortSignal.timeout(1_000))).url).toBe(url);
  expect(upstream.describe()).not.toContain(secret);
});

test('Azure without a key is keyless, and says so', async () => {
  expect((await upstreamOf(azureEnv)).describe()).toContain('keyless');
});

test('options choose before the environment, which fills in the key that they leave out', async () => {
  const upstream = await upstreamOf(
    { ...azureEnv, OPENAI_API_KEY: secret },
    { kind: 'openai', model: 'gpt-realtime-2' },
  );
  expect(upstream.describe()).toContain('gpt-realtime-2');
  expect((await upstream.endpoint(AbortSignal.timeout(1_000))).headers).toEqual({ Authorization: `Bearer ${secret}` });
});

test('the environment gives what its names say', () => {
  expect(
    readEnvironment({
      DATABASE_URL: 'postgres://u:p@h/d',
      RELAY_HOST: '0.0.0.0',
      RELAY_PORT: '9000',
      AZURE_OPENAI_REALTIME_VOICE_CHOICE: 'alloy',
      RELAY_ALLOWED_ORIGINS: 'https://a.example, https://b.example,',
      RELAY_CALLS: 'on',
    }),
  ).toEqual({
    databaseUrl: 'postgres://u:p@h/d',
    host: '0.0.0.0',
    port: 9000,
    voice: 'alloy',
    allowedOrigins: ['https://a.example', 'https://b.example'],
    calls: true,
  });
  expect(readEnvironment({ RELAY_CALLS: 'off' })).toEqual({ calls: false });
  expect(() => readEnvironment({ RELAY_PORT: '80a' })).toThrow(/RELAY_PORT must be a whole number/);
  expect(() => readEnvironment({ RELAY_CALLS: 'true' })).toThrow(/RELAY_CALLS must be on or off/);
});

const run = () => Promise.resolve({ output: '' });
test.for<[string, unknown, RegExp]>([
  ['a misspelt option', { instruction: 'x' }, /unknown option "instruction"/],
  [
    'a misspelt nested option',
    { upstream: { kind: 'openai', apiKey: secret, modle: 'x' } },
    /upstream: unknown option "modle"/,
  ],
  ['a service that does not exist', { upstream: { kind: 'acme', apiKey: secret } }, /upstream\.kind/],
  ['no object', { upstream: 'openai' }, /upstream:/],
  [
    'a base that is no address',
    { upstream: { kind: 'openai', apiKey: secret, baseUrl: 'api.openai.com' } },
    /upstream\.baseUrl: must be an http/,
  ],
  [
    'another scheme',
    { upstream: { kind: 'openai', apiKey: secret, baseUrl: 'file:///etc/passwd' } },
    /upstream\.baseUrl/,
  ],
  ['a key of the wrong kind', { upstream: { kind: 'openai', apiKey: [secret] } }, /upstream\.apiKey/],
  ['a port out of range', { port: 70_000 }, /port/],
  ['a negative time', { idleTimeoutMs: -1 }, /idleTimeoutMs/],
  ['a time that timers cannot hold', { maxSessionMs: 1e12 }, /maxSessionMs/],
  [
    'an origin with a path',
    { allowedOrigins: ['https://a.example/page'] },
    /allowedOrigins\[0\]: must be "\*", "null" or an origin/,
  ],
  ['an origin without a scheme', { allowedOrigins: ['a.example'] }, /allowedOrigins\[0\]/],
  ['a language that is none', { language: 'English please' }, /language: must be a language tag/],
  ['a tool without run', { tools: [{ name: 'x', description: '', parameters: {} }] }, /tools\[0\]: must be a tool/],
  ['a tool with a bad name', { tools: [{ name: 'a b', description: '', parameters: {}, run }] }, /tools\[0\]/],
  ['a tool without time', { tools: [{ name: 'x', description: '', parameters: {}, run, timeoutMs: 0 }] }, /timeoutMs/],
  [
    'a tool that takes the name of search',
    { tools: [{ name: 'search', description: '', parameters: {}, run }] },
    /two tools are named "search"/,
  ],
  ['a store that is none', { store: {} }, /store: must be a KnowledgeStore/],
  ['turn detection that does not exist', { turnDetection: 'psychic' }, /turnDetection/],
  ['calls that are neither on nor off', { calls: 'on' }, /calls/],
  [
    "calls with Azure's preview",
    {
      calls: true,
      upstream: {
        kind: 'azure',
        endpoint: 'https://x',
        deployment: 'd',
        apiKey: secret,
        apiVersion: '2025-04-01-preview',
      },
    },
    /calls: .*preview.*RELAY_CALLS=off.*AZURE_OPENAI_API_VERSION/,
  ],
  ['a database that is no PostgreSQL', { databaseUrl: 'mysql://u:pa55@h/d' }, /databaseUrl: must be a postgres/],
])('%s is told by name, and no secret with it', ([, options, told]) => {
  const failure = catchError(() => createRelay(options as object, {}));
  expect(failure).toBeInstanceOf(SetupError);
  expect(failure.message).toMatch(told);
  expect(failure.message).not.toMatch(/secret|pa55|\[object/);
});

test('topics become a list of keywords without commas, doubles or half a topic', () => {
  expect(vocabularyPrompt(['Opening hours', 'Prices, tickets', ' opening  hours', ''], 100)).toBe(
    'Topics: Opening hours, Prices tickets',
  );
  expect(vocabularyPrompt(['Opening hours', 'Prices'], 24)).toBe('Topics: Opening hours');
  expect(vocabularyPrompt([], 100)).toBeUndefined();
  expect(vocabularyPrompt(['Far too long'], 5)).toBeUndefined();
});

function catchError(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
