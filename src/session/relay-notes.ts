import { AssistantError } from '../base/assistant-error.ts';
import { listField, parseObject, stringField, type WireObject } from '../protocol/wire-fields.ts';
import { absoluteRelayUrl, askToken } from './relay-target.ts';
import { relayAddress } from './transport-choice.ts';

const LIMIT_MS = 15_000;
/** Of a note's first line, as its title in a list. */
const TITLE_LIMIT = 80;

/** A note as a list shows it. `at`: when it was changed last, epoch milliseconds. */
interface Listed {
  readonly id: string;
  readonly title: string;
  readonly at?: number;
}

export interface RelayNotesOptions {
  readonly relayUrl: string;
  readonly getToken?: (() => string | Promise<string>) | undefined;
}

/**
 * The notes of a signed-in visitor at our relay (`/notes`, docs/relay.md), for `<realtime-notes>`. Each request asks for a token of its own, as
 * a ticket is good once. Rejects with an `AssistantError`: `sign-in-required`, or `connection-lost`.
 */
export function relayNotes({ relayUrl, getToken }: RelayNotesOptions) {
  const request = async (path: string, signal: AbortSignal, method = 'GET'): Promise<WireObject> => {
    const page = absoluteRelayUrl(relayUrl, globalThis.location?.href);
    const address = relayAddress(page, 'notes');
    if (address === null) throw new AssistantError('invalid-option', 'For notes, relay-url has to end in /realtime.');
    const token = await askToken(getToken);
    const response = await fetch(address.href + path, {
      method,
      headers: token === null ? {} : { Authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    if (response.status === 401) throw new AssistantError('sign-in-required', 'Notes are for visitors who have signed in.');
    if (!response.ok) throw new AssistantError('connection-lost', `The relay answered ${response.status} for notes.`);
    return parseObject(await response.text()) ?? {};
  };
  return {
    list: async (signal: AbortSignal): Promise<readonly Listed[]> =>
      listField(await request('', signal), 'notes').map((note) => listed(note)),
    open: async (id: string, signal: AbortSignal): Promise<Listed & { readonly text: string }> => {
      const note = await request(`/${encodeURIComponent(id)}`, signal);
      return { ...listed(note), text: stringField(note, 'text') ?? '' };
    },
    remove: async (id: string, signal: AbortSignal): Promise<void> => {
      await request(`/${encodeURIComponent(id)}`, signal, 'DELETE');
    },
  };
}

function listed(note: WireObject): Listed {
  const at = Date.parse(stringField(note, 'updated_at') ?? '');
  const line = (stringField(note, 'text') ?? '').trim().split('\n', 1)[0]!;
  const title = line.length > TITLE_LIMIT ? `${line.slice(0, TITLE_LIMIT - 1)}…` : line;
  return { id: stringField(note, 'id') ?? '', title, ...(Number.isNaN(at) ? {} : { at }) };
}
