import { extname } from 'node:path';
import { type Chunk, chunks } from './chunk.js';
import type { Reader, ReadLimits } from './document-text.js';
import { UnreadableError } from './document-text.js';
import { oneLine } from './one-line.js';

export interface DocumentLimits extends ReadLimits {
  readonly maxPassages: number;
}

/** A document cut into passages, before it has an address. */
export interface ReadDocument {
  readonly title: string | null;
  readonly url: string | null;
  readonly chunks: readonly Chunk[];
}

const MAX_TITLE_CHARACTERS = 300;

/** Every reader brings a parser of its own; a folder of Markdown loads none of the others. */
const READERS: Readonly<Record<string, () => Promise<Reader>>> = {
  '.md': async () => (await import('./markdown.js')).readMarkdown,
  '.markdown': async () => (await import('./markdown.js')).readMarkdown,
  '.html': async () => (await import('./html.js')).readHtml,
  '.htm': async () => (await import('./html.js')).readHtml,
  '.pdf': async () => (await import('./pdf.js')).readPdf,
  '.docx': async () => (await import('./docx.js')).readDocx,
  '.txt': async () => (await import('./text.js')).readText,
};

/** Documents that people expect to be read; pictures, scripts and styles beside a page are passed over in silence. */
const UNREAD: Readonly<Record<string, string>> = {
  '.doc': 'is an old Word document: save it as .docx',
  '.rtf': 'is Rich Text: save it as .docx',
  '.odt': 'is an OpenDocument text: save it as .docx',
  '.pptx': 'is a presentation: save it as PDF',
  '.xlsx': 'is a spreadsheet: save it as PDF',
  '.epub': 'is an e-book: save it as HTML or PDF',
};

export function isReadable(path: string): boolean {
  return extname(path).toLowerCase() in READERS;
}

/** Why a document of a known but unread format is not read; null for everything else. */
export function whyUnread(path: string): string | null {
  return UNREAD[extname(path).toLowerCase()] ?? null;
}

/** Rejects with {@link UnreadableError} where the file is to blame. */
export async function readDocument(path: string, bytes: Uint8Array, limits: DocumentLimits): Promise<ReadDocument> {
  const load = READERS[extname(path).toLowerCase()];
  if (!load) throw new UnreadableError('is of a format that is not read');
  const reader = await load();
  const { title, url, sections } = await reader(bytes, limits);
  const found: Chunk[] = [];
  for (const chunk of chunks(sections)) {
    if (found.length === limits.maxPassages) {
      throw new UnreadableError(`is longer than ${limits.maxPassages} passages of about 150 words: split it`);
    }
    found.push(chunk);
  }
  if (found.length === 0) throw new UnreadableError('has no text');
  return { title: title === null ? null : oneLine(title).slice(0, MAX_TITLE_CHARACTERS) || null, url, chunks: found };
}
