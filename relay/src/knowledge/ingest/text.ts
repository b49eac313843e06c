import { decodeText } from './decode-text.js';
import type { DocumentText } from './document-text.js';
import { oneLine } from './one-line.js';

/** Plain text: paragraphs are what empty lines part. */
export async function readText(bytes: Uint8Array): Promise<DocumentText> {
  const blocks = decodeText(bytes)
    .split(/\r?\n[ \t]*\r?\n/)
    .map(oneLine)
    .filter((block) => block !== '');
  return { title: null, url: null, sections: blocks.length === 0 ? [] : [{ heading: [], anchor: '', blocks }] };
}
