import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RealtimeErrorEvent } from '../../src/index.ts';
import { hostPages, type HostOptions } from './host-page.ts';
import { Visitor } from './visitor.ts';

const dist = resolve('dist');
const element = '<realtime-assistant relay-url="/realtime"></realtime-assistant>';

/** How the words of a language get to a page from the published files. */
describe('a German page', () => {
  let browser: Browser;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    browser = await Visitor.openBrowser();
  });

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function host(options: HostOptions): Promise<Awaited<ReturnType<typeof hostPages>>> {
    const site = await hostPages(options);
    opened.push(() => site.close());
    return site;
  }

  const pages = (script: string) => ({
    '/': `<!doctype html><html lang="de"><title>Laden</title><link rel="icon" href="data:,">${script}${element}</html>`,
  });

  async function arrive(url: string): Promise<Visitor> {
    const visitor = await Visitor.arrive(url, { browser });
    opened.push(() => visitor.leave());
    return visitor;
  }

  const speaksGerman = (page: Page) => page.getByRole('button', { name: 'Assistenten fragen' }).waitFor();

  it('with one script tag loads its words, and no others, from beside the script, under a strict policy', async () => {
    const site = await host({
      folder: dist,
      pages: pages('<script src="/realtime-assistant.js" defer></script>'),
      policy: `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:`,
    });
    const { page, complaints } = await arrive(`${site.url}/`);
    await speaksGerman(page);
    expect(site.served.filter((path) => path.includes('locale-'))).toEqual(['/locale-de.js']);
    expect(complaints).toEqual([]);
  });

  it('with the script from a CDN loads them from there', async () => {
    const cdn = await host({ folder: dist, cors: true });
    const site = await host({ pages: pages(`<script src="${cdn.url}/realtime-assistant.js" defer></script>`) });
    const { page } = await arrive(`${site.url}/`);
    await speaksGerman(page);
    expect(cdn.served).toContain('/locale-de.js');
  });

  it('that a bundler built carries each language as a file of its own', async () => {
    const folder = await mkdtemp(join(resolve('test/e2e'), '.bundled-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'main.js'), `import 'realtime-assistant/define';\n`);
    await writeFile(join(folder, 'index.html'), pages('<script type="module" src="./main.js"></script>')['/']);
    await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: 'site' } });
    const site = await host({ folder: join(folder, 'site') });
    const { page } = await arrive(`${site.url}/index.html`);
    await speaksGerman(page);
    expect(site.served.filter((path) => path.includes('locale-'))).toEqual([expect.stringMatching(/\/locale-de.*\.js$/)]);
  });

  it('whose words do not come has English ones, and its developer is told once', async () => {
    const site = await host({ folder: dist, pages: pages('') });
    const { page } = await arrive(`${site.url}/`);
    await page.route('**/locale-de.js', (route) => route.abort());
    const told = await page.evaluate(async () => {
      const errors: string[] = [];
      const first = new Promise<void>((resolve) => {
        document.addEventListener('realtime-error', (event) => {
          errors.push((event as RealtimeErrorEvent).error.code);
          resolve();
        });
      });
      document.body.append(Object.assign(document.createElement('script'), { src: '/realtime-assistant.js' }));
      await first;
      document.querySelector('realtime-assistant')!.strings = { heading: 'Laden' };
      await document.querySelector('realtime-assistant')!.updateComplete;
      return errors;
    });
    expect(told).toEqual(['locale-failed']);
    await page.getByRole('button', { name: 'Ask the assistant' }).waitFor();
  });
});
