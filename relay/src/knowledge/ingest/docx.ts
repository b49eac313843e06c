import { type DocumentText, UnreadableError } from './document-text.js';
import { headingText, sectionsOf } from './html-text.js';
import { parseHtml } from './parse-html.js';
import { unzippedBytes } from './unzipped-bytes.js';

/** Pictures count, so a long report may hold as much; its text never does. */
const MAX_UNZIPPED_BYTES = 256 * 1024 * 1024;

/** A Word document, by way of HTML. It has no anchors: nothing opens a Word file at a heading by its URL. */
export async function readDocx(bytes: Uint8Array): Promise<DocumentText> {
  const html = await htmlOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const document = await parseHtml(`<!doctype html><html><head></head><body>${html}</body></html>`);
  const [named] = document.querySelectorAll('h1.title');
  const firsts = [...document.querySelectorAll('h1')];
  const first = named ?? (firsts.length === 1 ? firsts[0] : undefined);
  const title = first ? headingText(first) || null : null;
  const sections = sectionsOf(document.body, title);
  if (sections.length === 0) throw new UnreadableError('has no text');
  return { title, url: null, sections: sections.map(({ heading, blocks }) => ({ heading, anchor: '', blocks })) };
}

async function htmlOf(buffer: Buffer): Promise<string> {
  // The signature of OLE files: Word before 2007, and today's Word when a password protects the file.
  if (buffer.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    throw new UnreadableError('is an old or a password-protected Word file: save it as .docx without a password');
  }
  const size = unzippedBytes(buffer) ?? 0;
  if (size > MAX_UNZIPPED_BYTES) {
    throw new UnreadableError(`unpacks to ${size} bytes, more than the ${MAX_UNZIPPED_BYTES} that are read: split it`);
  }
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap: ["p[style-name='Title'] => h1.title:fresh", "p[style-name='Subtitle'] => p:fresh"],
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
        externalFileAccess: false,
      },
    );
    return value;
  } catch (error) {
    throw new UnreadableError(
      `is no Word document that can be read (${(error as Error).message}): save it again from Word`,
      {
        cause: error,
      },
    );
  }
}
