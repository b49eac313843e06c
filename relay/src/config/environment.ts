import { allowanceRule, readAllowance } from '../limits/allowance.js';
import { measures, scopes } from '../limits/limits.js';
import type { RelayOptions } from './relay-options.js';
import { SetupError } from './setup-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;
type UpstreamOptions = NonNullable<RelayOptions['upstream']>;

/** Options that the environment gives, without the upstream. Throws a `SetupError` that names the variable. */
export function readEnvironment(env: Environment): RelayOptions {
  const databaseUrl = value(env, 'DATABASE_URL');
  const dataDir = value(env, 'RELAY_DATA_DIR');
  const host = value(env, 'RELAY_HOST');
  const port = integer(env, 'RELAY_PORT');
  const origins = value(env, 'RELAY_ALLOWED_ORIGINS');
  const voice = value(env, 'RELAY_VOICE') ?? value(env, 'AZURE_OPENAI_REALTIME_VOICE_CHOICE');
  const language = value(env, 'RELAY_LANGUAGE');
  const transcriptionModel = value(env, 'RELAY_TRANSCRIPTION_MODEL');
  const maxSessions = integer(env, 'RELAY_MAX_SESSIONS');
  const calls = onOrOff(env, 'RELAY_CALLS');
  const anonymous = onOrOff(env, 'RELAY_ANONYMOUS');
  const ticketSecret = value(env, 'RELAY_TICKET_SECRET');
  const trustedProxies = integer(env, 'RELAY_TRUSTED_PROXIES');
  const webhookUrl = value(env, 'RELAY_WEBHOOK_URL');
  const webhookSecret = value(env, 'RELAY_WEBHOOK_SECRET');
  const transcripts = onOrOff(env, 'RELAY_TRANSCRIPTS');
  const recordingDays = integer(env, 'RELAY_RECORDING_DAYS');
  const metricsToken = value(env, 'RELAY_METRICS_TOKEN');
  const notes = onOrOff(env, 'RELAY_NOTES');
  const redisUrl = value(env, 'REDIS_URL');
  const limits = limitTable(env);
  const issuer = value(env, 'RELAY_OPENID_ISSUER');
  const audience = value(env, 'RELAY_OPENID_AUDIENCE');
  if ((issuer === undefined) !== (audience === undefined)) {
    const [set, unset] = issuer === undefined ? ['AUDIENCE', 'ISSUER'] : ['ISSUER', 'AUDIENCE'];
    throw new SetupError(`RELAY_OPENID_${set} is set, but RELAY_OPENID_${unset} is not: set it, too.`);
  }
  return {
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(origins === undefined
      ? {}
      : {
          allowedOrigins: origins
            .split(',')
            .map((origin) => origin.trim())
            .filter(Boolean),
        }),
    ...(voice === undefined ? {} : { voice }),
    ...(language === undefined ? {} : { language }),
    ...(transcriptionModel === undefined ? {} : { transcriptionModel }),
    ...(maxSessions === undefined ? {} : { maxSessions }),
    ...(calls === undefined ? {} : { calls }),
    ...(anonymous === undefined ? {} : { anonymous }),
    ...(ticketSecret === undefined ? {} : { ticketSecret }),
    ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret: webhookSecret } }),
    ...(transcripts === undefined ? {} : { transcripts }),
    ...(recordingDays === undefined ? {} : { recordingDays }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(notes === undefined ? {} : { notes }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(limits === undefined ? {} : { limits }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
    ...(issuer === undefined || audience === undefined ? {} : { openid: [{ issuer, audience }] }),
  };
}

/**
 * Which service answers: Azure when its endpoint and deployment are set, else OpenAI when its key is, else the local
 * engine. What the options say of the upstream comes first; a key that they leave out is taken from the environment,
 * so that it need not lie in a file.
 */
export function chooseUpstream(given: unknown, env: Environment): UpstreamOptions {
  // What is no object is left for the check of the options to name.
  if (given !== undefined && !isObject(given)) return given as UpstreamOptions;
  const kind = given?.['kind'] ?? kindOf(env);
  const found = kind === 'azure' ? azure(env) : kind === 'openai' ? openai(env) : local(env);
  const upstream = { ...found, ...given, kind } as Record<string, unknown>;
  if (kind === 'openai' && upstream['apiKey'] === undefined) {
    throw new SetupError(
      'There is no OpenAI key: set OPENAI_API_KEY, or upstream.apiKey; or leave upstream out for the local engine.',
    );
  }
  for (const [field, variable] of [
    ['endpoint', 'AZURE_OPENAI_ENDPOINT'],
    ['deployment', 'AZURE_OPENAI_REALTIME_DEPLOYMENT'],
  ] as const) {
    if (kind === 'azure' && upstream[field] === undefined) {
      throw new SetupError(`There is no Azure ${field}: set ${variable}, or upstream.${field}.`);
    }
  }
  return upstream as unknown as UpstreamOptions;
}

function kindOf(env: Environment): UpstreamOptions['kind'] {
  const endpoint = value(env, 'AZURE_OPENAI_ENDPOINT');
  const deployment = value(env, 'AZURE_OPENAI_REALTIME_DEPLOYMENT');
  if (endpoint !== undefined && deployment !== undefined) return 'azure';
  if (deployment !== undefined) {
    throw new SetupError('AZURE_OPENAI_REALTIME_DEPLOYMENT is set, but AZURE_OPENAI_ENDPOINT is not: set it, too.');
  }
  if (endpoint !== undefined && value(env, 'OPENAI_API_KEY') === undefined) {
    throw new SetupError('AZURE_OPENAI_ENDPOINT is set, but AZURE_OPENAI_REALTIME_DEPLOYMENT is not: set it, too.');
  }
  return value(env, 'OPENAI_API_KEY') === undefined ? 'local' : 'openai';
}

function azure(env: Environment): Record<string, string> {
  return defined({
    endpoint: value(env, 'AZURE_OPENAI_ENDPOINT'),
    deployment: value(env, 'AZURE_OPENAI_REALTIME_DEPLOYMENT'),
    apiKey: value(env, 'AZURE_OPENAI_API_KEY'),
    apiVersion: value(env, 'AZURE_OPENAI_API_VERSION'),
    scope: value(env, 'AZURE_OPENAI_SCOPE'),
  });
}

function openai(env: Environment): Record<string, string> {
  return defined({
    apiKey: value(env, 'OPENAI_API_KEY'),
    model: value(env, 'OPENAI_MODEL'),
    baseUrl: value(env, 'OPENAI_BASE_URL'),
  });
}

function local(env: Environment): Record<string, string> {
  return defined({ url: value(env, 'RELAY_ENGINE_URL') });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A variable that is set but empty, as compose files leave them, counts as not set. */
function value(env: Environment, name: string): string | undefined {
  const found = env[name]?.trim();
  return found === '' ? undefined : found;
}

function integer(env: Environment, name: string): number | undefined {
  const found = value(env, name);
  if (found === undefined) return undefined;
  if (!/^\d{1,9}$/.test(found)) throw new SetupError(`${name} must be a whole number, such as 8787.`);
  return Number(found);
}

/** `RELAY_LIMIT_ADDRESS="sessions=30/hour, minutes=60/day"`, and likewise for user and origin. */
function limitTable(env: Environment): RelayOptions['limits'] {
  const table = scopes.flatMap((scope) => {
    const name = `RELAY_LIMIT_${scope.toUpperCase()}`;
    const found = value(env, name);
    if (found === undefined) return [];
    const entries = found.split(',').map((entry) => entry.split('=', 2).map((part) => part.trim()));
    for (const [measure = '', allowance = ''] of entries) {
      if (!measures.some((known) => known === measure)) {
        throw new SetupError(`${name} names "${measure}"; there are ${measures.join(', ')}, as in sessions=30/hour,minutes=60/day.`);
      }
      if (!readAllowance(allowance)) throw new SetupError(`${name}: ${measure} ${allowanceRule}.`);
    }
    return [[scope, Object.fromEntries(entries)] as const];
  });
  return table.length === 0 ? undefined : Object.fromEntries(table);
}

function onOrOff(env: Environment, name: string): boolean | undefined {
  const found = value(env, name);
  if (found === undefined) return undefined;
  if (found !== 'on' && found !== 'off') throw new SetupError(`${name} must be on or off.`);
  return found === 'on';
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
