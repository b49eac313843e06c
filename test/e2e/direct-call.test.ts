import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../relay/dist/local/engine.js';
import { hostPages } from './host-page.ts';
import { rms } from './listen.ts';
import { closeSpeaker, microphoneWav, say, silence } from './spoken.ts';
import { messages, untilState } from './park.ts';
import { Visitor } from './visitor.ts';

/** A page that calls the service itself with a short-lived token of its own backend: no relay anywhere. */
describe('a site without a relay', () => {
  const engine = createEngine({ apiKey: 'sk-of-the-backend' });
  let host: Awaited<ReturnType<typeof hostPages>>;
  let api = '';
  let visitor: Visitor | undefined;

  beforeAll(async () => {
    const { port } = await engine.listen({ port: 0 });
    api = `http://127.0.0.1:${port}/v1/realtime`;
    host = await hostPages({
      folder: 'dist',
      pages: {
        '/': `<!doctype html><title>A site</title><main>A site</main>
          <realtime-assistant relay-url="${api}/calls?model=gpt-realtime" open></realtime-assistant>
          <script src="/realtime-assistant.js"></script>`,
      },
    });
  });

  afterAll(async () => {
    await visitor?.leave();
    await host?.close();
    await engine.close();
    await closeSpeaker();
  });

  it('talks over WebRTC with the token that its backend minted, events and all', async () => {
    const minted = await fetch(`${api}/client_secrets`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sk-of-the-backend', 'Content-Type': 'application/json' },
      body: JSON.stringify({
        expires_after: { anchor: 'created_at', seconds: 60 },
        session: { type: 'realtime', model: 'gpt-realtime', audio: { input: { transcription: { model: 'whisper-1' } } } },
      }),
    });
    const { value } = (await minted.json()) as { value: string };
    expect(value).toMatch(/^ek_/);
    const microphone = await microphoneWav([silence(3), await say('hello'), silence(20)]);
    visitor = await Visitor.arrive(`${host.url}/`, { microphone, record: true });
    const { page } = visitor;
    await page.evaluate((token) => {
      document.querySelector('realtime-assistant')!.getToken = () => token;
    }, value);
    await page.locator('main').click();
    await page.evaluate(() => document.querySelector('realtime-assistant')!.connect());
    await untilState(page, 'speaking');
    expect(await page.evaluate(() => document.querySelector('realtime-assistant')!.session!.snapshot.transport)).toBe('direct');
    await untilState(page, 'listening');
    const roles = (await messages(page)).map(({ role, status }) => `${role} ${status}`);
    expect(roles).toEqual(['user complete', 'assistant complete']);
    expect(rms((await visitor.recording()).samples)).toBeGreaterThan(0.001);
    expect(visitor.frames).toEqual([]);
    // A token that is over is explained, and not tried again and again.
    await page.evaluate(() => document.querySelector('realtime-assistant')!.disconnect());
    const refused = await page.evaluate(async () => {
      const element = document.querySelector('realtime-assistant')!;
      element.getToken = () => 'ek_of_nobody';
      await element.updateComplete;
      return element.connect().catch((error: { code: string }) => error.code);
    });
    expect(refused).toBe('unauthorized');
  });
});
