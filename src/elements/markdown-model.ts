import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';

/** Text, or something in a line that is more than text. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em' | 'del'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'break' };

export type Align = 'start' | 'center' | 'end';

export interface ListItem {
  /** Done or not, in a list of tasks; null in others. */
  readonly checked: boolean | null;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  /** `level` as it is told to a screen reader. */
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly ListItem[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table';
      readonly align: readonly (Align | null)[];
      readonly header: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

/** Longer texts are no answers, and stay plain. */
const LENGTH_LIMIT = 20_000;
/** Deeper than anybody reads; what lies below is shown as it was written. */
const DEPTH_LIMIT = 8;
/** A parser goes down a level for each of these: more at the beginning of a line are an attack. */
const DEEP_LINE = new RegExp(String.raw`^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){${DEPTH_LIMIT * 2}}`, 'mu');
/** Brackets and stars that a parser would pair with each other, each with all others. */
const DENSE = /[[*_`~<]{100}|(?:[[*_~<][^\s\w]?){100}|(?:!?\[[^\]\n]{0,3}){60}/u;
/*!
 * Contains marked (https://github.com/markedjs/marked)
 *
 * MIT License
 *
 * Copyright (c) 2018+, MarkedJS (https://github.com/markedjs/)
 * Copyright (c) 2011-2018, Christopher Jeffrey (https://github.com/chjj/)
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
 * permit persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
 * WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS
 * OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
const lexer = { gfm: true, breaks: true };
/** The panel's own heading is of level 2. */
const FIRST_LEVEL = 3;

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': '’',
  '&nbsp;': '\u00A0',
};

/**
 * A text in Markdown as blocks. Markup of HTML is text; a link leads to http(s), mailto or within the site, or it is none;
 * a picture is a link to it. Text that is too long, or nested without sense, is one plain paragraph.
 */
export function readMarkdown(text: string): readonly Block[] {
  if (text.length > LENGTH_LIMIT || DEEP_LINE.test(text) || DENSE.test(text)) return plain(text);
  try {
    const tokens = new Lexer({ ...lexer }).lex(text);
    return blocks(tokens, new Levels(tokens), 0);
  } catch {
    return plain(text);
  }
}

function plain(text: string): readonly Block[] {
  return [{ kind: 'paragraph', children: [text] }];
}

/** Levels without a gap, whatever the model began with: who goes from heading to heading misses none. */
class Levels {
  readonly #depths: readonly number[];

  constructor(tokens: readonly Token[]) {
    const depths = tokens.flatMap((token) => (token.type === 'heading' ? [(token as Tokens.Heading).depth] : []));
    this.#depths = [...new Set(depths)].sort((a, b) => a - b);
  }

  of(depth: number): number {
    return Math.min(6, FIRST_LEVEL + Math.max(0, this.#depths.indexOf(depth)));
  }
}

function blocks(tokens: readonly Token[], levels: Levels, depth: number): readonly Block[] {
  return tokens.flatMap((token): readonly Block[] => block(token as MarkedToken, levels, depth));
}

function block(token: MarkedToken, levels: Levels, depth: number): readonly Block[] {
  if (depth > DEPTH_LIMIT) return plain(token.raw);
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: levels.of(token.depth), children: inlines(token.tokens, depth) }];
    case 'code':
      return [{ kind: 'code', language: /^[\w#+.-]{0,20}/u.exec(token.lang ?? '')![0], text: token.text }];
    case 'list': {
      const items = token.items.map((item) => ({
        checked: item.task ? item.checked === true : null,
        blocks: blocks(item.tokens, levels, depth + 1),
      }));
      return [{ kind: 'list', ordered: token.ordered, start: Number(token.start) || 1, items }];
    }
    case 'blockquote':
      return [{ kind: 'quote', blocks: blocks(token.tokens, levels, depth + 1) }];
    case 'table': {
      const sides = { left: 'start', center: 'center', right: 'end' } as const;
      const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inlines(cell.tokens, depth));
      const align = token.align.map((side) => side && sides[side]);
      return [{ kind: 'table', align, header: cells(token.header), rows: token.rows.map((row) => cells(row)) }];
    }
    case 'hr':
      return [{ kind: 'rule' }];
    case 'html':
      return plain(token.raw.trimEnd());
    default: {
      const tokens = 'tokens' in token ? token.tokens : undefined;
      return [{ kind: 'paragraph', children: tokens ? inlines(tokens, depth) : [decoded(token.raw)] }];
    }
  }
}

function inlines(tokens: readonly Token[] = [], depth: number): readonly Inline[] {
  return tokens.flatMap((token): readonly Inline[] => inline(token as MarkedToken, depth));
}

function inline(token: MarkedToken, depth: number): readonly Inline[] {
  if (depth > DEPTH_LIMIT * 2) return [token.raw];
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [{ kind: token.type, children: inlines(token.tokens, depth + 1) }];
    case 'codespan':
      return [{ kind: 'code', text: token.text }];
    case 'br':
      return [{ kind: 'break' }];
    case 'link':
      return link(token.href, inlines(token.tokens, depth + 1));
    case 'image':
      return link(token.href, [decoded(token.text) || token.href]);
    case 'escape':
      return [token.text];
    case 'text':
      return token.tokens ? inlines(token.tokens, depth + 1) : [decoded(token.text)];
    case 'html':
      return [token.raw];
    default:
      return [token.raw];
  }
}

/** Without its address where that may be anything but a page or a mailbox. */
function link(address: string, children: readonly Inline[]): readonly Inline[] {
  // eslint-disable-next-line no-control-regex -- browsers ignore them inside a scheme
  const href = decoded(address).replaceAll(/[\u0000-\u0020\u007F]/gu, '');
  const scheme = /^([^/?]*?):/u.exec(href)?.[1]?.toLowerCase();
  const isSafe = href !== '' && [undefined, 'http', 'https', 'mailto'].includes(scheme);
  return isSafe ? [{ kind: 'link', href, children }] : children;
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/gu, (entity) => ENTITIES[entity]!);
}

/** What a screen reader is told of it: words without marks, a line for each block. */
export function plainText(text: string): string {
  return linesOf(readMarkdown(text)).join('\n');
}

function linesOf(all: readonly Block[]): string[] {
  return all.flatMap((each) => {
    switch (each.kind) {
      case 'code':
        return [each.text];
      case 'list':
        return each.items.flatMap((item) => linesOf(item.blocks));
      case 'quote':
        return linesOf(each.blocks);
      case 'table':
        return [each.header, ...each.rows].map((row) => row.map((cell) => wordsOf(cell)).join(', '));
      case 'rule':
        return [];
      default:
        return [wordsOf(each.children)];
    }
  });
}

function wordsOf(children: readonly Inline[]): string {
  return children
    .map((child) => {
      if (typeof child === 'string') return child;
      if (child.kind === 'break') return '\n';
      return child.kind === 'code' ? child.text : wordsOf(child.children);
    })
    .join('');
}
