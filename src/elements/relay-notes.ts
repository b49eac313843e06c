import { absoluteRelayUrl, askToken } from '../session/relay-target.ts';
import { relayAddress } from '../session/transport-choice.ts';
import type { Note, NoteStore } from './note-store.ts';

/** A relay that is there answers sooner. */
const limitMs = 10_000;
/** Of the first line, as far as a list shows it. */
const titleLimit = 80;

type Wanted = 'GET' | 'DELETE';

/**
 * The notes that a relay of ours keeps for a visitor who has signed in; undefined where it keeps none.
 *
 * @param getToken gives the visitor's token, for each request anew
 */
export async function relayNotes(
  relayUrl: string,
  getToken: () => string | Promise<string>,
): Promise<NoteStore | undefined> {
  const relay = absoluteRelayUrl(relayUrl, globalThis.document?.baseURI);
  const [ready, notes] = [relayAddress(relay, 'ready'), relayAddress(relay, 'notes')];
  if (!ready || !notes || !(await keepsNotes(ready))) return undefined;

  const ask = async (method: Wanted, id: string, signal: AbortSignal): Promise<unknown> => {
    const token = await askToken(getToken);
    const address = new URL(notes);
    if (id !== '') address.pathname += `/${encodeURIComponent(id)}`;
    const response = await fetch(address, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    // Deleted by word of mouth meanwhile: what was wanted is so.
    if (response.status === 404 && method === 'DELETE') return undefined;
    if (!response.ok) throw new Error(`The relay answered ${response.status} to ${method} /notes.`);
    return response.status === 204 ? undefined : response.json();
  };

  return {
    async list(signal) {
      const found = (await ask('GET', '', signal)) as { notes?: unknown } | null;
      return Array.isArray(found?.notes) ? found.notes.flatMap((note) => readNote(note) ?? []) : [];
    },
    async open(id, signal) {
      const note = readNote(await ask('GET', id, signal));
      if (!note) throw new Error('The relay answered with something that is no note.');
      return note;
    },
    async remove(id, signal) {
      await ask('DELETE', id, signal);
    },
  };
}

async function keepsNotes(ready: URL): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(ready, { credentials: 'omit', cache: 'no-store', signal });
    const { routes } = (await response.json()) as { routes?: unknown };
    return response.ok && Array.isArray(routes) && routes.includes('notes');
  } catch {
    return false;
  }
}

/** Notes have no title of their own: their first line is it. */
export function readNote(wire: unknown): Note | undefined {
  const { id, text, updated_at } = (wire ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof text !== 'string') return undefined;
  const line = text.trim().split('\n', 1)[0]!;
  const title = line.length > titleLimit ? `${line.slice(0, titleLimit).trimEnd()}…` : line;
  const at = Date.parse(String(updated_at));
  return { id, text, title, ...(Number.isFinite(at) && { at }) };
}
