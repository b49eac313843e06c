import type { EventEmitter } from 'node:events';

/**
 * What a session asks of the socket at either end of it. A `WebSocket` has it; so has what stands in for a browser that
 * came over HTTP.
 *
 * Events: `message` (frame, is it binary), `ping` and `pong` (data), `error` (a `NodeJS.ErrnoException`), and once
 * `close` (code, reason as bytes).
 */
export interface FrameSocket extends Pick<EventEmitter, 'on' | 'once'> {
  readonly OPEN: 1;
  readonly CLOSED: 3;
  readonly readyState: number;
  /** Bytes that were sent and that the reader has not taken. */
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  send(frame: Buffer | string, options: { binary: boolean }, done: (error?: Error) => void): void;
  ping(): void;
  pong(data: Buffer, mask: boolean, done: (error?: Error) => void): void;
  pause(): void;
  resume(): void;
  /** `close` follows, when the other end knows. */
  close(code: number, reason: string): void;
  /** `close` follows at once. */
  terminate(): void;
}
