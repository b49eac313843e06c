import type { FrameSocket } from './frame-socket.js';

/** Who wants a socket not to be read. More than one may: it is read again when the last lets go. */
const holders = new WeakMap<FrameSocket, Set<object>>();

/** Stops reading the socket until `holder`, and whoever else holds it, lets go. */
export function holdReading(socket: FrameSocket, holder: object): void {
  const all = holders.get(socket) ?? new Set();
  holders.set(socket, all.add(holder));
  socket.pause();
}

export function releaseReading(socket: FrameSocket, holder: object): void {
  const all = holders.get(socket);
  if (all?.delete(holder) && all.size === 0) socket.resume();
}
