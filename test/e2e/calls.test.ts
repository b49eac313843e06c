import { describe, expect, it } from 'vitest';
import { rms } from './listen.ts';
import { messages, sharePark, startTalking, untilState } from './park.ts';
import { microphoneWav, say, silence } from './spoken.ts';
import { UdpPath } from './udp-path.ts';
import type { Visitor } from './visitor.ts';

const loudness = (samples: Float32Array, rate: number, fromMs: number, toMs: number): number =>
  rms(samples, Math.round((fromMs / 1_000) * rate), Math.round((toMs / 1_000) * rate));

/*
 * The whole product over WebRTC: the widget places a call through the relay, sound goes between browser and engine, and everything else
 * goes the way it always goes.
 */
describe('a visitor of a site whose relay offers calls', () => {
  const park = sharePark({ calls: true });
  let visitor: Visitor;

  const transport = (): Promise<string | null> =>
    visitor.page.evaluate(() => document.querySelector('realtime-assistant')!.session!.snapshot.transport);

  it('asks aloud, hears the answer, and sees its source: no sound goes over the socket', async () => {
    const microphone = await microphoneWav([silence(2.5), await say('What are the campfire rules?'), silence(25)]);
    visitor = await park.visit({ microphone, record: true });
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'speaking');
    expect(await transport()).toBe('call');
    await untilState(page, 'listening');

    const [question, answer, ...rest] = await messages(page);
    expect(rest).toEqual([]);
    expect(question).toMatchObject({ role: 'user', text: 'What are the campfire rules?', status: 'complete' });
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    expect(answer!.text).toContain('iron fire rings');
    await page.getByRole('button', { name: /Campfire rules/ }).first().waitFor();

    expect(visitor.seen('widget', 'input_audio_buffer.append')).toEqual([]);
    expect(visitor.seen('relay', 'response.output_audio.delta')).toEqual([]);
    // Speaking is told by what is played, not by the end of the response, which comes long before.
    const started = visitor.seen('relay', 'output_audio_buffer.started')[0]!;
    const done = visitor.seen('relay', 'response.done').at(-1)!;
    const stopped = visitor.seen('relay', 'output_audio_buffer.stopped')[0]!;
    expect(started.at).toBeLessThan(stopped.at);
    expect(done.at).toBeLessThan(stopped.at);
    const { samples, rate } = await visitor.recording();
    // As long as it was played, and speech all along: the loudest tenth of a second is no click.
    const playedMs = stopped.at - started.at;
    const heard = Array.from({ length: Math.floor((samples.length / rate) * 10) }, (_, i) => loudness(samples, rate, i * 100, i * 100 + 100));
    const speaking = heard.filter((level) => level > 0.01).length * 100;
    expect(speaking).toBeGreaterThan(playedMs * 0.5);
    expect(speaking).toBeLessThan(playedMs + 500);
    // The browser never sees what the operator told the model, nor a key.
    expect(JSON.stringify(visitor.frames)).not.toMatch(/You are the voice assistant|ek_|rtc_/);
    expect(visitor.complaints).toEqual([]);
  });

  it('is silent at once when the visitor speaks, and the transcript ends where the service cut it', async () => {
    visitor = await park.visit({ record: true, room: 'quiet' });
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('Tell me about boat rental.'));
    await untilState(page, 'speaking');
    await visitor.untilHeard(1_500);
    await visitor.say(await say('Where is the shuttle bus?', 'awb'));
    const cut = await visitor.frame(({ from, type: name }) => from === 'relay' && name === 'conversation.item.truncated');
    await untilState(page, 'speaking');
    await untilState(page, 'listening');
    // The service knows how much it sent: the widget tells it nothing.
    expect(visitor.seen('widget', 'conversation.item.truncate')).toEqual([]);
    expect(Number(cut.frame['audio_end_ms'])).toBeGreaterThan(200);
    const all = await messages(page);
    expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(all[1]!.status).toBe('interrupted');
    expect(all[2]!.text).toContain('shuttle bus');
    expect(all[3]).toMatchObject({ status: 'complete' });
  });

  it('stops an answer, and the relay hangs up when they leave', async () => {
    visitor = await park.visit();
    const { page } = visitor;
    await startTalking(page);
    await untilState(page, 'listening');
    await page.evaluate(() => document.querySelector('realtime-assistant')!.sendText('Tell me about the campfire rules'));
    await untilState(page, 'speaking');
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await untilState(page, 'listening');
    expect(visitor.seen('widget', 'output_audio_buffer.clear').length).toBe(1);
    await visitor.frame(({ from, type: name }) => from === 'relay' && name === 'output_audio_buffer.cleared');
    await page.evaluate(() => document.querySelector('realtime-assistant')!.disconnect());
    await untilState(page, 'idle');
    const live = await page.evaluate(() => document.querySelector('realtime-assistant')!.session!.snapshot.microphone);
    expect(live).toBe('off');
  });

  it('whose network lets no call through talks over the socket instead, without noticing', async () => {
    visitor = await park.visit({ room: 'quiet' });
    const { page } = visitor;
    // No way for media: the browser's own answer to a firewall that drops it.
    await page.evaluate(() => {
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        override setRemoteDescription({ sdp = '' }: RTCSessionDescriptionInit = { type: 'answer' }): Promise<void> {
          return super.setRemoteDescription({ type: 'answer', sdp: sdp.replaceAll(/^a=candidate:.*\r\n/gm, '') });
        }
      };
    });
    await startTalking(page);
    await untilState(page, 'listening');
    await visitor.say(await say('What are the campfire rules?'));
    await untilState(page, 'speaking');
    expect(await transport()).toBe('websocket');
    expect(visitor.seen('widget', 'input_audio_buffer.append').length).toBeGreaterThan(10);
  });

  it('whose way through the network breaks finds another, and talks on in the same call', async () => {
    visitor = await park.visit({ record: true, room: 'quiet' });
    const { page } = visitor;
    const paths: UdpPath[] = [];
    const asked: string[] = [];
    // The engine is reached over a path of the test's, another for each answer; it never looks for a way itself.
    await page.route(/\/calls(\/|$)/, async (route) => {
      const response = await route.fetch();
      const answer = await response.text();
      const [candidate, start, port] = /^(a=candidate:\S+ 1 udp \d+ \S+) (\d+)/m.exec(answer)!;
      const path = await UdpPath.open(Number(port));
      paths.push(path);
      asked.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`);
      await route.fulfill({ response, body: answer.replaceAll(candidate, `${start} ${path.port}`) });
    });
    try {
      await startTalking(page);
      await untilState(page, 'listening');
      expect(await transport()).toBe('call');
      await page.evaluate(() => document.querySelector('realtime-assistant')!.sendText('Thank you!'));
      await untilState(page, 'speaking');
      await untilState(page, 'listening');
      paths[0]!.cut();
      await page.waitForResponse((response) => response.request().method() === 'PATCH', { timeout: 30_000 });
      const before = (await visitor.recording()).samples.length;
      await visitor.say(await say('What are the campfire rules?'));
      await untilState(page, 'speaking');
      await visitor.untilHeard(1_000, before);
      expect(await transport()).toBe('call');
      expect(asked).toEqual(['POST /calls', expect.stringMatching(/^PATCH \/calls\/[\w-]{32}$/)]);
      expect(visitor.seen('relay', 'session.created')).toHaveLength(1);
      const all = await messages(page);
      expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
      expect(all[2]!.text.toLowerCase()).toContain('campfire rules');
    } finally {
      for (const path of paths) path.close();
    }
  });
});
