import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { WebSocket } from 'ws';
import { Backpressure } from '../../src/session/backpressure.js';
import { openHouse } from '../fixtures/house.js';

const delta = {
  type: 'response.output_audio.delta',
  response_id: 'r',
  item_id: 'i',
  output_index: 0,
  content_index: 0,
  delta: 'A'.repeat(64_000),
};
/** Beyond what the system itself buffers between two sockets on loopback. */
const count = 800;

test('a browser that stops reading stops the service, and gets every frame when it reads on', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  visitor.socket.pause();
  for (let i = 0; i < count; i++) service.send(delta);
  await settled(() => service.socket.bufferedAmount);
  // 51 MB were said: what neither the relay nor the system has taken waits with the service.
  expect(service.socket.bufferedAmount).toBeGreaterThan(30_000_000);
  visitor.socket.resume();
  service.send({ type: 'response.output_audio.done' });
  await visitor.next('response.output_audio.done', 20_000);
  expect(visitor.inbox.events.filter((event) => event['type'] === delta.type)).toHaveLength(count);
});

test('a browser that never reads again is let go as too slow', async () => {
  const { visit, logs } = await openHouse({ stallTimeoutMs: 300 });
  const { visitor, service } = await visit();
  visitor.socket.pause();
  for (let i = 0; i < count; i++) service.send(delta);
  await service.closed;
  expect(logs.join()).toContain('ended: too_slow, code 1013');
});

test('a service that stops reading stops the browser', async () => {
  const { visit } = await openHouse();
  const { visitor, service } = await visit();
  service.socket.pause();
  const frame = JSON.stringify({ type: 'input_audio_buffer.append', audio: delta.delta });
  for (let i = 0; i < count; i++) visitor.send(frame);
  await settled(() => visitor.socket.bufferedAmount);
  expect(visitor.socket.bufferedAmount).toBeGreaterThan(30_000_000);
  service.socket.resume();
  visitor.send({ type: 'input_audio_buffer.commit' });
  await service.next('input_audio_buffer.commit', 20_000);
  expect(service.inbox.events.filter((event) => event['type'] === 'input_audio_buffer.append')).toHaveLength(count);
});

test('a browser that draws refusals without reading them is not read either', async () => {
  const { visit } = await openHouse();
  const { visitor } = await visit();
  visitor.socket.pause();
  const frames = 100_000;
  const frame = JSON.stringify({ type: 'no', event_id: 'x'.repeat(400) });
  for (let i = 0; i < frames; i++) visitor.socket.send(frame);
  await settled(() => visitor.socket.bufferedAmount);
  expect(visitor.socket.bufferedAmount).toBeGreaterThan(10_000_000);
  visitor.socket.resume();
  for (let i = 0; i < 100; i++) await visitor.refusal();
});

test('a browser that draws pongs without reading them is not read either', async () => {
  const { visit } = await openHouse();
  const { visitor } = await visit();
  visitor.socket.pause();
  const filling = Buffer.alloc(125);
  for (let i = 0; i < 400_000; i++) visitor.socket.ping(filling);
  await settled(() => visitor.socket.bufferedAmount);
  expect(visitor.socket.bufferedAmount).toBeGreaterThan(30_000_000);
  const pong = once(visitor.socket, 'pong');
  visitor.socket.resume();
  await pong;
});

test('a browser that is held back on both sides is let go only when both have taken all', () => {
  const [browser, service] = [new FakeSocket(), new FakeSocket()];
  const toBrowser = new Backpressure(browser.asWebSocket(), { stallMs: 1_000, onStall: () => {} });
  const toService = new Backpressure(service.asWebSocket(), { stallMs: 1_000, onStall: () => {} });
  onTestFinished(() => {
    toBrowser.end();
    toService.end();
  });
  for (const [way, sink] of [
    [toBrowser, browser],
    [toService, service],
  ] as const) {
    sink.bufferedAmount = 2_000_000;
    way.send('{}', browser.asWebSocket());
  }
  service.drain();
  expect(browser.isPaused).toBe(true);
  browser.drain();
  expect(browser.isPaused).toBe(false);
});

/** Settles when the figure has stood still over several looks: there is no event for bytes that do not move. */
async function settled(figure: () => number): Promise<void> {
  for (let last = -1, still = 0; still < 5; await new Promise((resolve) => setTimeout(resolve, 40))) {
    const now = figure();
    still = now === last ? still + 1 : 0;
    last = now;
  }
}

/** As much of a socket as the way to it needs: two ends of one pressure cannot be timed on real ones. */
class FakeSocket {
  readonly OPEN = 1;
  readonly readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  #flushed = (): void => {};

  send(_frame: string, _options: object, flushed: () => void): void {
    this.#flushed = flushed;
  }

  drain(): void {
    this.bufferedAmount = 0;
    this.#flushed();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}
