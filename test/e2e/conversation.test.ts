import { describe, expect, it } from 'vitest';
import { audioOfItem, heardMs, rms, toStreamRate } from './listen.ts';
import { messages, openPanel, sharePark, startTalking, type, untilState } from './park.ts';
import { microphoneWav, say, silence } from './spoken.ts';

/*
 * The whole product, as a visitor meets it: the demo's site in Chromium, a microphone that hears a voice other than the
 * engine's own, the relay, the site's documents, the local engine, and what the loudspeaker was given.
 */
describe('a visitor of the demo site', () => {
  const park = sharePark();

  it('asks aloud, hears the answer aloud, reads both in order, and sees which page it comes from', async () => {
    const microphone = await microphoneWav([silence(1.5), await say('What are the campfire rules?'), silence(20)]);
    const visitor = await park.visit({ microphone, record: true });
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'speaking');
    await untilState(page, 'listening');

    const [question, answer, ...rest] = await messages(page);
    expect(rest).toEqual([]);
    expect(question).toMatchObject({ role: 'user', text: 'What are the campfire rules?', status: 'complete' });
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    expect(answer!.text).toContain('iron fire rings');

    const chip = page.getByRole('button', { name: /Campfire rules/ }).first();
    await chip.click();
    const link = page.getByRole('link', { name: 'Open the page' });
    expect(new URL((await link.getAttribute('href'))!, park.url).pathname).toBe('/camping/campfire-rules');

    const sent = visitor.seen('relay', 'response.output_audio.delta');
    const speech = audioOfItem(visitor.frames, String(sent[0]!.frame['item_id']));
    const { samples, rate } = await visitor.recording();
    const heard = toStreamRate(samples, rate);
    expect(rms(speech)).toBeGreaterThan(0.01);
    // All of it was heard, from the first sample to the last: nothing cut at either end.
    expect(heardMs(heard, speech)).toBeGreaterThan((speech.length / 24_000) * 1000 - 150);
    // Audio came faster than it plays.
    const arrived = (sent.at(-1)!.at - sent[0]!.at) / 1000;
    expect(speech.length / 24_000 / arrived).toBeGreaterThan(2);
    expect(visitor.complaints).toEqual([]);
  });

  it('interrupts by speaking: silence at once, and the model is told what was really heard', async () => {
    const microphone = await microphoneWav([
      silence(1.5),
      await say('Tell me about boat rental.'),
      silence(4.5),
      await say('Where is the shuttle bus?', 'awb'),
      silence(20),
    ]);
    const visitor = await park.visit({ microphone, record: true });
    const { page } = visitor;
    await startTalking(page);
    const truncation = await visitor.frame(({ from, type }) => from === 'widget' && type === 'conversation.item.truncate');
    const itemId = String(truncation.frame['item_id']);
    const told = Number(truncation.frame['audio_end_ms']);
    // The service agrees that so much was there to be heard.
    await visitor.frame(({ type, frame }) => type === 'conversation.item.truncated' && frame['item_id'] === itemId);
    await visitor.frame(
      ({ type, frame, at }) => at > truncation.at && type === 'response.output_audio.delta' && frame['item_id'] !== itemId,
    );
    await untilState(page, 'speaking');
    await untilState(page, 'listening');

    const speech = audioOfItem(visitor.frames, itemId);
    const { samples, rate } = await visitor.recording();
    const heard = heardMs(toStreamRate(samples, rate), speech)!;
    // What the tap hears is what the device is given; the device itself holds back some tens of milliseconds more.
    expect(told).toBeGreaterThan(200);
    expect(told).toBeLessThan((speech.length / 24_000) * 1000);
    expect(Math.abs(heard - told)).toBeLessThan(100);

    const all = await messages(page);
    expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(all[1]!.status).toBe('interrupted');
    expect(all[1]!.text.length).toBeGreaterThan(0);
    expect(all[2]!.text).toContain('shuttle bus');
    expect(all[3]).toMatchObject({ status: 'complete' });
    expect(visitor.seen('relay', 'error')).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  it('types instead, and is answered in writing and aloud', async () => {
    const visitor = await park.visit({ record: true });
    const { page } = visitor;
    await openPanel(page);
    await type(page, 'Where is the shuttle bus?');
    await untilState(page, 'speaking');
    await untilState(page, 'listening');
    const [question, answer] = await messages(page);
    expect(question).toMatchObject({ role: 'user', text: 'Where is the shuttle bus?', status: 'complete' });
    expect(answer!.text.toLowerCase()).toContain('shuttle bus');
    await page.getByRole('button', { name: /Shuttle bus/ }).first().waitFor();
    const { samples } = await visitor.recording();
    expect(rms(samples)).toBeGreaterThan(0.005);
    expect(visitor.seen('widget', 'input_audio_buffer.append')).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  it('stops an answer with the stop button: the sound ends and the rest is never said', async () => {
    const visitor = await park.visit({ record: true });
    const { page } = visitor;
    await openPanel(page);
    await type(page, 'Tell me about the campfire rules');
    await untilState(page, 'speaking');
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await untilState(page, 'listening');
    const ended = await visitor.frame(
      ({ from, type }) => from === 'widget' && (type === 'conversation.item.truncate' || type === 'conversation.item.delete'),
    );
    const speech = audioOfItem(visitor.frames, String(ended.frame['item_id']));
    const stopped = await visitor.recording();
    await visitor.recordingReaches(stopped.samples.length + stopped.rate / 2);
    const { samples, rate } = await visitor.recording();
    expect(rms(samples, samples.length - rate * 0.3)).toBe(0);
    const heard = heardMs(toStreamRate(samples, rate), speech) ?? 0;
    expect(heard).toBeLessThan((speech.length / 24_000) * 1000);
  });

  it('goes on in text when the browser refuses the microphone', async () => {
    const visitor = await park.visit({ permission: 'denied' });
    const { page } = visitor;
    await startTalking(page);
    await page.getByText('The microphone is blocked').first().waitFor();
    await type(page, 'What is the dog policy?');
    await untilState(page, 'speaking');
    const [, answer] = await messages(page);
    expect(answer!.text.toLowerCase()).toContain('dog');
  });

  it('leaves the page without a live microphone, socket or sound behind', async () => {
    const microphone = await microphoneWav([silence(1), await say('What are the campfire rules?'), silence(20)]);
    const visitor = await park.visit({ microphone });
    const { page } = visitor;
    await page.evaluate(() => {
      const tracks: MediaStreamTrack[] = [];
      const contexts: AudioContext[] = [];
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      };
      globalThis.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          contexts.push(this);
        }
      };
      Object.assign(globalThis, { __live: { tracks, contexts } });
    });
    const socket = page.waitForEvent('websocket');
    await startTalking(page);
    await untilState(page, 'speaking');
    const closed = (await socket).waitForEvent('close');
    await page.evaluate(() => document.querySelector('realtime-assistant')!.remove());
    await closed;
    await page.waitForFunction(() => {
      const live = (globalThis as unknown as { __live: { tracks: MediaStreamTrack[]; contexts: AudioContext[] } }).__live;
      return (
        live.tracks.length > 0 &&
        live.contexts.length > 0 &&
        live.tracks.every((track) => track.readyState === 'ended') &&
        live.contexts.every((context) => context.state === 'closed')
      );
    });
  });
});
