/** A note as a list shows it. */
export interface NoteSummary {
  readonly id: string;
  readonly title: string;
  /** When it was changed last, epoch milliseconds. */
  readonly at?: number;
}

export interface Note extends NoteSummary {
  /** Plain text. */
  readonly text: string;
}

/**
 * Where `<realtime-notes>` finds the visitor's notes: a relay's routes or a store of the page's own. Each may reject; the
 * visitor is then told so, and can try again.
 */
export interface NoteStore {
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly NoteSummary[]>;
  open(id: string, signal: AbortSignal): Promise<Note>;
  remove(id: string, signal: AbortSignal): Promise<void>;
}
