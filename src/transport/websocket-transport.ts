import type { OpenTransport, Transport } from './transport.ts';

/** A browser lets a page close with 1000 or 3000 to 4999 and throws for the rest. */
function allowedCode(code: number): number {
  return code === 1000 || (code >= 3000 && code <= 4999) ? code : 1000;
}

/** A close reason has at most 123 bytes of UTF-8; a browser throws for more. */
function allowedReason(reason: string): string {
  let short = reason.slice(0, 123);
  while (new TextEncoder().encode(short).byteLength > 123) short = short.slice(0, -1);
  return short;
}

/** Frames over a WebSocket. Works on a page and in a worker. */
export const openWebSocket: OpenTransport = ({ url, protocols }, handlers) => {
  let socket: WebSocket | null = null;
  let over = false;
  const finish = (code: number, reason: string): void => {
    if (over) return;
    over = true;
    listening.abort();
    handlers.onClose(code, reason);
  };
  const listening = new AbortController();
  const { signal } = listening;
  try {
    socket = new WebSocket(url, [...protocols]);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => handlers.onOpen(), { signal });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => handlers.onMessage(event.data), {
      signal,
    });
    socket.addEventListener('close', (event) => finish(event.code, event.reason), { signal });
  } catch (cause) {
    // A bad address or subprotocol, or a policy: the same end as a connection that fails, only sooner.
    queueMicrotask(() => finish(1006, cause instanceof Error ? cause.message : ''));
  }
  return {
    send: (frame) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(frame);
    },
    get bufferedBytes() {
      return socket?.bufferedAmount ?? 0;
    },
    close: (code = 1000, reason = '') => {
      socket?.close(allowedCode(code), allowedReason(reason));
      // The closing handshake may take a minute on a dead network; nobody here waits for it.
      queueMicrotask(() => finish(code, reason));
    },
  } satisfies Transport;
};
