import { UpstreamFailure } from './upstream-failure.js';

export function outOfTime(): UpstreamFailure {
  return new UpstreamFailure('upstream_unreachable', 'The voice service did not answer in time.', 'time limit');
}

/** Waits for `work` no longer than the signal allows, for what takes no signal or does not heed it. */
export async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
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
