import { AssistantError } from '../base/assistant-error.ts';
import type { Message } from '../conversation/conversation.ts';
import { mergeTranscripts, readTranscript, writeTranscript } from '../conversation/saved-transcript.ts';

export interface PersistenceHandlers {
  /** Another tab wrote a transcript. */
  readonly onWritten: (messages: readonly Message[]) => void;
  /** Another tab forgot it. */
  readonly onForgotten: () => void;
  /** It cannot be kept; told once. */
  readonly onError: (error: AssistantError) => void;
}

/**
 * A transcript over page loads: in `sessionStorage`, for this tab alone, or in `localStorage`, for all tabs of the site. Storage
 * that is blocked, full or holds something else is no trouble of the visitor's: the conversation goes on without it.
 */
export class Persistence {
  readonly #mode: 'session' | 'local';
  readonly #key: string;
  readonly #handlers: PersistenceHandlers;
  readonly #listening = new AbortController();
  /** Forgotten in another tab while they were shown here: they must not come back by this one. */
  #forgotten: ReadonlySet<string> = new Set();
  #written: readonly Message[] = [];
  #told = false;

  /** @param relayUrl absolute; its query, which may hold a secret, is no part of the key */
  constructor(mode: 'session' | 'local', relayUrl: string, handlers: PersistenceHandlers) {
    this.#mode = mode;
    const { host, pathname } = new URL(relayUrl);
    this.#key = `realtime-assistant:${host}${pathname}`;
    this.#handlers = handlers;
    if (mode !== 'local') return;
    const onStorage = (event: StorageEvent): void => {
      if (event.key !== this.#key && event.key !== null) return;
      if (event.newValue !== null) return handlers.onWritten(readTranscript(event.newValue));
      this.#forgotten = new Set(this.#written.map(({ id }) => id));
      handlers.onForgotten();
    };
    globalThis.addEventListener?.('storage', onStorage, { signal: this.#listening.signal });
  }

  read(): readonly Message[] {
    return this.#attempt((storage) => readTranscript(storage.getItem(this.#key))) ?? [];
  }

  /** Keeps what is finished of these, beside what other tabs have kept. */
  write(messages: readonly Message[]): void {
    const ours = messages.filter(({ id, status }) => status !== 'in-progress' && !this.#forgotten.has(id));
    if (ours.length === this.#written.length && ours.every((message, i) => message === this.#written[i])) return;
    this.#written = ours;
    this.#attempt((storage) => {
      const theirs = this.#mode === 'local' ? readTranscript(storage.getItem(this.#key)) : [];
      storage.setItem(this.#key, writeTranscript(mergeTranscripts(theirs, ours)));
    });
  }

  clear(): void {
    this.#written = [];
    this.#attempt((storage) => storage.removeItem(this.#key));
  }

  close(): void {
    this.#listening.abort();
  }

  #attempt<T>(work: (storage: Storage) => T): T | undefined {
    try {
      // Reading the property throws where storage is blocked.
      return work(this.#mode === 'local' ? globalThis.localStorage : globalThis.sessionStorage);
    } catch (cause) {
      if (!this.#told) {
        this.#told = true;
        const words = `The transcript cannot be kept in ${this.#mode}Storage: it is blocked or full.`;
        this.#handlers.onError(new AssistantError('storage-failed', words, { cause }));
      }
      return undefined;
    }
  }
}
