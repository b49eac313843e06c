import { z } from 'zod';
import { isTicketSecret, ticketSecretRule } from '../access/tickets.js';
import { allowanceRule, readAllowance } from '../limits/allowance.js';
import { measures, scopes } from '../limits/limits.js';
import { usageKinds } from '../limits/usage.js';
import type { EngineOptions } from '../local/engine-options.js';
import type { KnowledgeStore } from '../knowledge/store.js';
import { noteToolNames } from '../tools/notes.js';
import type { SessionReport } from '../session/session-report.js';
import type { Tool } from '../tools/tool.js';
import { defaultInstructions } from './instructions.js';
import { issuePath } from './issue-path.js';
import type { RelayOptions } from './relay-options.js';
import { SetupError } from './setup-error.js';

const text = z.string().trim().min(1);
const url = z.url({
  protocol: /^(?:https?|wss?)$/,
  error: 'must be an http(s) or ws(s) address, such as https://host/v1',
});
const port = z.number().int().min(0).max(65_535);
/** Node's timers fire at once beyond it. */
const longestTimerMs = 2_147_483_647;
const milliseconds = (least: number) => z.number().int().min(least).max(longestTimerMs);

const upstream = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('openai'), apiKey: text, model: text.optional(), baseUrl: url.optional() }),
  z.strictObject({
    kind: z.literal('azure'),
    endpoint: url,
    deployment: text,
    apiKey: text.optional(),
    apiVersion: text.optional(),
    scope: text.optional(),
  }),
  z.strictObject({
    kind: z.literal('local'),
    url: url.optional(),
    engine: z.custom<EngineOptions>(isObject, 'must be an object').optional(),
  }),
]);

const turnDetection = z.union([
  z.enum(['server-vad', 'semantic-vad', 'none']),
  z.strictObject({
    type: z.enum(['server_vad', 'semantic_vad']),
    threshold: z.number().min(0).max(1).optional(),
    prefix_padding_ms: z.number().int().min(0).optional(),
    silence_duration_ms: z.number().int().min(0).optional(),
    idle_timeout_ms: z.number().int().min(0).nullable().optional(),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
    create_response: z.boolean().optional(),
    interrupt_response: z.boolean().optional(),
  }),
]);

const origin = z
  .string()
  .refine(isOrigin, 'must be "*", "null" or an origin such as https://www.example.org, without a path');

const allowance = z.string().transform((text, context) => {
  const read = readAllowance(text);
  if (!read) context.addIssue(allowanceRule);
  return read ?? z.NEVER;
});
const limitTable = z.strictObject(
  record(scopes, z.strictObject(record(measures, allowance.optional())).optional()),
);

const tool = z.custom<Tool>(
  (value) => isTool(value),
  'must be a tool: { name, description, parameters, run }, its name of letters, digits, "_" and "-", at most 64, ' +
    'and its timeoutMs, if any, at least 1',
);

/** What each means is said in `relay-options.ts`; that neither list lacks a name of the other is checked below. */
const schema = z.strictObject({
  upstream: upstream.optional(),
  host: text.default('127.0.0.1'),
  port: port.default(8787),
  store: z
    .custom<KnowledgeStore | null>(
      (value) => value === null || hasMethods(value, 'search', 'get', 'topics'),
      'must be a KnowledgeStore',
    )
    .optional(),
  databaseUrl: z.url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgres:// address' }).optional(),
  dataDir: text.optional(),
  instructions: text.default(defaultInstructions),
  voice: text.optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en or pt-BR')
    .optional(),
  turnDetection: turnDetection.default('server-vad'),
  transcriptionModel: text.optional(),
  vocabularyLimit: z.number().int().min(0).max(100_000).default(4_000),
  tools: z.array(tool).default([]),
  clientTools: z
    .union([z.enum(['none', 'any']), z.array(z.string().regex(/^[\w-]{1,64}$/, 'must be the name of a tool'))])
    .default('none'),
  clientToolTimeoutMs: milliseconds(100).default(20_000),
  allowedOrigins: z.array(origin).optional(),
  anonymous: z.boolean().optional(),
  ticketSecret: z.string().refine(isTicketSecret, ticketSecretRule).optional(),
  openid: z
    .array(z.strictObject({ issuer: z.url({ protocol: /^https?$/, error: 'must be the issuer of its tokens, an https address' }), audience: text }))
    .max(20)
    .default([]),
  notes: z.boolean().default(false),
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }),
      secret: text.optional(),
    })
    .transform(({ url, secret }) => ({ url, secret }))
    .optional(),
  transcripts: z.boolean().default(false),
  recordingDays: z.number().int().min(1).max(3_650).optional(),
  onSessionEnd: z.custom<(report: SessionReport) => void>(isFunction, 'must be a function').optional(),
  metricsToken: text.optional(),
  limits: limitTable.default({}),
  prices: z.strictObject(record(usageKinds, z.number().min(0).optional())).default({}),
  redisUrl: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' }).optional(),
  trustedProxies: z.number().int().min(0).max(10).default(0),
  calls: z.boolean().optional(),
  maxSessions: z.number().int().min(1).default(100),
  maxPayloadBytes: z
    .number()
    .int()
    .min(1_024)
    .max(16 * 1024 * 1024)
    .default(1024 * 1024),
  connectTimeoutMs: milliseconds(100).default(10_000),
  idleTimeoutMs: milliseconds(100).default(10 * 60_000),
  maxSessionMs: milliseconds(100).default(55 * 60_000),
  chatTimeoutMs: milliseconds(100).default(60_000),
  pingIntervalMs: milliseconds(10).default(25_000),
  stallTimeoutMs: milliseconds(100).default(30_000),
  drainMs: milliseconds(0).default(10_000),
  log: z.custom<(line: string) => void>(isFunction, 'must be a function').optional(),
} satisfies { [Name in keyof RelayOptions]-?: z.ZodType });

/**
 * JSON Schema (2020-12) of a configuration file, for editors. What only code can give, such as tools, is left out.
 * `config.schema.json` beside this package is written from it.
 */
export function configSchema(): Record<string, unknown> {
  const onlyInCode = { store: true, tools: true, log: true, onSessionEnd: true } as const;
  const forFiles = schema.omit(onlyInCode).extend({ $schema: z.string().optional() });
  return z.toJSONSchema(forFiles, {
    io: 'input',
    unrepresentable: 'any',
    // What a file leaves out of the service, such as its key, comes from the environment.
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties?.['kind'] !== undefined) jsonSchema.required = ['kind'];
    },
  }) as Record<string, unknown>;
}

export type RelayConfig = z.output<typeof schema>;

/** Checks options and fills in what is missing. Throws a {@link SetupError} that names every field at fault. */
export function parseOptions(options: unknown): RelayConfig {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const lines = parsed.error.issues.slice(0, 8).map((issue) => `  ${describe(issue)}`);
    throw new SetupError(`The relay's options are not right:\n${lines.join('\n')}`);
  }
  const { calls, upstream: service } = parsed.data;
  if (calls && service?.kind === 'azure' && service.apiVersion !== undefined) {
    throw new SetupError(
      "The relay's options are not right:\n  calls: Azure's preview endpoint is not asked for calls; switch them off " +
        '(RELAY_CALLS=off), or remove AZURE_OPENAI_API_VERSION (upstream.apiVersion).',
    );
  }
  for (const name of ['notes', 'recordingDays'] as const) {
    if (!parsed.data[name] || parsed.data.databaseUrl !== undefined || parsed.data.dataDir !== undefined) continue;
    throw new SetupError(
      `The relay's options are not right:\n  ${name}: needs a place; set DATABASE_URL (databaseUrl) or RELAY_DATA_DIR (dataDir).`,
    );
  }
  const names = ['search', ...(parsed.data.notes ? noteToolNames : []), ...parsed.data.tools.map(({ name }) => name)];
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled)
    throw new SetupError(`The relay's options are not right:\n  tools: two tools are named "${doubled}"; rename one.`);
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issuePath(issue);
  if (issue.code === 'unrecognized_keys') {
    return `${path === '' ? '' : `${path}: `}unknown option ${issue.keys
      .map((key) => `"${key}"`)
      .join(', ')}; look for a typing error.`;
  }
  return `${path || 'options'}: ${issue.message}.`;
}

function isOrigin(value: string): boolean {
  if (value === '*' || value === 'null') return true;
  try {
    return (
      new URL(value).origin ===
      value.toLowerCase().replace(/:(?:80|443)$/, (end) => (isDefaultPort(value, end) ? '' : end))
    );
  } catch {
    return false;
  }
}

function isDefaultPort(value: string, end: string): boolean {
  return value.startsWith(end === ':443' ? 'https:' : 'http:');
}

function record<const K extends string, T>(names: readonly K[], value: T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<K, T>;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isTool(value: unknown): boolean {
  if (!hasMethods(value, 'run')) return false;
  const { name, description, parameters, timeoutMs } = value as Partial<Tool>;
  return (
    typeof name === 'string' &&
    /^[\w-]{1,64}$/.test(name) &&
    (timeoutMs === undefined || (timeoutMs >= 1 && timeoutMs <= longestTimerMs)) &&
    typeof description === 'string' &&
    typeof parameters === 'object' &&
    parameters !== null
  );
}

function hasMethods(value: unknown, ...names: string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}
