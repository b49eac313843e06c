import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../relay/dist/local/engine.js';
import { Speaker } from '../../relay/dist/local/speaker.js';
import { findIn, heardMs, RATE, rms } from './listen.ts';
import { closeSpeaker, microphoneWav, say, silence } from './spoken.ts';
import { Visitor } from './visitor.ts';

interface CallEvent extends Readonly<Record<string, unknown>> {
  readonly at: number;
  readonly type: string;
}

interface Caller {
  readonly events: CallEvent[];
  readonly heard: Float32Array[];
  readonly states: string[];
  readonly channel: RTCDataChannel;
  readonly connection: RTCPeerConnection;
}

type CallerPage = typeof globalThis & {
  __caller: Caller;
  __call(url: string, options?: { microphone?: boolean }): Promise<string>;
  __restart(url: string): Promise<void>;
};

const passages = (text: string): string => JSON.stringify({ passages: [{ title: 'Answer', heading: 'Answer', text }] });
const HOURS = 'The library is in Mill Street. We are open from nine to six on weekdays. We close on Sundays.';
const PARKING = 'Parking is free behind the library.';

/** A browser that knows nothing of this project calls the local engine, as it would call the Realtime API. */
describe('a plain WebRTC page that calls the engine', () => {
  const engine = createEngine();
  let site: Server;
  let url = '';
  let api = '';
  let visitor: Visitor | undefined;

  beforeAll(async () => {
    const script = await readFile('test/e2e/caller.js', 'utf8');
    site = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>A caller</title><script>${script}</script>`),
    );
    const [{ port }] = await Promise.all([
      engine.listen(),
      new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve)),
    ]);
    api = `http://127.0.0.1:${port}`;
    url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  });

  afterEach(async () => {
    await visitor?.leave();
    visitor = undefined;
  });

  afterAll(async () => {
    await engine.close();
    site.close();
    site.closeAllConnections();
    await closeSpeaker();
  });

  const call = (page: Page, options?: { microphone?: boolean }): Promise<string> =>
    page.evaluate(
      ([url, options]) => (globalThis as CallerPage).__call(url, options),
      [`${api}/v1/realtime/calls?model=local`, options] as const,
    );

  const send = (page: Page, ...events: object[]): Promise<void> =>
    page.evaluate((texts) => {
      for (const text of texts) (globalThis as CallerPage).__caller.channel.send(text);
    }, events.map((event) => JSON.stringify(event)));

  const eventsOf = (page: Page): Promise<CallEvent[]> => page.evaluate(() => (globalThis as CallerPage).__caller.events);

  /** Waits for so many events of that type, and gives back the last. */
  async function until(page: Page, type: string, count = 1): Promise<CallEvent> {
    await page.waitForFunction(
      ([type, count]) =>
        (globalThis as CallerPage).__caller.events.filter((event) => event.type === type).length >= count,
      [type, count] as const,
    );
    return (await eventsOf(page)).filter((event) => event.type === type)[count - 1]!;
  }

  async function recording(page: Page): Promise<Float32Array> {
    const chunks = await page.evaluate(() => {
      const all = (globalThis as CallerPage).__caller.heard;
      const joined = new Int16Array(all.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of all) for (const sample of chunk) joined[at++] = sample * 32_767;
      let binary = '';
      const bytes = new Uint8Array(joined.buffer);
      for (let i = 0; i < bytes.length; i += 8_192) binary += String.fromCharCode(...bytes.subarray(i, i + 8_192));
      return btoa(binary);
    });
    const bytes = Buffer.from(chunks, 'base64');
    return Float32Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(index * 2) / 32_767);
  }

  /** Waits until so many more samples were heard, silence included. */
  async function heardMore(page: Page, before: number, samples: number): Promise<void> {
    await page.waitForFunction(
      (wanted) => (globalThis as CallerPage).__caller.heard.reduce((sum, { length }) => sum + length, 0) > wanted,
      before + samples,
    );
  }

  async function answerSearch(page: Page, count: number, text: string): Promise<void> {
    const { call_id } = await until(page, 'response.function_call_arguments.done', count);
    await page.waitForFunction(
      (callId) =>
        (globalThis as CallerPage).__caller.events.some(
          (event) => event.type === 'response.done' && JSON.stringify(event).includes(callId),
        ),
      String(call_id),
    );
    await send(
      page,
      { type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output: passages(text) } },
      { type: 'response.create' },
    );
  }

  it('asks aloud, hears the answer, interrupts it, and hears the next one to its end', async () => {
    const microphone = await microphoneWav([
      silence(4),
      await say('What are the opening hours?'),
      silence(4),
      await say('Where is the parking?', 'awb'),
      silence(20),
    ]);
    visitor = await Visitor.arrive(url, { microphone });
    const { page } = visitor;
    const location = await call(page);
    expect(location).toMatch(/^\/v1\/realtime\/calls\/rtc_\w+$/);
    const created = await until(page, 'session.created');
    expect((await eventsOf(page))[0]).toEqual(created);
    const parameters = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] };
    const input = {
      transcription: { model: 'local', prompt: 'Topics: opening hours, library card, parking' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 500 },
    };
    await send(page, {
      type: 'session.update',
      session: { type: 'realtime', tools: [{ type: 'function', name: 'search', parameters }], audio: { input } },
    });
    await answerSearch(page, 1, HOURS);
    const truncated = await until(page, 'conversation.item.truncated');
    await answerSearch(page, 2, PARKING);
    await until(page, 'output_audio_buffer.stopped');
    // What was sent last is heard a moment later.
    await heardMore(page, (await recording(page)).length, RATE / 2);

    const events = await eventsOf(page);
    const types = events.map(({ type }) => type);
    expect(types).not.toContain('error');
    expect(types).not.toContain('response.output_audio.delta');
    const audioEvents = types.filter(
      (type) => /^output_audio_buffer|truncated$|speech_started$|content_part.added$/.test(type),
    );
    expect(audioEvents).toEqual([
      'input_audio_buffer.speech_started',
      'response.content_part.added',
      'output_audio_buffer.started',
      'input_audio_buffer.speech_started',
      'output_audio_buffer.cleared',
      'conversation.item.truncated',
      'response.content_part.added',
      'output_audio_buffer.started',
      'output_audio_buffer.stopped',
    ]);
    const spoken = events.filter(({ type }) => type === 'response.output_audio_transcript.done').map((event) => String(event['transcript']));
    expect(spoken[0]).toContain('nine to six');
    expect(spoken[1]).toContain('Parking is free');
    const last = types.lastIndexOf('output_audio_buffer.stopped');
    expect(types.lastIndexOf('response.done')).toBeLessThan(last);

    // The audio itself: the first answer from its start to where the service says that it was cut, the second whole.
    const heard = await recording(page);
    const [firstStart, secondStart] = await Promise.all(
      [spoken[0]!.split('. ')[0]!, spoken[1]!].map(async (text) => findIn(heard, await sayAsEngine(text))),
    );
    expect(firstStart).not.toBeNull();
    expect(secondStart).not.toBeNull();
    const cutMs = Number(truncated['audio_end_ms']);
    expect(cutMs).toBeGreaterThan(1_000);
    const soundedTo = lastSound(heard, firstStart!, secondStart!);
    expect((soundedTo - firstStart!) / (RATE / 1_000)).toBeLessThan(cutMs + 100);
    expect((soundedTo - firstStart!) / (RATE / 1_000)).toBeGreaterThan(cutMs - 500);
    const whole = await sayAsEngine(spoken[1]!);
    expect(heardMs(heard, whole)).toBe((whole.length / RATE) * 1_000);
  });

  it('without a microphone types, hears the answer through a change of network, and is gone when it hangs up', async () => {
    // Without one, browsers hide the page's own addresses.
    visitor = await Visitor.arrive(url, { permission: 'denied' });
    const { page } = visitor;
    const location = await call(page, { microphone: false });
    const offer = await page.evaluate(() => (globalThis as CallerPage).__caller.connection.localDescription!.sdp);
    expect(offer.match(/a=candidate:.*/g)?.every((line) => line.includes('.local '))).not.toBe(false);
    await until(page, 'session.created');
    const sentence = 'You hear this sentence to its end, whatever becomes of the network in the middle of it.';
    await send(page, { type: 'response.create', response: { instructions: `Say: "${sentence}"` } });
    await until(page, 'output_audio_buffer.started');
    await page.evaluate((path) => (globalThis as CallerPage).__restart(path), `${api}${location}`);
    const stopped = await until(page, 'output_audio_buffer.stopped');
    const done = (await eventsOf(page)).find(({ type }) => type === 'response.done')!;
    expect(done.at).toBeLessThan(stopped.at);
    const all = (await recording(page)).length;
    await heardMore(page, all, RATE / 2);
    const heard = await recording(page);
    const speech = await sayAsEngine(sentence);
    const end = speech.subarray(-RATE);
    expect(findIn(heard, end)).not.toBeNull();

    const sideband = new WebSocket(`${api.replace('http', 'ws')}/v1/realtime?call_id=${location.split('/').at(-1)}`);
    await once(sideband, 'open');
    // Listened for first: the engine may notice before the page has said that it is done.
    const ended = once(sideband, 'close');
    await page.evaluate(() => (globalThis as CallerPage).__caller.connection.close());
    await ended;
    expect((await fetch(`${api}${location}/hangup`, { method: 'POST' })).status).toBe(404);
    expect(visitor.complaints).toEqual([]);
  });

  it('sees its channel close when somebody else hangs up', async () => {
    visitor = await Visitor.arrive(url, { permission: 'denied' });
    const { page } = visitor;
    const location = await call(page, { microphone: false });
    await until(page, 'session.created');
    expect((await fetch(`${api}${location}/hangup`, { method: 'POST' })).status).toBe(200);
    await page.waitForFunction(() => (globalThis as CallerPage).__caller.states.includes('channel closed'));
  });
});

/** Speech as the engine makes it. */
async function sayAsEngine(text: string): Promise<Float32Array> {
  const speaker = new Speaker('slt');
  try {
    return await speaker.speak({ text, voice: 'slt', speed: 1 });
  } finally {
    await speaker.close();
  }
}

/** The last sample between two that is no silence. */
function lastSound(samples: Float32Array, from: number, to: number): number {
  const block = RATE / 100;
  let last = from;
  for (let at = from; at + block <= to; at += block) if (rms(samples, at, at + block) > 0.005) last = at + block;
  return last;
}
