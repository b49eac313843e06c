/** A stretch of a document under one heading. */
export interface Section {
  /** Headings above the text, outermost first, without the document's title. */
  readonly heading: readonly string[];
  /** Fragment that leads there, without `#`; empty when the document has none. */
  readonly anchor: string;
  /** Paragraphs, list items and table rows as plain text that can be read aloud. */
  readonly blocks: readonly string[];
}

/** What a reader makes of a file, whatever its format. */
export interface DocumentText {
  /** Null when the document does not say; its file name serves then. */
  readonly title: string | null;
  /** Where the document says that it is published (front matter). */
  readonly url: string | null;
  readonly sections: readonly Section[];
}

/** A reader of one format. Rejects with {@link UnreadableError} where the file is to blame. */
export type Reader = (bytes: Uint8Array, limits: ReadLimits) => Promise<DocumentText>;

export interface ReadLimits {
  readonly maxPages: number;
}

/** The file cannot be read; the message is a clause about the file for the report, with the cure. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
