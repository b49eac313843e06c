import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { sendNotFound } from './send-json.js';

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface Handlers {
  /** Each gives false, untouched, for what is not the relay's. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/**
 * Puts the relay before the listeners of a server: what is not the relay's goes to those that were there, as it did
 * before. An upgrade that nobody else listens for is answered with 404, for Node leaves such a socket open. Gives a
 * function that puts all back.
 */
export function attachTo(
  server: Server | SecureServer,
  handlers: Handlers,
  { isAlone }: { isAlone: boolean },
): () => void {
  const requestListeners = server.listeners('request') as RequestListener[];
  // Taken away rather than joined: a `WebSocketServer` with a `path` answers 400 to every other path.
  const upgradeListeners = server.listeners('upgrade') as UpgradeListener[];
  let isAttached = true;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (isAttached && handlers.request(request, response)) return;
    if (isAlone) sendNotFound(response);
    else
      for (const listener of requestListeners)
        listener.call(server, request, response as Parameters<RequestListener>[1]);
  };
  const onUpgrade: UpgradeListener = (request, socket, head) => {
    if (isAttached && handlers.upgrade(request, socket, head)) return;
    for (const listener of upgradeListeners) listener.call(server, request, socket, head);
    if (upgradeListeners.length > 0 || server.listenerCount('upgrade') > 1) return;
    socket.on('error', () => {});
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };
  server.removeAllListeners('request').on('request', onRequest);
  server.removeAllListeners('upgrade').on('upgrade', onUpgrade);
  return () => {
    if (!isAttached) return;
    isAttached = false;
    // Whoever was attached after us holds our listeners and calls them: they stay, and pass everything on.
    if (server.listeners('request').includes(onRequest)) {
      server.off('request', onRequest);
      for (const listener of requestListeners) server.on('request', listener);
    }
    if (server.listeners('upgrade').includes(onUpgrade)) {
      server.off('upgrade', onUpgrade);
      for (const listener of upgradeListeners) server.on('upgrade', listener);
    }
  };
}
