import { resolve } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RealtimeAssistant, RealtimeErrorEvent } from '../../src/index.ts';
import { hostPages, type HostOptions } from './host-page.ts';
import { messages, openPark, untilState, type Park } from './park.ts';
import { Visitor } from './visitor.ts';

const dist = resolve('dist');
const script = (url: string) => `<script src="${url}/realtime-assistant.js" defer></script>`;
const module = (url: string) => `<script type="module" src="${url}/realtime-assistant.mjs"></script>`;

/** What a page pays for, and when. */
describe('what a page loads', () => {
  let park: Park;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    park = await openPark();
  });

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  afterAll(async () => {
    await park?.close();
  });

  async function host(options: HostOptions): Promise<Awaited<ReturnType<typeof hostPages>>> {
    const site = await hostPages(options);
    opened.push(() => site.close());
    return site;
  }

  async function visit(url: string): Promise<Visitor & { readonly asked: string[] }> {
    const visitor = await Visitor.arrive('about:blank');
    opened.push(() => visitor.leave());
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    visitor.page.on('websocket', (socket) => asked.push(socket.url()));
    await visitor.page.goto(url);
    await launcher(visitor.page).waitFor();
    return Object.assign(visitor, { asked });
  }

  const page = (body: string) => `<!doctype html><title>Shop</title><link rel="icon" href="data:,">${body}`;
  const element = (attributes = '') => `<realtime-assistant relay-url="${park.url}/realtime" ${attributes}></realtime-assistant>`;
  const launcher = (where: Page) => where.getByRole('button', { name: 'Ask the assistant' });
  const field = (where: Page) => where.getByRole('textbox', { name: 'Your message' });
  const pathsOf = (asked: readonly string[]) => asked.map((url) => new URL(url, 'http://site').pathname).filter((path) => path !== '/');

  it('before anybody wants the assistant is the shell alone; the pointer over the launcher brings the rest, and no click waits', async () => {
    const site = await host({ folder: dist, pages: { '/': page(module('') + element()) } });
    const { page: tab, asked } = await visit(`${site.url}/`);
    expect(pathsOf(asked)).toEqual(['/realtime-assistant.mjs']);
    const loaded = tab.waitForResponse(/on-demand/);
    await launcher(tab).hover();
    await loaded;
    await tab.waitForFunction(() => document.querySelector<RealtimeAssistant>('realtime-assistant')!.session !== undefined);
    const before = asked.length;
    await launcher(tab).click();
    await field(tab).waitFor();
    expect(asked.slice(before)).toEqual([]);
  });

  it('comes with the keyboard’s focus too', async () => {
    const site = await host({ folder: dist, pages: { '/': page(module('') + element()) } });
    const { page: tab } = await visit(`${site.url}/`);
    const loaded = tab.waitForResponse(/on-demand/);
    await tab.keyboard.press('Tab');
    await loaded;
    await tab.keyboard.press('Enter');
    await field(tab).waitFor();
  });

  it('in a page, is not loaded before the visitor comes near', async () => {
    const far = `<main>${'<p>Read on.</p>'.repeat(400)}</main>`;
    const site = await host({ folder: dist, pages: { '/': page(module('') + far + element('placement="inline"')) } });
    const visitor = await Visitor.arrive(`${site.url}/`);
    opened.push(() => visitor.leave());
    const { page: tab } = visitor;
    await tab.waitForFunction(() => document.querySelector('realtime-assistant:defined') !== null);
    const height = await tab.evaluate(() => document.documentElement.scrollHeight);
    // Two frames, in which the browser tells what is near.
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect(pathsOf(site.served)).toEqual(['/realtime-assistant.mjs']);
    const loaded = tab.waitForResponse(/on-demand/);
    await tab.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await loaded;
    await field(tab).waitFor();
    expect(await tab.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
  });

  it('that does not come is told to visitor and page, and comes at the next try', async () => {
    const site = await host({ folder: dist, pages: { '/': page(module('') + element()) } });
    const { page: tab } = await visit(`${site.url}/`);
    await tab.route(/on-demand/, (route) => route.abort());
    const code = tab.evaluate(
      () =>
        new Promise((done) => {
          document.addEventListener('realtime-error', (event) => done((event as RealtimeErrorEvent).error.code), { once: true });
        }),
    );
    await launcher(tab).click();
    expect(await code).toBe('load-failed');
    const again = tab.getByRole('button', { name: 'Could not be loaded. Try again' });
    await again.waitFor();
    await tab.unroute(/on-demand/);
    await again.click();
    await field(tab).waitFor();
  });

  for (const [kind, tag] of [
    ['a classic script', script],
    ['a module', module],
  ] as const) {
    it(`as ${kind} of another host converses under a policy that names it, with trusted types, and asks nobody else`, async () => {
      const cdn = await host({ folder: dist, cors: true });
      const relay = park.url.replace('http', 'ws');
      const site = await host({
        pages: { '/': page(tag(cdn.url) + element()) },
        policy: `default-src 'none'; script-src ${cdn.url}; worker-src blob:; connect-src ${relay}; img-src data:; require-trusted-types-for 'script'; trusted-types lit-html realtime-assistant`,
      });
      const { page: tab, asked, complaints } = await visit(`${site.url}/`);
      await launcher(tab).click();
      await field(tab).fill('What is the dog policy?');
      await tab.keyboard.press('Enter');
      await untilState(tab, 'speaking');
      expect((await messages(tab))[1]!.text.toLowerCase()).toContain('dog');
      const known = [site.url, `blob:${site.url}`, cdn.url, relay, 'data:'];
      expect(asked.filter((url) => !known.some((start) => url.startsWith(start)))).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }
});
