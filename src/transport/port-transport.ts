import type { OpenTransport, TransportHandlers } from './transport.ts';
import { openWebSocket } from './websocket-transport.ts';

/*
 * A transport that must live on the page (WebRTC has no place in a worker) for a voice loop that lives elsewhere: the page's end
 * serves it, the loop's end looks like any other transport.
 */

/** Loop → page. */
type Order =
  | { readonly type: 'open'; readonly url: string; readonly protocols: readonly string[] }
  | { readonly type: 'send'; readonly frame: string | Uint8Array<ArrayBuffer> }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** Page → loop. */
type Word =
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly frame: string | ArrayBuffer }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** Of a close frame, which a socket would have had. */
const REASON_LIMIT = 120;

/** What a voice loop opens: the transport that the page serves, or else a WebSocket of its own. */
export const openFromLoop: OpenTransport = (target, handlers) =>
  target.port === undefined ? openWebSocket(target, handlers) : openPortTransport(target.port)(target, handlers);

/** The loop's end. */
function openPortTransport(port: MessagePort): OpenTransport {
  return ({ url, protocols }, handlers) => {
    let over = false;
    const tell = (order: Order): void => port.postMessage(order);
    const finish = (code: number, reason: string): void => {
      if (over) return;
      over = true;
      port.close();
      handlers.onClose(code, reason);
    };
    port.addEventListener('message', ({ data }: MessageEvent<Word>) => {
      if (over) return;
      if (data.type === 'open') handlers.onOpen();
      else if (data.type === 'message') handlers.onMessage(data.frame);
      else finish(data.code, data.reason);
    });
    port.start();
    tell({ type: 'open', url, protocols });
    return {
      // What is sent this way is events, none of them large: the page's end bounds what it keeps.
      bufferedBytes: 0,
      send: (frame) => {
        if (!over) tell({ type: 'send', frame });
      },
      close: (code = 1000, reason = '') => {
        if (over) return;
        tell({ type: 'close', code, reason });
        queueMicrotask(() => finish(code, reason));
      },
    };
  };
}

/** The page's end of a transport whose code is loaded first. What the loop says meanwhile waits in the port. */
export function serveLoaded(port: MessagePort, load: () => Promise<OpenTransport>): void {
  load().then(
    (openTransport) => serveTransport(port, openTransport),
    (cause: unknown) => {
      port.postMessage({ type: 'close', code: 1006, reason: String(cause).slice(0, REASON_LIMIT) } satisfies Word);
      port.close();
    },
  );
}

/** The page's end: opens the transport when the loop asks for it, and closes it with the port. */
export function serveTransport(port: MessagePort, openTransport: OpenTransport): void {
  let transport: ReturnType<OpenTransport> | undefined;
  const tell = (word: Word): void => port.postMessage(word);
  const handlers: TransportHandlers = {
    onOpen: () => tell({ type: 'open' }),
    onMessage: (frame) => tell({ type: 'message', frame }),
    onClose: (code, reason) => {
      tell({ type: 'close', code, reason });
      port.close();
    },
  };
  port.addEventListener('message', ({ data }: MessageEvent<Order>) => {
    if (data.type === 'open') transport ??= openTransport({ url: data.url, protocols: data.protocols }, handlers);
    else if (data.type === 'send') transport?.send(data.frame);
    else transport?.close(data.code, data.reason);
  });
  port.start();
}
