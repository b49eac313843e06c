import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brandNames } from '../../demo/scripted/brands.ts';
import { states } from '../../demo/scripted/states.ts';
import type { RealtimeAssistant } from '../../src/index.ts';
import { hostPages } from './host-page.ts';
import { openPark, type Park } from './park.ts';
import { Visitor } from './visitor.ts';

/** The pages of the demo for those who build with the widget, in a real browser and under their own policy. */
describe('the pages for builders', () => {
  let park: Park;
  let browser: Browser;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    [park, browser] = await Promise.all([openPark(), Visitor.openBrowser()]);
  });

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  afterAll(async () => {
    await browser?.close();
    await park?.close();
  });

  async function visit(path: string): Promise<Visitor> {
    const visitor = await Visitor.arrive(path.startsWith('http') ? path : park.url + path, { browser });
    opened.push(() => visitor.leave());
    return visitor;
  }

  it.each(['/build', '/build/playground', '/build/themes', '/build/states', '/build/composition', '/notes-app/'])(
    '%s says nothing wrong, and can be used by everyone, in light and in dark, and on a phone',
    async (path) => {
      const visitor = await visit(path);
      const { page } = visitor;
      if (path === '/build/playground') await page.locator('.setting').first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await violations(page), colorScheme).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 700 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(visitor.complaints).toEqual([]);
    },
  );

  describe('the playground', () => {
    it('prints what was set, in code that does the same on another page', async () => {
      const visitor = await visit('/build/playground');
      const { page } = visitor;
      await page.getByLabel('heading', { exact: true }).fill('Ask "us" & them');
      await page.getByLabel('mode', { exact: true }).selectOption('text');
      await page.getByLabel('placement', { exact: true }).selectOption('bottom-start');
      await page.getByLabel('open', { exact: true }).check();
      await page.getByLabel('--realtime-radius', { exact: true }).fill('3px');
      const preview = page.locator('#preview realtime-assistant');
      expect(await preview.evaluate((element: RealtimeAssistant) => [element.heading, element.mode, element.open])).toEqual([
        'Ask "us" & them',
        'text',
        true,
      ]);

      const html = await page.locator('#snippet-html').innerText();
      const css = await page.locator('#snippet-css').innerText();
      const shop = await hostPages({
        folder: resolve('dist'),
        pages: { '/': `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><style>${css}</style>${html}</html>` },
      });
      opened.push(() => shop.close());
      const pasted = (await visit(`${shop.url}/`)).page;
      await pasted.getByRole('heading', { name: 'Ask "us" & them' }).waitFor();
      const radius = await pasted.locator('realtime-assistant').evaluate((element) => {
        return getComputedStyle(element.shadowRoot!.querySelector('.frame')!).borderRadius;
      });
      expect(radius).toBe('3px');

      const again = (await visit(page.url())).page;
      await again.getByLabel('heading', { exact: true }).waitFor();
      expect(await again.locator('#snippet-html').innerText()).toBe(html);
      await again.getByRole('button', { name: 'Start over' }).click();
      expect(await again.locator('#snippet-html').innerText()).not.toContain('heading');
      expect(visitor.complaints).toEqual([]);
    });

    it('copies the code, and finds a setting by what it does', async () => {
      const { page } = await visit('/build/playground');
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.locator('.setting').first().waitFor();
      await page.locator('[data-copies=snippet-js]').click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.locator('#snippet-js').innerText());
      await page.getByLabel('Find a setting').fill('push-to-talk');
      expect(await page.locator('.setting:visible code').allInnerTexts()).toContain('mode');
      expect(await page.locator('.setting:visible').count()).toBeLessThan(10);
    });
  });

  it('the themes look like three brands, in a conversation that goes on', async () => {
    const { page } = await visit('/build/themes');
    const looks = await Promise.all(
      brandNames.map(async (name) => {
        const frame = page.frameLocator(`iframe[data-brand=${name}]`);
        await frame.locator('html[data-ready=true]').waitFor();
        // The first words of the visitor, spoken by the script.
        await frame.locator('realtime-transcript li').first().waitFor();
        return frame.locator('realtime-panel').evaluate((panel) => {
          const { fontFamily, backgroundImage, color } = getComputedStyle(panel);
          return `${fontFamily} ${backgroundImage} ${color}`;
        });
      }),
    );
    expect(new Set(looks).size).toBe(brandNames.length);
    await page.getByRole('button', { name: 'Right to left' }).click();
    await page.frameLocator('iframe[data-brand=signal]').locator('html[dir=rtl][data-ready=true]').waitFor();
    await page.getByText('The style sheet').first().click();
    await page.getByText('The Harbour Gazette: a newspaper.').waitFor();
  });

  it.each(brandNames)('the theme %s can be read by everyone, in light and in dark', async (brand) => {
    const { page } = await visit(`/build/state?state=running&brand=${brand}&still`);
    await page.locator('html[data-ready=true]').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });

  it('every state of the gallery comes about, by a script and without a complaint', async () => {
    const visitor = await visit('/build/states');
    const { page } = visitor;
    await page.getByText('It is there.').waitFor();
    expect(await page.locator('#states a').count()).toBe(states.length);
    const problems: string[] = [];
    for (const { name } of states) {
      await page.goto(`${park.url}/build/state?state=${name}&still`);
      await page.locator('html[data-ready]').waitFor({ state: 'attached' });
      const problem = await page.evaluate(() => document.documentElement.dataset['problem']);
      if (problem !== undefined) problems.push(`${name}: ${problem}`);
    }
    expect(problems).toEqual([]);
    // A thing that a script plays is said on the console as it would be on a page: that no relay is named.
    expect(visitor.complaints.filter((words) => !words.includes('has no relay'))).toEqual([]);
  });

  it('a composition of the parts has one conversation, and an element of the page counts its words', async () => {
    const { page } = await visit('/build/composition');
    await page.getByText('You said 0 words, the park 0.').waitFor();
    await page.getByRole('textbox', { name: 'Your message' }).fill('What are the campfire rules?');
    await page.keyboard.press('Enter');
    await page.getByText(/You said 5 words, the park [1-9]\d* ?\d*\./).waitFor();
    await page.getByRole('log').getByText('What are the campfire rules?').waitFor();
    await page.locator('.spread-story realtime-sources').getByRole('button', { name: /Campfire rules/ }).waitFor();
  });

  describe('the notes app', () => {
    it('can be installed, and keeps and shows notes without a network', async () => {
      const { page } = await visit('/notes-app/');
      const inspector = await page.context().newCDPSession(page);
      const { errors } = await inspector.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));
      await page.reload();
      const { installabilityErrors } = await inspector.send('Page.getInstallabilityErrors');
      // A test's window is a private one, in which nothing is installed.
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);

      await page.getByLabel('New note').fill('Feed the otters\nat noon');
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByRole('link', { name: 'Feed the otters' }).waitFor();

      await page.context().setOffline(true);
      await page.reload();
      await page.getByText('Your notes are all here, and what you write is kept.').waitFor();
      await page.getByRole('link', { name: 'Feed the otters' }).waitFor();
      await page.getByLabel('New note').fill('Written without a network');
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByRole('link', { name: 'Written without a network' }).waitFor();
      // The note-taker itself is there, and says why it cannot answer.
      await page.getByRole('button', { name: 'Speak a note' }).waitFor();
    });

    it('writes down, finds and throws away by hand and by keyboard, and hands out all of it', async () => {
      const visitor = await visit('/notes-app/');
      const { page } = visitor;
      for (const text of ['Crème for the otters', 'Paint the canoe']) {
        await page.getByLabel('New note').fill(text);
        await page.getByRole('button', { name: 'Keep it' }).press('Enter');
        await page.getByRole('link', { name: text }).waitFor();
      }
      await page.getByRole('link', { name: 'Paint the canoe' }).press('Enter');
      const field = page.getByRole('textbox', { name: 'The note' });
      await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
      await field.fill('Paint the canoe red');
      await page.getByText('Saved on this device').waitFor();
      await page.getByLabel('Find in your notes').fill('creme');
      await page.getByRole('link', { name: 'Paint the canoe' }).waitFor({ state: 'detached' });
      await page.getByLabel('Find in your notes').fill('');
      await page.getByRole('link', { name: 'Paint the canoe red' }).waitFor();
      expect(await violations(page)).toEqual([]);

      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
      expect(download.suggestedFilename()).toBe('notes.md');
      const exported = await readFile(await download.path(), 'utf8');
      expect(exported).toContain('Paint the canoe red');
      expect(exported).toContain('Crème for the otters');

      page.once('dialog', (dialog) => void dialog.accept());
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('link', { name: 'Paint the canoe red' }).waitFor({ state: 'detached' });
      expect(visitor.complaints).toEqual([]);
    });

    it('lets the note-taker do the same, by tools of the page that the relay allows', async () => {
      const visitor = await visit('/notes-app/');
      const { page } = visitor;
      await page.getByRole('button', { name: 'Speak a note' }).click();
      const ask = async (text: string): Promise<void> => {
        await page.getByRole('textbox', { name: 'Your message' }).fill(text);
        await page.keyboard.press('Enter');
      };
      await ask('Note: water the birches on Friday');
      await page.getByRole('link', { name: 'Water the birches on Friday' }).waitFor();
      await page.getByRole('log').getByText('I wrote that down.').waitFor();
      await ask('Find birches');
      await page.getByRole('log').getByText('One note.').waitFor();
      await ask('Delete the note about birches');
      await page.getByRole('link', { name: 'Water the birches on Friday' }).waitFor({ state: 'detached' });
      expect(visitor.complaints).toEqual([]);
    });
  });
});

let axe: string | undefined;

/** What axe says of a page, in words; pages in its frames are looked at by themselves. */
async function violations(page: Page): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Axe = { run(context: Document, options: RunOptions): Promise<AxeResults> };
    const { axe: tool } = globalThis as unknown as { axe: Axe };
    // A colour on its way to that of the other scheme is none to judge.
    const turning = (root: Document | ShadowRoot): Promise<unknown>[] => [
      ...root.getAnimations().filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished.catch(() => {})),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? turning(shadowRoot) : [])),
    ];
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await Promise.all(turning(document));
    const { violations: found } = await tool.run(document, { resultTypes: ['violations'], iframes: false });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}
