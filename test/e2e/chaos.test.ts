import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, createRelay, ingest, openStore } from 'realtime-assistant-relay';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message, RealtimeAssistant } from '../../src/index.ts';
import { hostPages } from './host-page.ts';
import { untilState } from './park.ts';
import { RoughNetwork } from './rough-network.ts';
import { closeSpeaker, say } from './spoken.ts';
import { Visitor } from './visitor.ts';

/** So many moments of spoken conversations are spoilt. */
const MOMENTS = 50;
/** Another course of events: `CHAOS_SEED=7 npx vitest run --project e2e test/e2e/chaos.test.ts`. */
const seed = Number(process.env['CHAOS_SEED'] ?? 1);

const documents = {
  'dogs.md': '# Dog policy\n\nDogs are welcome on a leash.\n',
  'campfires.md': '# Campfire rules\n\nCampfires are allowed in iron rings.\n',
  'boats.md': '# Boat rental\n\nBoats cost ten dollars.\n',
};
const questions = ['What is the dog policy?', 'What are the campfire rules?', 'Tell me about boat rental.'];

/** Mulberry32: the same seed, the same numbers from 0 to 1. */
function randomNumbers(state: number): () => number {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let value = Math.imul(at ^ (at >>> 15), at | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A relay whose process can be taken away. */
async function startRelay(options: Parameters<typeof createRelay>[0]) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay = createRelay({ ...options, log: () => {} });
  await relay.attach(server);
  const { port } = server.address() as AddressInfo;
  const close = async (drainMs: number): Promise<void> => {
    await relay.close({ drainMs });
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port, drain: () => close(5_000), kill: () => close(0) };
}

describe('a conversation whose network is spoilt at fifty moments', () => {
  const opened: (() => Promise<unknown>)[] = [];
  let options: Parameters<typeof createRelay>[0];
  let network: RoughNetwork;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let site: Awaited<ReturnType<typeof hostPages>>;
  let visitor: Visitor | undefined;
  let spoken: Float32Array[];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'realtime-assistant-chaos-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text);
    const store = await openStore({ dataDir: join(folder, 'data') });
    opened.push(() => store.close());
    await ingest(folder, store, { baseUrl: '/' });
    const engine = createEngine();
    opened.push(() => engine.close());
    const { url } = await engine.listen({ port: 0 });
    options = { store, upstream: { kind: 'local', url } };
    relay = await startRelay(options);
    opened.push(() => relay.kill());
    network = await RoughNetwork.open(relay.port);
    opened.push(() => network.close());
    const element = `<realtime-assistant relay-url="ws://${network.address}/realtime" placement="inline"></realtime-assistant>`;
    const pages = { '/': `<!doctype html><main>${element}</main><script src="/realtime-assistant.js"></script>` };
    site = await hostPages({ pages, folder: 'dist' });
    opened.push(() => site.close());
    spoken = await Promise.all(questions.map((question) => say(question)));
  });

  afterEach(async () => {
    await visitor?.leave();
  });

  afterAll(async () => {
    for (const close of opened.toReversed()) await close();
    await closeSpeaker();
  });

  /** Ways to spoil a moment; each puts right what it spoilt. */
  const faults: Readonly<Record<string, (random: () => number) => Promise<unknown>>> = {
    cut: async () => network.cut(),
    'half close': async () => network.halfClose(),
    stall: async (random) => {
      network.stall();
      await pass(200 + random() * 1_000);
      network.flow();
    },
    throttle: async (random) => {
      network.throttle();
      await pass(500 + random() * 1_000);
      network.flow();
    },
    refuse: async (random) => {
      network.refuse();
      await pass(200 + random() * 600);
      network.flow();
    },
    'another network': async () => {
      network.bury();
      await visitor!.page.evaluate(() => dispatchEvent(new Event('online')));
    },
    'late close': async (random) => {
      void network.holdBack(random() < 0.5);
      await visitor!.page.evaluate(() => dispatchEvent(new Event('online')));
    },
    'early close': async (random) => {
      void network.holdBack(true);
      await pass(100 + random() * 400);
      network.overtake();
    },
    'relay killed': async () => {
      const old = relay;
      relay = await startRelay(options);
      network.port = relay.port;
      network.cut();
      opened.push(() => old.kill());
      void old.kill();
    },
    'relay drained': async () => {
      const old = relay;
      relay = await startRelay(options);
      network.port = relay.port;
      opened.push(() => old.kill());
      void old.drain();
    },
  };

  async function transcript(): Promise<readonly Message[]> {
    return visitor!.page.evaluate(
      () => document.querySelector<RealtimeAssistant>('realtime-assistant')!.session!.snapshot.messages,
    );
  }

  /**
   * What was said since is answered or reported, the face listens, and goes on listening: nothing is under way any more.
   * Where that does not come to pass, the transcript tells.
   */
  async function untilSettled(before: number): Promise<void> {
    const settled = visitor!.page.waitForFunction(
      (before) => {
        const page = globalThis as unknown as { __quietSince?: number };
        const { snapshot } = document.querySelector<RealtimeAssistant>('realtime-assistant')!.session!;
        const round = snapshot.messages.slice(before);
        const isTold = round.some(({ role, status }) => role === 'assistant' || status === 'failed');
        const isDone = round.every(({ status }) => status !== 'in-progress');
        const isQuiet = snapshot.status === 'listening' && isTold && isDone;
        page.__quietSince = isQuiet ? (page.__quietSince || performance.now()) : 0;
        return page.__quietSince > 0 && performance.now() - page.__quietSince > 1_500;
      },
      before,
      { timeout: 30_000, polling: 100 },
    );
    await settled.catch(() => {});
    await visitor!.page.evaluate(() => delete (globalThis as { __quietSince?: number }).__quietSince);
  }

  it('goes on with the same session where a network came and went and nothing is dead', async () => {
    visitor = await Visitor.arrive(site.url);
    const { page } = visitor;
    await page.evaluate(() => {
      const element = document.querySelector<RealtimeAssistant>('realtime-assistant')!;
      element.mode = 'text';
      return element.connect();
    });
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await visitor.frame(({ from, frame }) => from === 'relay' && JSON.stringify(frame).includes('item_sign_of_life'));
    await page.evaluate(() => document.querySelector<RealtimeAssistant>('realtime-assistant')!.sendText('Are boats for rent?'));
    await untilState(page, 'listening');
    expect(visitor.seen('relay', 'session.created')).toHaveLength(1);
    expect((await transcript()).map(({ role, status }) => `${role} ${status}`)).toEqual(['user complete', 'assistant complete']);
  });

  it('shows nothing of an answer that a lost connection brings late, when it was given again over the next one', async () => {
    visitor = await Visitor.arrive(site.url);
    const { page } = visitor;
    await page.evaluate(() => {
      const element = document.querySelector<RealtimeAssistant>('realtime-assistant')!;
      element.mode = 'text';
      return element.connect();
    });
    const lateEnd = network.holdBack(false);
    await page.evaluate(() => {
      void document.querySelector<RealtimeAssistant>('realtime-assistant')!.sendText('Are boats for rent?');
      dispatchEvent(new Event('online'));
    });
    await lateEnd;
    await untilSettled(0);
    expect(visitor.seen('relay', 'session.created')).toHaveLength(2);
    // The one that came late was whole.
    expect(visitor.seen('relay', 'response.done').length).toBeGreaterThan(1);
    expect((await transcript()).map(({ role, status }) => `${role} ${status}`)).toEqual(['user complete', 'assistant complete']);
  });

  it(`answers or reports each question once (seed ${seed})`, { timeout: 240_000 }, async () => {
    const random = randomNumbers(seed);
    visitor = await Visitor.arrive(site.url, { room: 'quiet' });
    const { page } = visitor;
    await page.locator('main').click({ position: { x: 2, y: 2 } });
    await page.evaluate(() => document.querySelector<RealtimeAssistant>('realtime-assistant')!.connect());
    await untilState(page, 'listening');
    const course: string[] = [];
    let moments = 0;
    let reported = 0;
    while (moments < MOMENTS) {
      const before = (await transcript()).length;
      const question = Math.floor(random() * questions.length);
      const times = Array.from({ length: 5 + Math.floor(random() * 4) }, () => random() * 4_000).toSorted((a, b) => a - b);
      const began = performance.now();
      const said = visitor.say(spoken[question]!);
      for (const time of times) {
        await pass(Math.max(0, time - (performance.now() - began)));
        const names = Object.keys(faults);
        const name = names[Math.floor(random() * names.length)]!;
        course.push(`${moments}: ${name} ${Math.round(performance.now() - began)} ms into "${questions[question]}"`);
        await faults[name]!(random);
        moments++;
      }
      await said;
      // The network is well again, and the browser says so.
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await untilSettled(before);
      const all = await transcript();
      const round = all.slice(before);
      const state = await page.evaluate(() => {
        const { status, transport, microphone, error } = document.querySelector<RealtimeAssistant>('realtime-assistant')!.session!.snapshot;
        return `${status} by ${transport}, microphone ${microphone}, ${error?.code ?? 'no error'}`;
      });
      const told = `${state}\n${course.slice(-times.length).join('\n')}\n${JSON.stringify(round, ['role', 'status', 'text'], 1)}`;
      const answers = round.filter(({ role }) => role === 'assistant');
      const lost = round.filter(({ role, status }) => role === 'user' && status === 'failed');
      reported += Math.min(lost.length, 1);
      expect(answers.length + lost.length, `answered or reported\n${told}`).toBeGreaterThan(0);
      const repeated = round.filter(({ role }, i) => role === 'assistant' && round[i - 1]?.role === 'assistant');
      expect(repeated, `answered once\n${told}`).toEqual([]);
      expect(new Set(all.map(({ id }) => id)).size, `shown once\n${told}`).toBe(all.length);
    }
    await untilState(page, 'listening');
    console.log(`chaos: seed ${seed}, ${moments} moments, ${(await transcript()).length} messages, ${reported} reported as lost`);
  });
});
