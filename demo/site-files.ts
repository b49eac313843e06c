import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { holdSound } from './hold-sound.ts';
import { articlePage } from './layout/article-page.ts';
import { homePage } from './layout/home-page.ts';
import { favicon } from './layout/icons.ts';
import { landscape } from './layout/landscape.ts';
import { notFoundPage } from './layout/not-found-page.ts';
import { sectionPage } from './layout/section-page.ts';
import type { Site } from './site.ts';

/** Something to answer with. */
export interface SiteFile {
  /** `Content-Type` */
  readonly type: string;
  readonly body: Buffer;
}

export interface SiteFiles {
  /** By path, such as `/camping/campfire-rules`. */
  readonly files: ReadonlyMap<string, SiteFile>;
  readonly notFound: SiteFile;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
};

export const page = (markup: string): SiteFile => ({ type: 'text/html; charset=utf-8', body: Buffer.from(markup) });

/** Every page of the site, its style sheet, its pictures and its downloads, ready to be sent. */
export async function renderSite(site: Site): Promise<SiteFiles> {
  const files = new Map<string, SiteFile>();
  files.set(site.home.path, page(homePage(site)));
  for (const section of site.sections) {
    files.set(section.path, page(sectionPage(site, section)));
    for (const article of section.pages) files.set(article.path, page(articlePage(site, section, article)));
  }
  for (const { path, bytes } of site.downloads) files.set(path, file(path, bytes));
  files.set('/site.css', file('/site.css', await readStyles()));
  files.set('/favicon.svg', file('/favicon.svg', Buffer.from(favicon)));
  files.set('/hold.wav', file('/hold.wav', holdSound()));
  for (const time of ['day', 'night'] as const) {
    const path = `/landscape-${time}.svg`;
    files.set(path, file(path, Buffer.from(landscape(time))));
  }
  return { files, notFound: page(notFoundPage(site)) };
}

/** Written in pieces, sent as one. */
async function readStyles(): Promise<Buffer> {
  const names = ['base', 'frame', 'home', 'cards', 'pages', 'assistant'];
  const sheets = names.map((name) => readFile(new URL(`layout/styles/${name}.css`, import.meta.url)));
  return Buffer.concat(await Promise.all(sheets));
}

/**
 * The widget as a site owner serves it: the script and, beside it, the worklets and workers that it loads.
 * @throws an Error that says how to build them.
 */
export async function readWidget(folder: string): Promise<Map<string, SiteFile>> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('realtime-assistant.js')) {
    throw new Error('The widget is not built: run "npm run demo", or "npm run build:widget".');
  }
  const widget = names.filter((name) => /^(?:realtime-assistant[\w.-]*\.m?js|[\w-]+\.(?:worklet|worker)\.js)(?:\.map)?$/.test(name));
  return new Map(
    await Promise.all(
      widget.map(async (name) => [`/${name}`, file(name, await readFile(join(folder, name)))] as const),
    ),
  );
}

export function file(path: string, body: Buffer): SiteFile {
  return { type: types[extname(path).toLowerCase()] ?? 'application/octet-stream', body };
}
