import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { RealtimeAssistant } from '../../src/index.ts';
import { sharePark } from './park.ts';
import type { Visitor } from './visitor.ts';

/** The page has one element; `second` is added to it. */
const first = 'realtime-assistant:not(#second)';
const second = '#second';

/** Elements that come, move and go while they speak. */
describe('on a page with two assistants', () => {
  /** What the relay wrote down. */
  const log: string[] = [];
  const park = sharePark({ log: (line) => log.push(line) });
  let visitor: Visitor;

  async function arrive(): Promise<Page> {
    visitor = await park.visit({ record: true, room: 'quiet' });
    const { page } = visitor;
    await page.evaluate(() => {
      const other = document.createElement('realtime-assistant');
      other.id = 'second';
      other.setAttribute('relay-url', '/realtime');
      other.setAttribute('placement', 'inline');
      document.querySelector('main')!.append(other);
    });
    // Browsers let a page be heard after the visitor touched it.
    await page.locator('main').click({ position: { x: 5, y: 5 } });
    return page;
  }

  async function converse(page: Page, selector: string): Promise<void> {
    await page.evaluate(async (selector) => {
      const element = document.querySelector<RealtimeAssistant>(selector)!;
      await element.connect();
      await element.startListening();
    }, selector);
  }

  async function speak(page: Page, selector: string): Promise<void> {
    await page.evaluate((selector) => {
      void document.querySelector<RealtimeAssistant>(selector)!.sendText('What are the campfire rules?');
    }, selector);
    await inState(page, selector, 'speaking');
  }

  async function inState(page: Page, selector: string, name: string): Promise<void> {
    await page.waitForFunction(({ selector, name }) => document.querySelector(selector)!.matches(`:state(${name})`), {
      selector,
      name,
    });
  }

  /** Microphones, contexts, threads and sockets that are still there. */
  async function live(page: Page): Promise<{ tracks: number; contexts: number; workers: number; sockets: number }> {
    const { tracks, contexts } = await page.evaluate(() => {
      const { tracks, contexts } = (
        globalThis as unknown as { __room: { tracks: MediaStreamTrack[]; contexts: AudioContext[] } }
      ).__room;
      return {
        tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
        contexts: contexts.filter(({ state }) => state !== 'closed').length,
      };
    });
    return {
      tracks,
      contexts,
      // An orb has one too, once it was seen to move.
      workers: page.workers().filter((worker) => worker.url().includes('/voice.worker')).length,
      // The relay's word: of the sockets of a worker that has ended nothing more is heard in the browser.
      sockets:
        log.filter((line) => line.endsWith(' started')).length - log.filter((line) => line.includes(' ended: ')).length,
    };
  }

  it('one is removed and leaves nothing behind, the other speaks on, also while it is moved', async () => {
    const page = await arrive();
    await converse(page, first);
    await converse(page, second);
    // The browser's own track, and the room's.
    expect(await live(page)).toEqual({ tracks: 4, contexts: 2, workers: 2, sockets: 2 });
    await Promise.all([speak(page, first), speak(page, second)]);
    await page.evaluate((selector) => document.querySelector(selector)!.remove(), first);
    await expect.poll(() => live(page), { timeout: 5_000 }).toEqual({ tracks: 2, contexts: 1, workers: 1, sockets: 1 });

    await page.evaluate(() => {
      const other = document.querySelector<RealtimeAssistant>('#second')!;
      const { session } = other;
      document.body.prepend(other);
      Object.assign(globalThis, { __kept: () => other.session === session });
    });
    await inState(page, second, 'listening');
    expect(await page.evaluate(() => (globalThis as unknown as { __kept(): boolean }).__kept())).toBe(true);
    const answer = await page.evaluate(
      () => document.querySelector<RealtimeAssistant>('#second')!.session!.snapshot.messages.at(-1)!,
    );
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    expect(answer.text).toContain('iron fire rings');
    expect(visitor.seen('widget', 'conversation.item.truncate')).toEqual([]);
    expect(await live(page)).toEqual({ tracks: 2, contexts: 1, workers: 1, sockets: 1 });

    await speak(page, second);
    await page.evaluate((selector) => document.querySelector(selector)!.remove(), second);
    await expect.poll(() => live(page), { timeout: 5_000 }).toEqual({ tracks: 0, contexts: 0, workers: 0, sockets: 0 });
    expect(page.workers()).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
