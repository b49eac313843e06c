import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages, openPanel, sharePark, startTalking, type, untilState } from './park.ts';

/** What some companies put between their people and the world: pages pass, sockets do not. */
async function withoutSockets(target: string): Promise<{ readonly url: string; readonly server: Server; refused: number }> {
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const forwarded = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  const proxy = { url: '', server, refused: 0 };
  server.on('upgrade', (_request, socket) => {
    proxy.refused += 1;
    socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return proxy;
}

describe('a visitor behind a network that lets no sockets through', () => {
  const park = sharePark();
  let proxy: Awaited<ReturnType<typeof withoutSockets>>;

  beforeAll(async () => {
    proxy = await withoutSockets(park.url);
  });

  afterAll(() => {
    proxy.server.closeAllConnections();
    proxy.server.close();
  });

  it('types, and is answered in writing with the same sources', async () => {
    const { page } = await park.visit({}, proxy.url);
    await openPanel(page);
    await type(page, 'When is the visitor center open?');
    await page.getByRole('button', { name: /Visitor center/ }).first().waitFor({ timeout: 30_000 });
    await untilState(page, 'listening');
    const [question, answer, ...rest] = await messages(page);
    expect(rest).toEqual([]);
    expect(question).toMatchObject({ role: 'user', text: 'When is the visitor center open?', status: 'complete' });
    expect(answer).toMatchObject({ role: 'assistant', status: 'complete' });
    expect(answer!.text.toLowerCase()).toContain('visitor center');
    expect(proxy.refused).toBeGreaterThan(1);
  });

  it('who wants to talk reads that voice does not get through, has no live microphone, and goes on typing', async () => {
    const { page } = await park.visit({}, proxy.url);
    await startTalking(page);
    await page.getByText('Voice does not get through this network').first().waitFor({ timeout: 30_000 });
    await type(page, 'What are the campfire rules?');
    await page.getByRole('button', { name: /Campfire rules/ }).first().waitFor({ timeout: 30_000 });
    const microphone = await page.evaluate(() => document.querySelector('realtime-assistant')!.session!.snapshot.microphone);
    expect(microphone).toBe('off');
  });
});
