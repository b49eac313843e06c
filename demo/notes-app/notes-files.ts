import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bundleScripts } from '../bundle-scripts.ts';
import { file, page } from '../site-files.ts';
import type { SiteFile } from '../site-files.ts';
import { appIcon, manifest } from './app-icon.ts';
import { notesAppPage } from './app-page.ts';

const here = (path: string): URL => new URL(path, import.meta.url);

/** The app's page, looks, icons and manifest, without its scripts. */
export async function renderNotesApp({ isKeyless }: { readonly isKeyless: boolean }): Promise<Map<string, SiteFile>> {
  const styles = await Promise.all(['../layout/styles/base.css', '../layout/styles/assistant.css', 'app.css'].map((path) => readFile(here(path))));
  return new Map([
    ['/notes-app/', page(notesAppPage(isKeyless))],
    named('/notes-app/app.css', Buffer.concat(styles)),
    named('/notes-app/manifest.webmanifest', Buffer.from(JSON.stringify(manifest, null, 2))),
    named('/notes-app/icon.svg', Buffer.from(appIcon)),
    named('/notes-app/icon-192.png', await readFile(here('icon-192.png'))),
    named('/notes-app/icon-512.png', await readFile(here('icon-512.png'))),
  ]);
}

/**
 * The app's scripts, and its service worker, which is told the names of all files of the app.
 * @param rendered what {@link renderNotesApp} gave
 */
export async function bundleNotesApp(rendered: ReadonlyMap<string, SiteFile>): Promise<Map<string, SiteFile>> {
  const bundled = await bundleScripts({ entries: { app: 'notes-app/app.ts' }, under: '/notes-app' });
  const scripts = new Map([...bundled].map(([path, body]) => named(path, body)));
  const shell = new Map([...rendered, ...scripts]);
  const version = createHash('sha256');
  for (const [path, { body }] of shell) version.update(path).update(body);
  const [worker] = await bundleScripts({
    entries: { sw: 'notes-app/service.worker.ts' },
    under: '/notes-app',
    classic: true,
    define: { SHELL: JSON.stringify([...shell.keys()]), VERSION: JSON.stringify(version.digest('hex').slice(0, 16)) },
  });
  return new Map([...scripts, named(...worker!)]);
}

function named(path: string, body: Buffer): [string, SiteFile] {
  return [path, file(path, body)];
}
