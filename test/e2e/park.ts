import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { startDemo, type Demo, type DemoOptions } from '../../demo/serve-demo.ts';
import type { RealtimeAssistant } from '../../src/index.ts';

export interface Park {
  readonly url: string;
  close(): Promise<void>;
}

/** The demo with a knowledge store of its own, so that tests share nothing. */
export async function openPark(options: Partial<DemoOptions> = {}): Promise<Park> {
  const dataDir = await mkdtemp(join(tmpdir(), 'realtime-assistant-park-'));
  const demo: Demo = await startDemo({ port: 0, dataDir, log: () => {}, ...options });
  return {
    url: demo.url,
    close: async () => {
      await demo.close();
      await rm(dataDir, { recursive: true, force: true });
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
