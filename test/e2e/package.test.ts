import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { afterEach, describe, expect, it } from 'vitest';
import { hostPages, type HostOptions } from './host-page.ts';
import { messages, sharePark, untilState } from './park.ts';
import type { Visitor } from './visitor.ts';

const dist = resolve('dist');

/** What lands on other people's sites: the files of the package, as they are published. */
describe('the published files', () => {
  const park = sharePark();
  const opened: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  async function host(options: HostOptions): Promise<Awaited<ReturnType<typeof hostPages>>> {
    const site = await hostPages(options);
    opened.push(() => site.close());
    return site;
  }

  /** A visitor types on the page, and is answered aloud. */
  async function converse(url: string): Promise<Visitor> {
    const visitor = await park.visit({}, url);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Ask the assistant' }).click();
    await page.getByRole('textbox', { name: 'Your message' }).fill('What is the dog policy?');
    await page.keyboard.press('Enter');
    await untilState(page, 'speaking');
    expect((await messages(page))[1]!.text.toLowerCase()).toContain('dog');
    return visitor;
  }

  /** Addresses of the page's workers. */
  const workersOf = (page: Page): string[] => page.workers().map((worker) => worker.url()).toSorted();

  const element = () => `<realtime-assistant relay-url="${park.url}/realtime"></realtime-assistant>`;
  const socket = () => park.url.replace('http', 'ws');

  it('work as one script tag on the site’s own host, under a policy that allows nothing else', async () => {
    const site = await host({
      folder: dist,
      pages: { '/': `<!doctype html><title>Shop</title><script src="/realtime-assistant.js" defer></script>${element()}` },
      policy: `default-src 'none'; script-src 'self'; connect-src ${socket()}; style-src 'self'`,
    });
    const visitor = await converse(`${site.url}/`);
    expect(site.served).toContain('/playback.worklet.js');
    await expect.poll(() => workersOf(visitor.page)).toEqual([`${site.url}/orb.worker.js`, `${site.url}/voice.worker.js`]);
    expect(visitor.complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it('work as one script tag from another host, as from a CDN', async () => {
    const cdn = await host({ folder: dist, cors: true });
    const site = await host({
      pages: { '/': `<!doctype html><title>Shop</title><script src="${cdn.url}/realtime-assistant.js" defer></script>${element()}` },
      policy: `default-src 'none'; script-src 'self' ${cdn.url}; connect-src ${socket()}; style-src 'self'`,
    });
    const { page, complaints } = await converse(`${site.url}/`);
    // The policy lets no worker in but those of the site itself. Only the voice loop has tried: the orb takes its word.
    expect(page.workers()).toEqual([]);
    const refused = complaints.filter((text) => text.includes('worker'));
    expect(refused).toHaveLength(1);
    expect(cdn.served).toContain('/playback.worklet.js');
  });

  it('work in a site that a bundler built, the worklets as files of its own', async () => {
    const folder = await mkdtemp(join(resolve('test/e2e'), '.bundled-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'main.js'), `import 'realtime-assistant/define';\n`);
    await writeFile(
      join(folder, 'index.html'),
      `<!doctype html><title>Shop</title><script type="module" src="./main.js"></script>${element()}`,
    );
    await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: 'site' } });
    const site = await host({
      folder: join(folder, 'site'),
      policy: `default-src 'none'; script-src 'self'; connect-src ${socket()}; style-src 'self'`,
    });
    const { page } = await converse(`${site.url}/index.html`);
    await expect
      .poll(() => workersOf(page))
      .toEqual([expect.stringMatching(/\/orb\.worker.*\.js$/), expect.stringMatching(/\/voice\.worker.*\.js$/)]);
    expect(site.served.filter((path) => /\/playback\.worklet.*\.js$/.test(path))).toHaveLength(1);
  });

  it('work as one script tag from another host without CORS headers, voice loop and orb in workers of that host', async () => {
    const cdn = await host({ folder: dist });
    const site = await host({
      pages: { '/': `<!doctype html><title>Shop</title><script src="${cdn.url}/realtime-assistant.js" defer></script>${element()}` },
    });
    const { page } = await converse(`${site.url}/`);
    await expect.poll(() => page.workers()).toHaveLength(2);
    await expect.poll(() => cdn.served).toContain('/voice.worker.js');
    await expect.poll(() => cdn.served).toContain('/orb.worker.js');
  });
});
