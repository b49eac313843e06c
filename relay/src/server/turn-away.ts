import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeSocket } from '../session/close-socket.js';
import { closeCodes, relayError, type RelayErrorCode } from '../session/wire-events.js';

/** How often one who finds no place should try. */
export const retryAfterMs = 5_000;

export interface Refusal {
  readonly code: RelayErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  readonly position?: number | undefined;
}

/** A browser cannot read the status of a failed upgrade: what its page should know is told on the open socket. */
export function turnAway(browser: WebSocket, refusal: Refusal): void {
  const { code, message, ...detail } = refusal;
  browser.on('error', () => {});
  browser.send(JSON.stringify(relayError(code, message, detail)));
  // One that does not answer the close is cut off soon: there may be many.
  void closeSocket(browser, closeCodes[code]!, code);
}

/** For who should not know more, or has nothing of ours on their page. */
export function refuseUpgrade(socket: Duplex, status: number, words: string): void {
  socket.on('error', () => {});
  const retry = status === 503 ? `Retry-After: ${retryAfterMs / 1000}\r\n` : '';
  socket.end(`HTTP/1.1 ${status} ${words}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
