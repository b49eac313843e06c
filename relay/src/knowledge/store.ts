/** One piece of a document, small enough to be read aloud from and linked to. */
export interface Passage {
  /** The same after re-ingestion of unchanged text; matches `^[A-Za-z0-9_=-]+$`, as in Azure's sample. */
  readonly id: string;
  /** The document it belongs to, see {@link StoredDocument.id}. */
  readonly documentId: string;
  /** Title of the document. */
  readonly title: string;
  /** Path of headings inside the document, outermost first, joined by ` › `; empty before the first heading. */
  readonly heading: string;
  /** Where a reader finds it, with `#anchor` (or `#page=N` in a PDF) when the document has one. */
  readonly url: string;
  /** Plain text, up to about 180 words; a paragraph, list item or table row a line. */
  readonly text: string;
}

/** A passage that a search found. */
export interface SearchHit extends Passage {
  /** BM25 score: comparable within one result list only, higher is better. */
  readonly score: number;
}

export interface StoredDocument {
  /** Path relative to the ingested folder, with forward slashes. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** SHA-256 (hex) of the file's bytes and of what else shapes its passages: unchanged, it is skipped the next time. */
  readonly hash: string;
}

export interface SearchOptions {
  /** At most this many hits, 1 to 50. Default 5. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * Where the site's knowledge lies. Implementations: PGlite (embedded) and PostgreSQL, over the same SQL.
 * Every method rejects with a `KnowledgeError` whose message names the cure.
 */
export interface KnowledgeStore {
  /** Best passages first. A query without a known word finds nothing; it never throws for what a visitor may say. */
  search(query: string, options?: SearchOptions): Promise<SearchHit[]>;
  /** Passages by id, in the order asked for; unknown ids are left out. */
  get(ids: readonly string[]): Promise<Passage[]>;
  /** What the site is about, most telling first: titles and headings, each once. The recogniser's vocabulary. */
  topics(limit?: number): Promise<string[]>;
  documents(): Promise<StoredDocument[]>;
  /** Replaces the document and all its passages in one transaction. */
  put(document: StoredDocument, passages: readonly Passage[]): Promise<void>;
  remove(documentId: string): Promise<void>;
  close(): Promise<void>;
}
