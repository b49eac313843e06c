import { safeUrl } from '../protocol/relay-extension.ts';
import { isObject, numberField, stringField, type WireObject } from '../protocol/wire-fields.ts';
import type { Message, Source } from './conversation.ts';
import { insertByTime } from './items.ts';

/** Changes when what is written does; another version is not read. */
const VERSION = 1;
/** So much is kept, the newest. */
const MESSAGES_LIMIT = 200;
/** Characters of JSON: storage of a site is shared with the rest of it. */
const TEXT_LIMIT = 256 * 1024;
const MESSAGE_TEXT_LIMIT = 20_000;
const SOURCES_LIMIT = 50;

const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant']);
const MODALITIES: ReadonlySet<unknown> = new Set(['voice', 'text']);
const STATUSES: ReadonlySet<unknown> = new Set(['complete', 'interrupted', 'failed']);

/** Finished messages as text, bounded: the oldest give way. */
export function writeTranscript(messages: readonly Message[]): string {
  const texts: string[] = [];
  let length = 0;
  for (const message of messages.filter(({ status }) => status !== 'in-progress').slice(-MESSAGES_LIMIT).toReversed()) {
    // Pictures would fill the site's storage.
    const text = JSON.stringify({ ...message, images: undefined });
    length += text.length + 1;
    if (length > TEXT_LIMIT - 100) break;
    texts.unshift(text);
  }
  return `{"version":${VERSION},"messages":[${texts.join(',')}]}`;
}

/** The messages of such a text; none of anything else. Any script of the site may have written it: it never throws. */
export function readTranscript(text: string | null): readonly Message[] {
  if (text === null || text.length > TEXT_LIMIT) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isObject(value) || value['version'] !== VERSION || !Array.isArray(value['messages'])) return [];
  const messages = value['messages'].slice(-MESSAGES_LIMIT).map((entry) => readMessage(entry));
  const seen = new Set<string>();
  return messages.filter((message) => message !== null && !seen.has(message.id) && seen.add(message.id)) as Message[];
}

/** Both in the order of time; of a message that both have, the one of `ours`. */
export function mergeTranscripts(theirs: readonly Message[], ours: readonly Message[]): readonly Message[] {
  const ids = new Set(ours.map(({ id }) => id));
  return insertByTime(ours, theirs.filter(({ id }) => !ids.has(id)));
}

function readMessage(entry: unknown): Message | null {
  if (!isObject(entry)) return null;
  const { id, role, modality, status, text } = entry;
  const isWhole =
    typeof id === 'string' &&
    /^[\w-]{1,64}$/.test(id) &&
    ROLES.has(role) &&
    MODALITIES.has(modality) &&
    STATUSES.has(status) &&
    typeof text === 'string' &&
    text.length <= MESSAGE_TEXT_LIMIT;
  if (!isWhole) return null;
  const sources = Array.isArray(entry['sources']) ? entry['sources'].slice(0, SOURCES_LIMIT) : [];
  return {
    ...({ id, role, modality, status, text } as Pick<Message, 'id' | 'role' | 'modality' | 'status' | 'text'>),
    images: [],
    sources: sources.filter((source) => isObject(source)).map((source) => readSource(source)),
    at: numberField(entry, 'at'),
  };
}

function readSource(source: WireObject): Source {
  const [id, title, heading, text, quote] = ['id', 'title', 'heading', 'text', 'quote'].map(
    (name) => stringField(source, name) ?? '',
  ) as [string, string, string, string, string];
  return { id, title, heading, text, quote, url: safeUrl(stringField(source, 'url') ?? '') };
}
