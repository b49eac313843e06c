import { WebSocket } from 'ws';
import { refused, unreachable } from './refusal.js';
import { outOfTime, withSignal } from './time-limit.js';
import type { UpstreamFailure } from './upstream-failure.js';
import type { Upstream } from './upstream.js';

/** `conversation.item.retrieve` answers with the audio of an item, up to the 15 MiB that a client may append. */
const maxPayloadBytes = 32 * 1024 * 1024;

export interface ConnectOptions {
  /** For the credential and the handshake together, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Opens the socket to the service. It is given **paused**, since its first frames may have come with the handshake:
 * attach listeners, then `resume()`. Rejects with an {@link UpstreamFailure}, whose message says what the operator
 * can do.
 */
export async function connectUpstream(
  upstream: Pick<Upstream, 'endpoint'>,
  { timeoutMs, signal }: ConnectOptions,
): Promise<WebSocket> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([deadline, signal]);
  const { url, headers } = await withSignal(upstream.endpoint(either), either);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: maxPayloadBytes });
    const fail = (failure: UpstreamFailure): void => {
      either.removeEventListener('abort', onAbort);
      socket.on('error', () => {});
      socket.terminate();
      reject(failure);
    };
    const onAbort = (): void => fail(outOfTime());
    either.addEventListener('abort', onAbort, { once: true });
    if (either.aborted) onAbort();
    socket.once('open', () => {
      socket.pause();
      either.removeEventListener('abort', onAbort);
      socket.removeAllListeners('error');
      socket.removeAllListeners('unexpected-response');
      resolve(socket);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      fail(refused(response.statusCode ?? 0));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => fail(unreachable(error.code, error.message)));
  });
}
