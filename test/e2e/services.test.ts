import { createEngine, type EngineOptions } from 'realtime-assistant-relay';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audioOfItem, rms } from './listen.ts';
import { messages, openPanel, openPark, startTalking, type, untilState, type Park } from './park.ts';
import { closeSpeaker, say } from './spoken.ts';
import { Visitor } from './visitor.ts';

/** The same conversation over each service's way of speaking, and what a visitor reads when a service refuses. */
describe('whatever service stands behind the relay', () => {
  const opened: (() => Promise<unknown>)[] = [];
  const own = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    opened.push(() => close(thing));
    return thing;
  };

  let browser: Browser;

  beforeAll(async () => {
    browser = await Visitor.openBrowser();
  });

  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });

  afterAll(async () => {
    await browser?.close();
    await closeSpeaker();
  });

  async function startEngine(options: EngineOptions = {}): Promise<string> {
    const engine = own(createEngine(options), (it) => it.close());
    const { port } = await engine.listen({ port: 0 });
    return `http://127.0.0.1:${port}`;
  }

  async function visit(park: Park): Promise<Visitor> {
    return own(await Visitor.arrive(park.url, { browser, record: true, room: 'quiet' }), (it) => it.leave());
  }

  it('talks over Azure’s preview endpoint, which speaks the beta protocol', async () => {
    const endpoint = await startEngine({ apiKey: 'azure-key' });
    const park = own(
      await openPark({
        upstream: { kind: 'azure', endpoint, deployment: 'talk', apiKey: 'azure-key', apiVersion: '2025-04-01-preview' },
      }),
      (it) => it.close(),
    );
    const visitor = await visit(park);
    await startTalking(visitor.page);
    await untilState(visitor.page, 'listening');
    await visitor.say(await say('Where is the shuttle bus?'));
    await untilState(visitor.page, 'speaking');
    await untilState(visitor.page, 'listening');
    const [question, answer] = await messages(visitor.page);
    expect(question!.text.toLowerCase()).toContain('shuttle bus');
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    await visitor.page.getByRole('button', { name: /Shuttle bus/ }).first().waitFor();
    // It was the beta's words that passed, and no other.
    const [first] = visitor.seen('relay', 'response.audio.delta');
    expect(visitor.seen('relay', 'response.output_audio.delta')).toEqual([]);
    expect(rms(audioOfItem(visitor.frames, String(first!.frame['item_id'])))).toBeGreaterThan(0.01);
    expect(rms((await visitor.recording()).samples)).toBeGreaterThan(0.002);
  });

  it('talks over Azure’s GA endpoint and over OpenAI’s', async () => {
    const endpoint = await startEngine({ apiKey: 'a-key' });
    for (const upstream of [
      { kind: 'azure', endpoint, deployment: 'talk', apiKey: 'a-key' },
      { kind: 'openai', baseUrl: `${endpoint}/v1`, apiKey: 'a-key', model: 'gpt-realtime' },
    ] as const) {
      const park = own(await openPark({ upstream }), (it) => it.close());
      const visitor = await visit(park);
      await openPanel(visitor.page);
      await type(visitor.page, 'What is the dog policy?');
      await untilState(visitor.page, 'speaking');
      expect((await messages(visitor.page))[1]!.text.toLowerCase()).toContain('dog');
    }
  });

  it('says that the assistant is not available when the key is wrong, and does not try again and again', async () => {
    const endpoint = await startEngine({ apiKey: 'the-right-key' });
    const park = own(
      await openPark({ upstream: { kind: 'openai', baseUrl: `${endpoint}/v1`, apiKey: 'a-wrong-key' } }),
      (it) => it.close(),
    );
    const visitor = await visit(park);
    await openPanel(visitor.page);
    const sockets: string[] = [];
    visitor.page.on('websocket', (socket) => sockets.push(socket.url()));
    await type(visitor.page, 'What is the dog policy?');
    await untilState(visitor.page, 'error');
    await visitor.page.getByText('The assistant is not available').first().waitFor();
    expect(sockets).toHaveLength(1);
    expect(JSON.stringify(visitor.frames)).not.toContain('a-wrong-key');
  });

  it('says so when the service has given up the beta protocol', async () => {
    const endpoint = await startEngine({ apiKey: 'a-key', betaSunset: true });
    const park = own(
      await openPark({
        upstream: { kind: 'azure', endpoint, deployment: 'talk', apiKey: 'a-key', apiVersion: '2024-10-01-preview' },
      }),
      (it) => it.close(),
    );
    const visitor = await visit(park);
    await openPanel(visitor.page);
    await type(visitor.page, 'What is the dog policy?');
    await untilState(visitor.page, 'error');
    await visitor.page.getByText('The assistant is not available').first().waitFor();
  });

  it('finishes the conversation after the service died in the middle of an answer', async () => {
    const first = createEngine({});
    const { port } = await first.listen({ port: 0 });
    const park = own(await openPark({ upstream: { kind: 'local', url: `ws://127.0.0.1:${port}` } }), (it) => it.close());
    const visitor = await visit(park);
    await openPanel(visitor.page);
    await type(visitor.page, 'What are the campfire rules?');
    await untilState(visitor.page, 'speaking');
    await first.close();
    await untilState(visitor.page, 'reconnecting');
    const second = own(createEngine({}), (it) => it.close());
    await second.listen({ port });
    await untilState(visitor.page, 'listening');
    // What had been said is told to the new session, and the visitor goes on.
    await type(visitor.page, 'What is the dog policy?');
    await untilState(visitor.page, 'speaking');
    const all = await messages(visitor.page);
    expect(all.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual([
      'What are the campfire rules?',
      'What is the dog policy?',
    ]);
    expect(all.at(-1)!.text.toLowerCase()).toContain('dog');
    const told = visitor.seen('widget', 'conversation.item.create').map(({ frame }) => JSON.stringify(frame['item']));
    expect(told.filter((item) => item.includes('What are the campfire rules?'))).toHaveLength(2);
  });

  it('tells a visitor that the assistant is not available when a server answers, but there is no relay at the address', async () => {
    const park = own(await openPark(), (it) => it.close());
    const visitor = await visit(park);
    await visitor.page.evaluate((url) => {
      document.querySelector('realtime-assistant')!.setAttribute('relay-url', url);
    }, `${park.url.replace('http', 'ws')}/nowhere`);
    await openPanel(visitor.page);
    await type(visitor.page, 'What is the dog policy?');
    await untilState(visitor.page, 'error');
    await visitor.page.getByText('The assistant is not available').first().waitFor();
    expect((await messages(visitor.page))[0]).toMatchObject({ role: 'user', status: 'failed' });
  });
});
