import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openTicketDesk, type TicketDesk } from './ticket-desk.ts';
import { Visitor } from './visitor.ts';

/** What developers begin with: each example as it is, built by its own framework, in a browser with a relay behind it. */
describe('the examples', () => {
  let browser: Browser;
  let output: string;

  beforeAll(async () => {
    [browser, output] = await Promise.all([Visitor.openBrowser(), mkdtemp(join(tmpdir(), 'realtime-assistant-examples-'))]);
  });

  afterAll(async () => {
    await browser?.close();
    await rm(output, { recursive: true, force: true });
  });

  /** Opens an example's page; `built` by Vite with the example's own configuration, or as its files lie there. */
  async function open(name: string, built: boolean): Promise<{ page: Page; desk: TicketDesk; complaints: string[] }> {
    const outDir = join(output, name);
    if (built) await build({ root: resolve('examples', name), logLevel: 'error', build: { outDir } });
    const desk = await openTicketDesk(built ? [outDir] : [resolve('examples', name), resolve('dist')]);
    onTestFinished(() => desk.close());
    const visitor = await Visitor.arrive(`${desk.url}/`, { browser });
    onTestFinished(() => visitor.leave());
    return { page: visitor.page, desk, complaints: visitor.complaints };
  }

  async function ask(page: Page, question: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Your message' }).fill(question);
    await page.keyboard.press('Enter');
  }

  const reads = (page: Page, text: string): Promise<void> =>
    page.getByRole('log').getByText(text).waitFor({ state: 'visible' });

  const shops = [
    { name: 'plain', built: false },
    { name: 'react', built: true },
    { name: 'vue', built: true },
    { name: 'svelte', built: true },
  ];

  it.for(shops)('$name: the question is answered, by a tool and a token of the page, and the page hears of it', async ({ name, built }) => {
    const { page, desk, complaints } = await open(name, built);
    await ask(page, 'One ticket, please');
    await reads(page, 'Done. One ticket was added.');
    expect(await page.getByRole('status').filter({ hasText: /^1$/ }).count(), 'tickets in the cart').toBe(1);
    await page.getByRole('list', { name: 'Finished messages' }).getByText('Done. One ticket was added.').waitFor();
    expect(await page.getByRole('list', { name: 'Finished messages' }).getByRole('listitem').allTextContents()).toEqual([
      'One ticket, please',
      'Done. One ticket was added.',
    ]);
    expect(desk.tokens).toEqual(['visitor-7']);
    expect(complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))).toEqual([]);
  });

  it('compose: the parts and two consumers of one’s own show one session', async () => {
    const { page, complaints } = await open('compose', false);
    await page.getByText('0 answers').waitFor();
    await page.getByRole('button', { name: 'When do you open?' }).click();
    await reads(page, 'We open at eight.');
    await page.getByText('1 answer', { exact: true }).waitFor();
    await ask(page, 'A ticket then');
    await reads(page, 'Done. One ticket was added.');
    await page.getByText('2 answers').waitFor();
    expect(complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))).toEqual([]);
  });
});
