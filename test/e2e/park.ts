import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { startDemo, type Demo, type DemoOptions } from '../../demo/serve-demo.ts';
import type { RealtimeAssistant } from '../../src/index.ts';
import { closeSpeaker } from './spoken.ts';
import { Visitor, type VisitorOptions } from './visitor.ts';

export interface Park {
  readonly url: string;
  close(): Promise<void>;
}

/** The demo with a knowledge store of its own, so that tests share nothing. */
export async function openPark(options: Partial<DemoOptions> = {}): Promise<Park> {
  const dataDir = await mkdtemp(join(tmpdir(), 'realtime-assistant-park-'));
  const known = inject('knowledge');
  if (known !== undefined) await cp(known, dataDir, { recursive: true });
  const demo: Demo = await startDemo({ port: 0, dataDir, log: () => {}, ...options });
  return {
    url: demo.url,
    close: async () => {
      await demo.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface SharedPark {
  /** From the first test on. */
  readonly url: string;
  /** Brings a visitor, to the park if no other address is named, who leaves after the test. */
  visit(options?: VisitorOptions, url?: string): Promise<Visitor>;
}

/** One park and one browser for all tests of a suite, and all that opens and closes them: call it in `describe`. */
export function sharePark(options?: Partial<DemoOptions>): SharedPark {
  let park: Park | undefined;
  let browser: Browser | undefined;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    [park, browser] = await Promise.all([openPark(options), Visitor.openBrowser()]);
  });

  afterEach(async () => {
    for (const visitor of visitors.splice(0)) await visitor.leave();
  });

  afterAll(async () => {
    await browser?.close();
    await park?.close();
    await closeSpeaker();
  });

  return {
    get url() {
      return park!.url;
    },
    async visit(options = {}, url = park!.url) {
      // What a microphone hears, and whether there is one, is a browser's own.
      const isOwn = options.microphone !== undefined || options.permission === 'denied';
      const visitor = await Visitor.arrive(url, { ...(!isOwn && { browser: browser! }), ...options });
      visitors.push(visitor);
      return visitor;
    },
  };
}

/** What the visitor reads: role, words and state of each message, in order. */
export function messages(page: Page): Promise<{ role: string; text: string; status: string }[]> {
  return page
    .locator('realtime-assistant')
    .evaluate((element: RealtimeAssistant) =>
      element.session!.snapshot.messages.map(({ role, text, status }) => ({ role, text, status })),
    );
}

/** Waits for a `:state()` of the element, which is what a page's own styles go by. */
export async function untilState(page: Page, name: string, limitMs = 30_000): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('realtime-assistant')!.matches(`:state(${wanted})`),
    name,
    { timeout: limitMs },
  );
}

export async function openPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask the ranger' }).click();
}

export async function startTalking(page: Page): Promise<void> {
  await openPanel(page);
  await page.getByRole('button', { name: 'Start talking' }).click();
}

export async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill(text);
  await page.keyboard.press('Enter');
}
