import type { WebSocket } from 'ws';

/** Bytes on their way to a client that reads slowly: audio waits beyond the first, the connection ends beyond the second. */
const HIGH_WATER_BYTES = 1024 * 1024;
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const DRAIN_TIMEOUT_MS = 30_000;

/** Sends to one client and knows how much it has not read yet. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #waiters = new Set<() => void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) return this.#socket.terminate();
    this.#socket.send(text, () => {
      if (this.#socket.bufferedAmount >= HIGH_WATER_BYTES) return;
      for (const waiter of this.#waiters) waiter();
    });
  }

  /** Resolves at once, or when the client has read; ends the connection when it does not for 30 seconds. */
  async drained(signal: AbortSignal): Promise<void> {
    if (this.#socket.bufferedAmount < HIGH_WATER_BYTES) return;
    const { promise, resolve, reject } = withResolvers();
    const onAbort = (): void => reject(signal.reason as Error);
    const timer = setTimeout(() => {
      this.#socket.terminate();
      reject(new Error(`The client read nothing for ${DRAIN_TIMEOUT_MS} ms.`));
    }, DRAIN_TIMEOUT_MS);
    this.#waiters.add(resolve);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(resolve);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
