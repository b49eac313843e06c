import { readFile } from 'node:fs/promises';
import { bundleScripts } from '../bundle-scripts.ts';
import { brandNames } from '../scripted/brands.ts';
import { file, page } from '../site-files.ts';
import type { SiteFile } from '../site-files.ts';
import { buildersPages } from './builders-frame.ts';
import { compositionPage } from './composition-page.ts';
import { buildersHomePage } from './home-page.ts';
import { playgroundPage } from './playground-page.ts';
import { stagePage, statesPage } from './states-page.ts';
import { themesPage } from './themes-page.ts';

const here = (path: string): URL => new URL(path, import.meta.url);

/** The pages of the section for builders, without the scripts that they run. */
export async function renderBuilders(): Promise<Map<string, SiteFile>> {
  const sheets = new Map<string, string>();
  for (const name of brandNames) sheets.set(name, await readFile(here(`../themes/${name}.css`), 'utf8'));
  const wordCount = await readFile(here('word-count.ts'), 'utf8');
  const { home, playground, themes, states, composition } = buildersPages;
  const styles = await Promise.all(
    ['builders', 'bench', 'galleries', 'composition'].map((name) => readFile(here(`styles/${name}.css`))),
  );
  return new Map([
    [home.path, page(buildersHomePage())],
    [playground.path, page(playgroundPage())],
    [themes.path, page(themesPage(sheets))],
    [states.path, page(statesPage())],
    ['/build/state', page(stagePage())],
    [composition.path, page(compositionPage(wordCount))],
    ...[...sheets].map(([name, text]) => named(`/build/themes/${name}.css`, Buffer.from(text))),
    named('/build/build.css', Buffer.concat(styles)),
    named('/build/stage.css', await readFile(here('styles/stage.css'))),
    named('/build/custom-elements.json', await readFile(here('../../custom-elements.json'))),
  ]);
}

/** The scripts of those pages, bundled from their sources and the built package. */
export async function bundleBuilders(): Promise<Map<string, SiteFile>> {
  const entries = {
    stage: 'scripted/stage-page.ts',
    states: 'builders/state-gallery.ts',
    themes: 'builders/theme-gallery.ts',
    playground: 'builders/playground.ts',
    composition: 'builders/composition.ts',
  };
  return new Map([...(await bundleScripts({ entries, under: '/build' }))].map(([path, body]) => named(path, body)));
}

function named(path: string, body: Buffer): [string, SiteFile] {
  return [path, file(path, body)];
}
