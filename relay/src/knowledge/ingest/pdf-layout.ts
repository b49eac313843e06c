import { oneLine } from './one-line.js';

/** A run of text on a page, in points, as pdf.js gives it. */
export interface PdfItem {
  readonly str: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fontSize: number;
  readonly hasEOL: boolean;
}

export interface PdfLine {
  readonly text: string;
  readonly heading: boolean;
  /** True where a gap above it begins a new paragraph. */
  readonly startsBlock: boolean;
}

/** Type this much larger than the body's is a heading, when it is short. */
const HEADING_SCALE = 1.15;
const MAX_HEADING_WORDS = 12;
/** Lines of a paragraph lie 1.0 to 1.5 type sizes apart. */
const PARAGRAPH_GAP = 1.7;
/** From this many pages on, a line that stands on most of them is a running head or foot. */
const MIN_PAGES_FOR_RUNNING_HEADS = 4;

interface RawLine {
  readonly text: string;
  readonly y: number;
  readonly fontSize: number;
}

/** Lines of each page without running heads and page numbers. A PDF names no headings: sizes and gaps tell of them. */
export function layOut(pages: readonly (readonly PdfItem[])[]): PdfLine[][] {
  const raw = pages.map(linesOf);
  const running = runningHeads(raw);
  const body = bodySize(raw);
  return raw.map((lines) => {
    const kept = lines.filter((line) => !running.has(place(line)));
    return kept.map(({ text, y, fontSize }, index) => {
      const above = kept[index - 1];
      const gap = above ? Math.abs(above.y - y) / Math.max(fontSize, 1) : 0;
      const large =
        fontSize >= body * HEADING_SCALE && text.split(' ').length <= MAX_HEADING_WORDS && /\p{L}/u.test(text);
      return { text, heading: large, startsBlock: gap > PARAGRAPH_GAP || isListItem(text) };
    });
  });
}

function linesOf(items: readonly PdfItem[]): RawLine[] {
  const lines: RawLine[] = [];
  let text = '';
  let y = 0;
  let fontSize = 0;
  const end = (): void => {
    const line = oneLine(text);
    if (line !== '') lines.push({ text: line, y, fontSize });
    text = '';
    fontSize = 0;
  };
  for (const item of items) {
    if (item.str.trim() !== '') {
      y = item.y;
      fontSize = Math.max(fontSize, item.fontSize);
    }
    text += item.str;
    if (item.hasEOL) end();
  }
  end();
  return lines;
}

function isListItem(text: string): boolean {
  return /^(?:[•‣▪◦●–-]|\d{1,2}[.)])\s/u.test(text);
}

/** Page numbers differ from page to page and are one line all the same. */
function place({ text, y }: RawLine): string {
  return `${Math.round(y)} ${text.replace(/\d+/g, '#')}`;
}

/** Patterns and heights of the topmost and lowest lines that most pages share. */
function runningHeads(pages: readonly (readonly RawLine[])[]): Set<string> {
  const counts = new Map<string, number>();
  for (const lines of pages) {
    // By height, for a program may write the foot of a page before its text.
    const byHeight = [...lines].sort((a, b) => b.y - a.y);
    for (const key of new Set([...byHeight.slice(0, 1), ...byHeight.slice(-1)].map(place))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const enough = Math.max(MIN_PAGES_FOR_RUNNING_HEADS, pages.length / 2);
  return new Set([...counts].filter(([, count]) => count >= enough).map(([key]) => key));
}

/** The size that most of the characters have. */
function bodySize(pages: readonly (readonly RawLine[])[]): number {
  const characters = new Map<number, number>();
  for (const { text, fontSize } of pages.flat()) {
    const size = Math.round(fontSize * 2) / 2;
    characters.set(size, (characters.get(size) ?? 0) + text.length);
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
