import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';
import { createRelay, ingest, openStore } from 'realtime-assistant-relay';
import { afterEach, describe, expect, it } from 'vitest';
import type { RealtimeAssistant } from '../../src/index.ts';
import { hostPages } from './host-page.ts';
import { audioOfItem, RATE, rms } from './listen.ts';
import { messages, openPanel, sharePark, startTalking, type, untilState } from './park.ts';
import { say } from './spoken.ts';

/** What only the whole shows of the face: a real page around it, a real conversation behind it. */
describe('the face', () => {
  const park = sharePark();
  const opened: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  /** A page of somebody's own, without a policy that would stop a script from running. */
  async function host(body: string): Promise<string> {
    const script = '<script src="/realtime-assistant.js" defer></script>';
    const head = `<title>Shop</title><link rel="icon" href="data:,">${script}`;
    const page = `<!doctype html><html lang="en">${head}${body}</html>`;
    const site = await hostPages({ folder: resolve('dist'), pages: { '/': page } });
    opened.push(() => site.close());
    return `${site.url}/`;
  }

  it('by keyboard alone: from the launcher to an answer, its source, and the place on the page', async () => {
    const { page } = await park.visit();
    await tabTo(page, 'Ask the ranger');
    await page.keyboard.press('Enter');
    await untilFocus(page, 'Your message');
    await page.keyboard.type('Tell me about the leash fines');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Dog policy/ }).first().waitFor();
    expect(await focusedName(page)).toBe('Your message');

    await tabTo(page, /Dog policy/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    const passage = page.getByRole('dialog', { name: 'Dog policy' });
    await passage.waitFor();
    const quote = await passage.locator('mark').innerText();
    expect((await messages(page))[1]!.text).toContain(quote.slice(0, 20));
    await tabTo(page, 'Open the page');
    const [source] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await source.waitForLoadState();
    expect(new URL(source.url()).pathname).toBe('/visit/dog-policy');
    // Where the browser finds the sentence, that is the place; else the heading above it.
    await source.waitForFunction((words) => {
      const place = document.querySelector(':target');
      const top = place?.getBoundingClientRect().top ?? -1;
      const text = place?.textContent.replaceAll(/\s+/g, ' ') ?? '';
      return (text === 'Leash fines' || text.includes(words)) && top >= 0 && top < innerHeight;
    }, quote.replaceAll(/\s+/g, ' ').slice(0, 20));
    await source.close();

    await page.keyboard.press('Escape');
    await untilFocus(page, /Dog policy/);
    // The answer may still be spoken: the first Escape stops it, the next closes the panel.
    await untilState(page, 'listening');
    await page.keyboard.press('Escape');
    await untilFocus(page, 'Ask the ranger');
  });

  it('axe finds nothing in a spoken conversation on a real page, in light and in dark', async () => {
    const visitor = await park.visit({ room: 'quiet' });
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('What are the campfire rules?'));
    await untilState(page, 'speaking');
    await page.getByRole('button', { name: /Campfire rules/ }).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await page.getByRole('button', { name: /Campfire rules/ }).first().click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), `passage, ${colorScheme}`).toEqual([]);
    }
  });

  it('shows markup in a document, and in what a visitor types, as the text that it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'realtime-assistant-hostile-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    const nasty = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const escaped = nasty.replaceAll('<', '&lt;');
    await writeFile(
      join(folder, 'bat-caves.html'),
      `<!doctype html><html lang="en"><title>Bat caves ${escaped}</title><main><h1>Bat caves ${escaped}</h1>
      <p>The bat caves are open in summer ${escaped} and closed in winter, when the bats sleep.</p></main></html>`,
    );
    const store = await openStore({ dataDir: join(folder, 'knowledge') });
    opened.push(() => store.close());
    await ingest(folder, store, { baseUrl: 'https://bats.example/', include: (path) => path === 'bat-caves.html' });
    const relay = createRelay({ store, log: () => {} });
    opened.push(() => relay.close({ drainMs: 0 }));
    const { url } = await relay.listen({ port: 0 });

    const shop = await host(`<realtime-assistant open relay-url="${url}/realtime"></realtime-assistant>`);
    const visitor = await park.visit({}, shop);
    const { page } = visitor;
    await type(page, `Tell me about the bat caves ${nasty}`);
    await page.getByRole('button', { name: /Bat caves/ }).first().click();
    const passage = page.getByRole('dialog', { name: /Bat caves/ }).last();
    await passage.waitFor();
    expect(await passage.innerText()).toContain(nasty);
    expect(await page.getByRole('log').innerText()).toContain(nasty);
    // Lit puts none there either: any of these came out of a text.
    expect(await page.locator('realtime-assistant').locator('img, script, iframe').count()).toBe(0);
    expect(await page.title()).toBe('Shop');
    expect(visitor.complaints).toEqual([]);
  });

  it('goes on talking while the page moves the element elsewhere', async () => {
    const visitor = await park.visit({ record: true });
    const { page } = visitor;
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await openPanel(page);
    await type(page, 'Where is the shuttle bus?');
    await untilState(page, 'speaking');
    await page.evaluate(() => document.querySelector('main')!.prepend(document.querySelector('realtime-assistant')!));
    await untilState(page, 'listening');
    expect((await messages(page))[1]).toMatchObject({ status: 'complete' });
    await page.getByRole('button', { name: /Shuttle bus/ }).first().waitFor();
    expect(sockets).toHaveLength(1);

    const [delta] = visitor.seen('relay', 'response.output_audio.delta');
    const speech = audioOfItem(visitor.frames, String(delta!.frame['item_id']));
    const { samples, rate } = await visitor.recording();
    // As much of it was heard as was sent: it neither broke off nor began anew.
    expect(Math.abs(soundingMs(samples, rate) - soundingMs(speech, RATE))).toBeLessThan(200);
  });

  it('goes on behind a closed panel, says so on the launcher, and can be ended there', async () => {
    const visitor = await park.visit({ room: 'quiet' });
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('Tell me about boat rental.'));
    await untilState(page, 'speaking');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Back to the conversation: Speaking' }).click();
    await page.getByText('Talk over me at any time.').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('realtime-launcher').getByRole('button', { name: 'End conversation' }).click();
    await page.getByRole('button', { name: 'Ask the ranger', exact: true }).waitFor();
    await untilState(page, 'idle');
    await openPanel(page);
    expect((await messages(page)).map(({ role }) => role)).toEqual(['user', 'assistant']);
    await page.getByRole('log').getByText('boat rental').first().waitFor();
  });

  it('two assistants on one page keep out of each other’s way', async () => {
    const attributes = `open relay-url="${park.url}/realtime"`;
    const shop = await host(`<realtime-assistant id="dogs" placement="bottom-start" ${attributes}></realtime-assistant>
      <realtime-assistant id="boats" placement="bottom-end" ${attributes}></realtime-assistant>`);
    const { page } = await park.visit({}, shop);
    const ask = async (id: string, text: string) => {
      await page.locator(`#${id}`).getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
    };
    const state = (id: string, name: string) =>
      page.waitForFunction((selector) => document.querySelector(selector) !== null, `#${id}:state(${name})`);
    const said = (id: string) =>
      page.locator(`#${id}`).evaluate((element: RealtimeAssistant) =>
        element.session!.snapshot.messages.map(({ text, status }) => ({ text: text.toLowerCase(), status })),
      );

    await ask('dogs', 'What is the dog policy?');
    await ask('boats', 'Tell me about boat rental');
    await Promise.all([state('dogs', 'speaking'), state('boats', 'speaking')]);
    // Stopped after some words, about a second of sound: an answer of which nothing was heard would be taken out.
    await page.waitForFunction(() => {
      const dogs = document.querySelector<RealtimeAssistant & { soundingFrames?: number }>('#dogs')!;
      dogs.soundingFrames = (dogs.soundingFrames ?? 0) + (dogs.session!.outputLevel > 0.01 ? 1 : 0);
      return dogs.soundingFrames > 60;
    });
    await page.locator('#dogs').getByRole('button', { name: 'Stop the answer' }).click();
    await state('dogs', 'listening');
    expect(await page.locator('#boats').evaluate((element) => element.matches(':state(speaking)'))).toBe(true);
    await state('boats', 'listening');

    const [dogs, boats] = [await said('dogs'), await said('boats')];
    expect(dogs[1]!.status).toBe('interrupted');
    expect(boats[1]!.status).toBe('complete');
    expect(JSON.stringify(dogs)).not.toContain('boat');
    expect(JSON.stringify(boats)).not.toContain('dog');
  });
});

/** How long there was something to hear. */
function soundingMs(samples: Float32Array, rate: number): number {
  const windowMs = 20;
  const size = Math.round((rate * windowMs) / 1000);
  let sounding = 0;
  for (let at = 0; at + size <= samples.length; at += size) {
    if (rms(samples, at, at + size) > 0.01) sounding += windowMs;
  }
  return sounding;
}

/** The name of what has the focus, in whatever shadow: its label, else its words. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let here = document.activeElement;
    while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
    return here?.ariaLabel ?? here?.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
  });
}

const fits = (name: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? name === wanted : wanted.test(name);

/** Walks from stop to stop, as far as a visitor would have the patience. */
async function tabTo(page: Page, wanted: string | RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < 150; stops += 1) {
    await page.keyboard.press(key);
    const name = await focusedName(page);
    if (fits(name, wanted)) return;
    passed.push(name);
  }
  throw new Error(`No ${key} leads to ${wanted}. Passed: ${passed.join(' · ')}`);
}

async function untilFocus(page: Page, wanted: string | RegExp): Promise<void> {
  await expect.poll(() => focusedName(page)).toMatch(wanted);
}

let axe: string | undefined;

/** What axe says of the whole page, in words. The page's policy lets no script tag in; the inspector is above it. */
async function violations(page: Page): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // Half-faded text has no contrast to speak of: what moves is finished first, and what moves for ever left alone.
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) {
      for (const animation of root.getAnimations()) {
        if (animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY) animation.finish();
      }
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
    }
    type Axe = { run(context: Document, options: RunOptions): Promise<AxeResults> };
    const { axe: tool } = globalThis as unknown as { axe: Axe };
    const { violations: found } = await tool.run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}
