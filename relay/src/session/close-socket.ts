import type { FrameSocket } from './frame-socket.js';
import { closeReason, sendableCloseCode } from './wire-events.js';

/** A peer that answers no close frame is cut off. */
const closeTimeoutMs = 2_000;

/** Settles when the socket is closed, which a peer that answers nothing cannot put off. */
export function closeSocket(socket: FrameSocket, code: number, reason: string): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  if (socket.readyState === socket.OPEN) socket.close(sendableCloseCode(code), closeReason(reason));
  const timer = setTimeout(() => socket.terminate(), closeTimeoutMs);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
