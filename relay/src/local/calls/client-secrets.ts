import { ClientMistake, type Fields, integer, object, oneOf, onlyKnown, text } from '../fields.js';
import { createId } from '../ids.js';
import { defaultSettings, type SessionSettings, updatedSettings } from '../session-settings.js';

/** A short-lived key for a page: opens sessions that begin with its configuration. */
export interface ClientSecret {
  readonly value: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly model: string | undefined;
  /** As in a `session.update`; what its holder sends later goes over it. */
  readonly configuration: unknown;
}

/** OpenAI's bounds and default, in seconds. */
const SHORTEST_LIFE = 10;
const LONGEST_LIFE = 7_200;
const DEFAULT_LIFE = 600;
/** Live secrets at a time. */
const MAX_SECRETS = 1_000;
/** What the service takes where nobody names a model. */
const DEFAULT_MODEL = 'gpt-realtime';

export function isClientSecret(key: string): boolean {
  return key.startsWith('ek_');
}

/** The client secrets that were given out and are good. */
export class ClientSecrets {
  readonly #secrets = new Map<string, ClientSecret>();

  find(value: string): ClientSecret | undefined {
    const secret = this.#secrets.get(value);
    return secret !== undefined && secret.expiresAt > Date.now() / 1000 ? secret : undefined;
  }

  /** Makes one, and gives back the service's answer. Throws a `ClientMistake` when the request is wrong. */
  create(request: Fields): Fields {
    onlyKnown(request, ['expires_after', 'session'], '');
    const seconds = lifeOf(request['expires_after']);
    const configuration = request['session'] ?? undefined;
    const model = modelOf(configuration);
    const session = settingsOf(configuration, model ?? DEFAULT_MODEL);
    const now = Math.floor(Date.now() / 1000);
    for (const [value, { expiresAt }] of this.#secrets) if (expiresAt <= now) this.#secrets.delete(value);
    if (this.#secrets.size >= MAX_SECRETS)
      throw new ClientMistake('rate_limit_exceeded', `There are ${MAX_SECRETS} client secrets already. Wait until one expires.`);
    const secret: ClientSecret = { value: createId('ek'), expiresAt: now + seconds, model, configuration };
    this.#secrets.set(secret.value, secret);
    return { value: secret.value, expires_at: secret.expiresAt, session };
  }
}

/** The model that a configuration names. */
export function modelOf(configuration: unknown): string | undefined {
  if (configuration === undefined) return undefined;
  const { model } = object(configuration, 'session');
  return model === undefined ? undefined : text(model, 'session.model', 256);
}

function settingsOf(configuration: unknown, model: string): SessionSettings {
  // As recorded: no session has begun that could expire.
  const settings = defaultSettings(createId('sess'), model, 0);
  return configuration === undefined ? settings : updatedSettings(settings, configuration, false);
}

function lifeOf(value: unknown): number {
  if (value == null) return DEFAULT_LIFE;
  const after = object(value, 'expires_after');
  onlyKnown(after, ['anchor', 'seconds'], 'expires_after');
  if (after['anchor'] !== undefined) oneOf(after['anchor'], 'expires_after.anchor', ['created_at']);
  if (after['seconds'] === undefined) return DEFAULT_LIFE;
  return integer(after['seconds'], 'expires_after.seconds', SHORTEST_LIFE, LONGEST_LIFE);
}
