import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { KnowledgeError } from '../knowledge-error.js';
import type { KnowledgeStore, Passage, StoredDocument } from '../store.js';
import { checkedBaseUrl, documentUrl, MAX_URL_CHARACTERS, partUrl, titleFromPath } from './document-url.js';
import { findFiles, type FoundFile } from './find-files.js';
import { isReadable, whyUnread, type ReadDocument } from './read-document.js';
import { ReaderThread } from './reader-thread.js';

/** Raised when readers or the chunker change: documents that did not change are read again then. */
const READING_VERSION = 1;

const MAX_PATH_CHARACTERS = 1_000;

export interface IngestOptions {
  /** Where the documents are published: "https://example.org/help/" or a path from the site's root. Default "/". */
  readonly baseUrl?: string | undefined;
  /** Which files count, by path relative to the folder with forward slashes. Default: every file of a known format. */
  readonly include?: ((path: string) => boolean) | undefined;
  /** Stops at the next file; what is written by then stays. */
  readonly signal?: AbortSignal | undefined;
  /** Reads everything and writes nothing; the report says what would happen. */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Largest file in bytes. Default 50 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Longest PDF in pages. Default 2,000. */
  readonly maxPages?: number | undefined;
  /** Longest document in passages of about 150 words. Default 5,000. */
  readonly maxPassages?: number | undefined;
  /** Longest time for one file in milliseconds. Default 60,000. */
  readonly fileTimeoutMs?: number | undefined;
}

export type IngestOutcome = 'added' | 'updated' | 'unchanged' | 'failed';

export interface IngestProgress {
  readonly path: string;
  readonly outcome: IngestOutcome;
  /** Files done and files in all. */
  readonly done: number;
  readonly total: number;
}

/** Paths are relative to the folder, with forward slashes. */
export interface IngestReport {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  /** Documents of the store whose files are gone. */
  readonly removed: readonly string[];
  /** `reason` continues the path as a sentence: "is protected by a password: save it without one". */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Passages of the documents that were added and updated. */
  readonly passages: number;
  /** One sentence for the operator. */
  readonly summary: string;
}

interface Settings {
  readonly baseUrl: string;
  readonly maxFileBytes: number;
  readonly stored: ReadonlyMap<string, StoredDocument>;
}

/**
 * Makes the store hold the documents of a folder: new and changed ones are read, those whose file is gone are removed,
 * a broken one is reported and its last good version kept. Rejects for wrong options and a failing store only.
 */
export async function ingest(
  folder: string,
  store: KnowledgeStore,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const { signal, dryRun = false, include = () => true, onProgress } = options;
  const baseUrl = checkedBaseUrl(options.baseUrl ?? '/');
  const maxFileBytes = whole('maxFileBytes', options.maxFileBytes ?? 50 * 1024 * 1024);
  const reader = new ReaderThread(
    {
      maxPages: whole('maxPages', options.maxPages ?? 2_000),
      maxPassages: whole('maxPassages', options.maxPassages ?? 5_000),
    },
    whole('fileTimeoutMs', options.fileTimeoutMs ?? 60_000),
  );
  signal?.throwIfAborted();
  const files = (await findFiles(folder)).filter(
    ({ path }) => include(path) && (isReadable(path) || whyUnread(path) !== null),
  );
  const stored = new Map((await store.documents()).map((document) => [document.id, document]));
  const paths: Record<IngestOutcome, string[]> = { added: [], updated: [], unchanged: [], failed: [] };
  const failed: { path: string; reason: string }[] = [];
  const removed: string[] = [];
  let passages = 0;
  try {
    for (const [index, file] of files.entries()) {
      const result = await prepare(file, reader, { baseUrl, maxFileBytes, stored }, signal);
      if (result.outcome === 'failed') failed.push({ path: file.path, reason: result.reason });
      if (result.outcome === 'added' || result.outcome === 'updated') {
        if (!dryRun) await store.put(result.document, result.passages);
        passages += result.passages.length;
      }
      paths[result.outcome].push(file.path);
      onProgress?.({ path: file.path, outcome: result.outcome, done: index + 1, total: files.length });
    }
    // A folder without a single document is a mistyped path or a mount that failed, and no wish to forget everything.
    const present = new Set(files.map(({ path }) => path));
    for (const id of files.length === 0 ? [] : stored.keys()) {
      if (present.has(id)) continue;
      signal?.throwIfAborted();
      if (!dryRun) await store.remove(id);
      removed.push(id);
    }
  } finally {
    await reader.close();
  }
  const { added, updated, unchanged } = paths;
  const report = { added, updated, unchanged, removed, failed, passages };
  return { ...report, summary: files.length === 0 ? emptySummary(folder, stored.size) : summaryOf(report, dryRun) };
}

type Prepared =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'added' | 'updated'; readonly document: StoredDocument; readonly passages: Passage[] };

async function prepare(
  file: FoundFile,
  reader: ReaderThread,
  { baseUrl, maxFileBytes, stored }: Settings,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  signal?.throwIfAborted();
  const refused = file.refused ?? whyUnread(file.path);
  if (refused !== null) return { outcome: 'failed', reason: refused };
  const content = await bytesOf(file.absolutePath, maxFileBytes);
  if ('reason' in content) return { outcome: 'failed', reason: content.reason };
  const { bytes } = content;
  const known = stored.get(file.path);
  // The address is part of it, for a passage carries it, and so is the way of reading.
  const hash = createHash('sha256').update(`${READING_VERSION}\n${baseUrl}\n`).update(bytes).digest('hex');
  if (known?.hash === hash) return { outcome: 'unchanged' };
  const reply = await reader.read(file.path, bytes, signal);
  if ('reason' in reply) return { outcome: 'failed', reason: reply.reason };
  const document: StoredDocument = {
    id: file.path,
    title: reply.document.title ?? titleFromPath(file.path),
    url: documentUrl(file.path, baseUrl, reply.document.url),
    hash,
  };
  if (document.id.length > MAX_PATH_CHARACTERS || document.url.length > MAX_URL_CHARACTERS) {
    return { outcome: 'failed', reason: 'has too long a path: move it up' };
  }
  return { outcome: known ? 'updated' : 'added', document, passages: passagesOf(document, reply.document) };
}

async function bytesOf(path: string, maxBytes: number): Promise<{ bytes: Uint8Array } | { reason: string }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > maxBytes) return { reason: `has ${size} bytes, more than the ${maxBytes} that are read: split it` };
      if (size === 0) return { reason: 'is empty' };
      // A buffer of its own rather than a slice of Node's pool, for it moves to the reader's thread.
      const bytes = new Uint8Array(size);
      const { bytesRead } = await file.read(bytes, 0, size, 0);
      return bytesRead === size ? { bytes } : { reason: 'changed while it was read: ingest again' };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { reason: `cannot be opened (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})` };
  }
}

/** Ids depend on the document and the text alone, so that sources that a visitor kept still resolve afterwards. */
function passagesOf(document: StoredDocument, { chunks }: ReadDocument): Passage[] {
  const seen = new Map<string, number>();
  return chunks.map(({ heading, anchor, text }) => {
    const key = `${document.id}\n${heading}\n${anchor}\n${text}`;
    const repeat = seen.get(key) ?? 0;
    seen.set(key, repeat + 1);
    return {
      id: createHash('sha256').update(`${key}\n${repeat}`).digest('base64url').slice(0, 22),
      documentId: document.id,
      title: document.title,
      heading,
      url: partUrl(document.url, anchor),
      text,
    };
  });
}

function summaryOf(
  { added, updated, unchanged, removed, failed, passages }: Omit<IngestReport, 'summary'>,
  dryRun: boolean,
): string {
  return (
    `${dryRun ? 'Nothing was written. It would be: ' : ''}${added.length} added, ${updated.length} updated ` +
    `(${passages} passages), ${unchanged.length} unchanged, ${removed.length} removed, ${failed.length} failed.`
  );
}

function emptySummary(folder: string, stored: number): string {
  const kept = stored === 0 ? '' : ` The ${stored} documents of the store were kept.`;
  return `${folder} holds no Markdown, HTML, PDF, DOCX or text file: is it the right folder?${kept}`;
}

function whole(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new KnowledgeError('invalid', `${field}: ${value} must be a whole number of at least 1.`);
}
