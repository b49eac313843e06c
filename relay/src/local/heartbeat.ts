import type { WebSocket } from 'ws';

const PING_MS = 25_000;

/** Ends a connection whose other side is gone without a word. */
export function watchHeartbeat(socket: WebSocket): void {
  let alive = true;
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
  socket.on('pong', () => (alive = true));
  socket.on('close', () => clearInterval(timer));
}
