import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderBuilders } from '../../../demo/builders/builders-files.ts';
import { manifest } from '../../../demo/notes-app/app-icon.ts';
import { renderNotesApp } from '../../../demo/notes-app/notes-files.ts';
import type { SiteFile } from '../../../demo/site-files.ts';

/** The scripts are bundled from a built package; these pages are looked at without. */
const bundled = /^\/(?:build|notes-app)\/[a-z-]+\.js$|^\/realtime-assistant\.js$/;
const ofThePark = new Set(['/', '/site.css', '/favicon.svg']);

let files: Map<string, SiteFile>;
let pages: Map<string, Document>;

beforeAll(async () => {
  files = new Map([...(await renderBuilders()), ...(await renderNotesApp({ isKeyless: true }))]);
  pages = new Map(
    [...files]
      .filter(([, { type }]) => type.startsWith('text/html'))
      .map(([path, { body }]) => [path, parseHTML(body.toString('utf8')).document as unknown as Document]),
  );
});

describe('the pages for builders', () => {
  it('have one top heading each, a language, and nothing inline that a strict policy would block', () => {
    expect([...pages.keys()].toSorted()).toEqual(
      ['/build', '/build/composition', '/build/playground', '/build/state', '/build/states', '/build/themes', '/notes-app/'].toSorted(),
    );
    for (const [path, document] of pages) {
      expect(document.querySelectorAll('h1').length, path).toBe(1);
      expect(document.documentElement.getAttribute('lang'), path).toBe('en');
      const inline = [...document.querySelectorAll('*')].filter(
        (element) =>
          element.localName === 'style' ||
          (element.localName === 'script' && !element.getAttribute('src')) ||
          element.getAttributeNames().some((name) => name.startsWith('on') || name === 'style'),
      );
      expect(inline.map((element) => element.outerHTML), path).toEqual([]);
    }
  });

  it('have no address that leads nowhere, and no id twice', () => {
    const broken: string[] = [];
    for (const [path, document] of pages) {
      for (const element of document.querySelectorAll('[href], [src]')) {
        const { origin, pathname, hash } = new URL(element.getAttribute('href') ?? element.getAttribute('src')!, `http://park.test${path}`);
        const isThere = files.has(pathname) || ofThePark.has(pathname) || bundled.test(pathname);
        const isOnPage = hash === '' || document.getElementById(hash.slice(1)) !== null;
        if (origin !== 'http://park.test' || !isThere || !isOnPage) broken.push(`${path} → ${pathname}${hash}`);
      }
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      expect(ids, path).toEqual([...new Set(ids)]);
    }
    expect(broken).toEqual([]);
  });
});

describe('the note-taker as an app', () => {
  it('has icons of the sizes that its manifest tells, and a page within its scope', () => {
    expect(manifest.start_url.startsWith(manifest.scope)).toBe(true);
    expect(files.get('/notes-app/manifest.webmanifest')!.type).toContain('application/manifest+json');
    for (const { src, sizes, type } of manifest.icons) {
      const { body, type: sent } = files.get(src)!;
      expect(sent).toContain(type);
      // Width and height stand at a fixed place in every PNG.
      if (type === 'image/png') expect(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, src).toBe(sizes);
    }
  });
});
