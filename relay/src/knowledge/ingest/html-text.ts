import { type Section, UnreadableError } from './document-text.js';
import { asSentence, oneLine } from './one-line.js';

/** As much of the DOM as is needed here; the relay compiles without the browser's library. */
export interface HtmlNode {
  readonly nodeType: number;
  readonly localName?: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<HtmlNode>;
}

export interface HtmlElement extends HtmlNode {
  readonly localName: string;
  readonly innerHTML: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): HtmlElement | null;
  querySelectorAll(selector: string): Iterable<HtmlElement>;
}

const ELEMENT = 1;
const TEXT = 3;
const MAX_DEPTH = 400;

const HEADING = /^h([1-6])$/;
/** What no reader takes for the page's words: code, controls, pictures, ways around the site. */
const SILENT = words(`
  script style noscript template head title nav footer form button select textarea input dialog
  svg math canvas iframe object audio video`);
const BLOCK = words(`
  address article aside blockquote body center dd details div dl dt fieldset figcaption figure header hgroup hr
  li main ol p pre search section summary table td th tr ul`);

/** Gives a heading without `id` its fragment; see {@link githubSlugs}. */
export type Slugger = (heading: string) => string;

/** Sections of a page, by its headings, as plain text. `title` is left out of the heading paths. */
export function sectionsOf(root: HtmlElement, title: string | null, slugger?: Slugger): Section[] {
  const walk = new SectionWalk(root, title, slugger);
  walk.visit(root, 0);
  return walk.finish();
}

class SectionWalk {
  readonly #sections: Section[] = [];
  readonly #slugger: Slugger | undefined;
  readonly #isTitle: (level: number, text: string) => boolean;
  #path: { level: number; text: string }[] = [];
  #anchor = '';
  #blocks: string[] = [];
  /** Text between blocks, such as that of a `<div>` with a list inside. */
  #inline = '';

  constructor(root: HtmlElement, title: string | null, slugger: Slugger | undefined) {
    this.#slugger = slugger;
    const single = [...root.querySelectorAll('h1')].length === 1;
    this.#isTitle = (level, text) => level === 1 && (single || text.toLowerCase() === title?.toLowerCase());
  }

  visit(node: HtmlNode, depth: number): void {
    if (depth > MAX_DEPTH) throw new UnreadableError(`is nested more than ${MAX_DEPTH} levels deep`);
    if (node.nodeType === TEXT) {
      this.#inline += node.textContent ?? '';
      return;
    }
    if (node.nodeType !== ELEMENT) return;
    const element = node as HtmlElement;
    const name = element.localName;
    if (isSilent(element)) return;
    const heading = HEADING.exec(name);
    if (heading) return this.#startSection(element, Number(heading[1]));
    if (name === 'table' && !element.querySelector('table, h1, h2, h3, h4, h5, h6')) {
      this.#flush();
      this.#blocks.push(...rowsOf(element));
      return;
    }
    if (name === 'br') {
      this.#inline += ' ';
      return;
    }
    const block = BLOCK.has(name);
    if (block) this.#flush();
    for (const child of element.childNodes) this.visit(child, depth + 1);
    if (block) this.#flush(name === 'li' || name === 'dd' || name === 'dt' || name === 'summary');
  }

  finish(): Section[] {
    this.#endSection();
    return this.#sections;
  }

  #startSection(element: HtmlElement, level: number): void {
    this.#endSection();
    const text = headingText(element);
    if (text === '') return;
    this.#path = this.#path.filter((above) => above.level < level);
    // Asked for every heading in turn, for the numbering of equal ones counts those with an id as well.
    const slug = this.#slugger?.(text) ?? '';
    this.#anchor = element.getAttribute('id') || element.querySelector('a[id], a[name]')?.getAttribute('id') || slug;
    if (!this.#isTitle(level, text)) this.#path.push({ level, text });
  }

  #endSection(): void {
    this.#flush();
    if (this.#blocks.length === 0) return;
    this.#sections.push({ heading: this.#path.map(({ text }) => text), anchor: this.#anchor, blocks: this.#blocks });
    this.#blocks = [];
  }

  #flush(sentence = false): void {
    const text = oneLine(this.#inline);
    this.#inline = '';
    if (text !== '') this.#blocks.push(sentence ? asSentence(text) : text);
  }
}

/** Without the sign that documentation tools hang on a heading as its link. */
export function headingText(element: HtmlElement): string {
  return oneLine(element.textContent ?? '').replace(/\s*[¶#🔗]+$/u, '');
}

function isSilent(element: HtmlElement): boolean {
  if (SILENT.has(element.localName)) return true;
  return element.getAttribute('hidden') !== null || element.getAttribute('aria-hidden') === 'true';
}

/** "Zone: A, price: 5 pounds." for each row under a header; cells in order where there is none. */
function rowsOf(table: HtmlElement): string[] {
  const caption = table.querySelector('caption');
  const lines = caption ? [asSentence(oneLine(caption.textContent ?? ''))] : [];
  let header: string[] = [];
  for (const row of table.querySelectorAll('tr')) {
    const cells = [...row.querySelectorAll('th, td')];
    const texts = cells.map((cell) => oneLine(cell.textContent ?? ''));
    if (cells.length > 1 && cells.every((cell) => cell.localName === 'th')) {
      header = texts;
      continue;
    }
    const said = texts.map((text, index) =>
      text && header[index] ? `${header[index].replace(/:$/, '')}: ${text}` : text,
    );
    lines.push(asSentence(said.filter((text) => text !== '').join(', ')));
  }
  const rows = lines.filter((line) => line !== '');
  return rows.length === 0 && header.length > 0 ? [asSentence(header.join(', '))] : rows;
}

/** Fragments as GitHub makes them: lower case, no punctuation, hyphens for spaces, `-1`, `-2` for equal ones. */
export function githubSlugs(): Slugger {
  const used = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    if (slug === '') return slug;
    let unique = slug;
    for (let next = (used.get(slug) ?? 0) + 1; used.has(unique); next += 1) {
      unique = `${slug}-${next}`;
      used.set(slug, next);
    }
    used.set(unique, 0);
    return unique;
  };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
