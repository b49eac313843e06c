import { WebSocket } from 'ws';
import type { Upstream } from './upstream.js';
import { UpstreamFailure } from './upstream-failure.js';

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
export async function connectUpstream(upstream: Upstream, { timeoutMs, signal }: ConnectOptions): Promise<WebSocket> {
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
    socket.on('error', (error: NodeJS.ErrnoException) => fail(unreachable(error)));
  });
}

function refused(status: number): UpstreamFailure {
  const detail = `HTTP ${status}`;
  if (status === 401 || status === 403) {
    return new UpstreamFailure(
      'upstream_unauthorized',
      "The voice service did not accept the relay's key. The operator must check it.",
      detail,
    );
  }
  if (status === 429) {
    return new UpstreamFailure(
      'upstream_quota',
      'The voice service has no quota left for this relay. The operator must check the plan.',
      detail,
    );
  }
  if (status === 404) {
    return new UpstreamFailure(
      'upstream_misconfigured',
      'The voice service knows no such model or deployment. The operator must check its name and the endpoint.',
      detail,
    );
  }
  // Anything else below 500 says the same at every try: a version that is not served, an address that moved.
  if (status < 500 && status !== 408) {
    return new UpstreamFailure(
      'upstream_misconfigured',
      `The voice service refused the request (HTTP ${status}). The operator must check its address and version.`,
      detail,
    );
  }
  return new UpstreamFailure(
    'upstream_unreachable',
    `The voice service refused the connection (HTTP ${status}).`,
    detail,
  );
}

function unreachable(error: NodeJS.ErrnoException): UpstreamFailure {
  const message =
    error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
      ? 'The voice service cannot be reached. The operator must check its address and that it runs.'
      : 'The connection to the voice service failed.';
  return new UpstreamFailure('upstream_unreachable', message, error.code ?? error.message);
}

function outOfTime(): UpstreamFailure {
  return new UpstreamFailure('upstream_unreachable', 'The voice service did not answer in time.', 'time limit');
}

async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(outOfTime());
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
