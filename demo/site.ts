import { readFile, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readHtmlPage } from './html-page.ts';
import { readMarkdownPage } from './markdown-page.ts';
import type { PageText } from './markdown-page.ts';
import { sectionTitles } from './sections.ts';
import type { SectionTitle } from './sections.ts';

export interface Page extends PageText {
  /** Path on the site, such as `/camping/campfire-rules`; `/` is the home page. */
  readonly path: string;
}

export interface Section extends SectionTitle {
  /** `/camping` */
  readonly path: string;
  /** By title. */
  readonly pages: readonly Page[];
}

/** A file that is handed out as it is. */
export interface Download {
  readonly path: string;
  readonly title: string;
  readonly bytes: Buffer;
}

export interface Site {
  readonly home: Page;
  readonly sections: readonly Section[];
  readonly downloads: readonly Download[];
}

const pageFile = /\.(?:md|html)$/;

/**
 * Reads the folder of a site: `index.md`, one folder a section with its pages in Markdown or HTML, and other files,
 * which are downloads. Addresses are those that the relay's ingestion gives to the same files.
 * @throws an Error that names the file at fault.
 */
export async function loadSite(folder: string): Promise<Site> {
  const pages: Page[] = [];
  const downloads: Download[] = [];
  for (const file of await filesOf(folder)) {
    const bytes = await readFile(join(folder, file));
    if (pageFile.test(file)) pages.push(readPage(file, bytes.toString('utf8')));
    else downloads.push({ path: `/${file}`, title: titleOf(file), bytes });
  }
  const home = pages.find(({ path }) => path === '/');
  if (!home) throw new Error(`The site has no home page: ${join(folder, 'index.md')} is missing.`);
  return { home, sections: sectionsOf(pages), downloads };
}

/** Where a link of a page leads: from the root, and without the endings that addresses do not have. */
export function resolveLink(href: string, file: string): string {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(href)) return href;
  const { pathname, search, hash } = new URL(href, `http://site.invalid/${file}`);
  return addressOf(pathname.slice(1)) + search + hash;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, ''))
    .sort();
}

function readPage(file: string, source: string): Page {
  try {
    const text = file.endsWith('.md')
      ? readMarkdownPage(source, (href) => resolveLink(href, file))
      : readHtmlPage(source);
    return { path: addressOf(file), ...text };
  } catch (error) {
    throw new Error(`The page ${file} ${(error as Error).message}.`, { cause: error });
  }
}

function addressOf(file: string): string {
  return `/${pageFile.test(file) ? file.replace(pageFile, '').replace(/(^|\/)index$/, '$1') : file}`;
}

function sectionsOf(pages: readonly Page[]): Section[] {
  const folders = new Set(pages.flatMap(({ path }) => path.split('/').slice(1, -1)));
  const known = sectionTitles.filter(({ folder }) => folders.has(folder));
  const others = [...folders].filter((folder) => known.every((title) => title.folder !== folder));
  return [...known, ...others.map(untitled)].map((title) => sectionOf(title, pages));
}

function sectionOf(title: SectionTitle, pages: readonly Page[]): Section {
  const path = `/${title.folder}`;
  const own = pages.filter((page) => page.path.startsWith(`${path}/`));
  return { ...title, path, pages: own.sort((a, b) => a.title.localeCompare(b.title, 'en')) };
}

function untitled(folder: string): SectionTitle {
  const title = titleOf(folder);
  return { folder, label: title, title, description: '', questions: [] };
}

/** "downloads/park-rules.pdf" is "Park rules". */
function titleOf(file: string): string {
  const words = basename(file, extname(file)).replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
