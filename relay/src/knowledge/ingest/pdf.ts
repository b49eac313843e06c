import { type DocumentText, type ReadLimits, type Section, UnreadableError } from './document-text.js';
import { oneLine } from './one-line.js';
import { layOut, type PdfLine } from './pdf-layout.js';

/** Each page is a section of its own, for `#page=N` is the only anchor that browsers' PDF viewers share. */
export async function readPdf(bytes: Uint8Array, { maxPages }: ReadLimits): Promise<DocumentText> {
  const { extractTextItems, getDocumentProxy, getMeta } = await import('unpdf');
  const pdf = await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false, stopAtErrors: false }).catch(
    refuse,
  );
  try {
    if (pdf.numPages > maxPages) {
      throw new UnreadableError(`has ${pdf.numPages} pages, more than the ${maxPages} that are read: split it`);
    }
    const { items } = await extractTextItems(pdf).catch(refuse);
    const sections = sectionsOf(layOut(items));
    if (sections.length === 0) {
      throw new UnreadableError('holds pictures of pages and no text: run text recognition (OCR) over it first');
    }
    const title: unknown = await getMeta(pdf).then(
      ({ info }) => info['Title'],
      () => null,
    );
    return { title: typeof title === 'string' ? usableTitle(title) : null, url: null, sections };
  } finally {
    await pdf.destroy();
  }
}

/** Many PDFs are titled by the program that made them: "Microsoft Word - report_final2.docx", "untitled". */
function usableTitle(title: string): string | null {
  const text = oneLine(title);
  return /^(?:microsoft |untitled)|\.(?:docx?|pptx?|xlsx?|indd|tex|pdf|dvi)$/i.test(text) ? null : text || null;
}

function sectionsOf(pages: readonly (readonly PdfLine[])[]): Section[] {
  const sections: Section[] = [];
  let heading: readonly string[] = [];
  for (const [index, lines] of pages.entries()) {
    let blocks: string[] = [];
    const end = (): void => {
      if (blocks.length > 0) sections.push({ heading, anchor: `page=${index + 1}`, blocks });
      blocks = [];
    };
    for (const line of lines) {
      if (line.heading) {
        end();
        heading = [line.text];
      } else if (line.startsBlock || blocks.length === 0) {
        blocks.push(line.text);
      } else {
        blocks.push(joined(blocks.pop() ?? '', line.text));
      }
    }
    end();
  }
  return sections;
}

/** Lines of a paragraph; a word that was divided at the end of a line is one again. */
function joined(above: string, below: string): string {
  return /\p{Ll}-$/u.test(above) && /^\p{Ll}/u.test(below) ? above.slice(0, -1) + below : `${above} ${below}`;
}

function refuse(error: unknown): never {
  const { name, message } = error as Error;
  if (name === 'PasswordException') throw new UnreadableError('is protected by a password: save it without one');
  throw new UnreadableError(`is no PDF that can be read (${message}): is it cut off? Save it again`, { cause: error });
}
