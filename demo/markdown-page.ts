import { Marked, Renderer } from 'marked';
import { trusted } from './layout/html.ts';
import type { Html } from './layout/html.ts';

export interface Heading {
  readonly id: string;
  readonly text: string;
}

/** Text under one heading of the second level; the first part of a page has none. */
export interface Part {
  readonly heading: Heading | null;
  readonly body: Html;
}

export interface PageText {
  readonly title: string;
  readonly description: string;
  readonly parts: readonly Part[];
}

/**
 * Reads a page: front matter with `title` and `description`, then GitHub's Markdown.
 * @param resolveLink gives the address that a link of the text leads to.
 * @throws an Error that names what the page lacks.
 */
export function readMarkdownPage(source: string, resolveLink: (href: string) => string): PageText {
  const block = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(source);
  if (!block) throw new Error('has no front matter: begin it with "---", "title: …", "description: …", "---"');
  const parts: Part[] = [];
  const slugs = githubSlugs();
  const marked = markedFor(slugs);
  const tokens = marked.lexer(source.slice(block[0].length));
  marked.walkTokens(tokens, (token) => {
    if (token.type === 'link') token.href = resolveLink(token.href as string);
  });
  const starts = tokens.flatMap((token, index) => (token.type === 'heading' && token.depth === 2 ? [index] : []));
  for (const [index, start] of [0, ...starts].entries()) {
    const slice = tokens.slice(start, [...starts, tokens.length][index]);
    const markup = marked.parser(slice);
    const heading = /^<h2 id="([^"]*)">(.*)<\/h2>\n/.exec(markup);
    if (heading) {
      const [whole, id = '', inner = ''] = heading;
      parts.push({ heading: { id, text: plainText(inner) }, body: trusted(markup.slice(whole.length)) });
    } else if (markup.trim() !== '') {
      parts.push({ heading: null, body: trusted(markup) });
    }
  }
  return { title: field(block[1] ?? '', 'title'), description: field(block[1] ?? '', 'description'), parts };
}

function markedFor(slugs: (heading: string) => string): Marked {
  const tables = Renderer.prototype.table;
  return new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${slugs(plainText(inner))}">${inner}</h${depth}>\n`;
      },
      // Wide tables scroll by themselves, not the page; who has no mouse reaches them by the tab key.
      table(token) {
        return `<div class="table" role="region" aria-label="Table" tabindex="0">${tables.call(this, token)}</div>\n`;
      },
    },
  });
}

/** A scalar on one line, in quotes or without. */
function field(frontMatter: string, name: string): string {
  const value = new RegExp(`^${name}:[ \\t]*(.+)$`, 'm').exec(frontMatter)?.[1]?.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (value === undefined) throw new Error(`has no "${name}" in its front matter`);
  return value;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The text that a reader sees of marked's inline markup. */
export function plainText(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Ids of headings as GitHub makes them: lower case, no punctuation, hyphens for spaces, `-1`, `-2` for equal ones. The
 * relay's ingestion links to headings by the same rule.
 */
function githubSlugs(): (heading: string) => string {
  const used = new Map<string, number>();
  return (heading) => {
    const slug = heading.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
    if (slug === '') return slug;
    let unique = slug;
    while (used.has(unique)) {
      const next = (used.get(slug) ?? 0) + 1;
      used.set(slug, next);
      unique = `${slug}-${next}`;
    }
    used.set(unique, 0);
    return unique;
  };
}
