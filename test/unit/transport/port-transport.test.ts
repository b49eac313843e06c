import { afterEach, describe, expect, it } from 'vitest';
import { openFromLoop, serveLoaded, serveTransport } from '../../../src/transport/port-transport.ts';
import type { OpenTransport, TransportHandlers } from '../../../src/transport/transport.ts';
import { portsAreRead } from '../session/open-session.ts';

/** A page that serves a transport, and a loop at the other end of the port. */
function bothEnds() {
  const { port1, port2 } = new MessageChannel();
  const page = { opened: [] as object[], sent: [] as unknown[], closed: [] as unknown[] };
  let service!: TransportHandlers;
  const open: OpenTransport = ({ url, protocols }, handlers) => {
    page.opened.push({ url, protocols });
    service = handlers;
    return {
      bufferedBytes: 0,
      send: (frame) => page.sent.push(frame),
      close: (code, reason) => page.closed.push([code, reason]),
    };
  };
  serveTransport(port1, open);
  const heard: unknown[] = [];
  const transport = openFromLoop(
    { url: 'https://relay.test/calls', protocols: ['realtime'], port: port2 },
    {
      onOpen: () => heard.push('open'),
      onMessage: (frame) => heard.push(frame),
      onClose: (code, reason) => heard.push([code, reason]),
    },
  );
  ports.push(port1, port2);
  return { page, service: () => service, transport, heard };
}

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

describe('a transport that lives on the page, used by a loop in a worker', () => {
  it('is opened with the loop’s address, and frames pass both ways in order', async () => {
    const { page, service, transport, heard } = bothEnds();
    await portsAreRead();
    expect(page.opened).toEqual([{ url: 'https://relay.test/calls', protocols: ['realtime'] }]);
    service().onOpen();
    service().onMessage('{"type":"one"}');
    service().onMessage(new Uint8Array([1, 2]).buffer);
    transport.send('{"type":"two"}');
    await portsAreRead();
    expect(heard).toEqual(['open', '{"type":"one"}', new Uint8Array([1, 2]).buffer]);
    expect(page.sent).toEqual(['{"type":"two"}']);
  });

  it('tells the loop once that it ended, and sends nothing after that', async () => {
    const { page, service, transport, heard } = bothEnds();
    await portsAreRead();
    service().onClose(1006, 'gone');
    await portsAreRead();
    transport.send('late');
    transport.close();
    await portsAreRead();
    expect(heard).toEqual([[1006, 'gone']]);
    expect(page.sent).toEqual([]);
  });

  it('is closed by the loop, which does not wait for the page', async () => {
    const { page, transport, heard } = bothEnds();
    await portsAreRead();
    transport.close(1000, 'bye');
    await Promise.resolve();
    expect(heard).toEqual([[1000, 'bye']]);
    await portsAreRead();
    expect(page.closed).toEqual([[1000, 'bye']]);
  });

  it('ends at once where its code cannot be loaded', async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    serveLoaded(port1, () => Promise.reject(new TypeError('Failed to fetch')));
    const heard: unknown[] = [];
    openFromLoop(
      { url: 'https://relay.test/chat', protocols: [], port: port2 },
      { onOpen: () => {}, onMessage: () => {}, onClose: (code, reason) => heard.push([code, reason]) },
    );
    await portsAreRead();
    expect(heard).toEqual([[1006, 'TypeError: Failed to fetch']]);
  });
});
