import { AssistantError } from '../base/assistant-error.ts';

/**
 * Settles as `work` does, or rejects at once when one of `signals` is aborted; `work` itself goes on unheard. It stands
 * for `AbortSignal.any`, which is as young as Firefox 124, and ends with the wait.
 *
 * @param what what was being opened, for the message
 * @throws AssistantError `aborted`
 */
export async function unlessAborted<T>(work: Promise<T>, signals: readonly AbortSignal[], what: string): Promise<T> {
  const waiting = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(abortedError(what));
    for (const signal of signals) {
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { signal: waiting.signal });
    }
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    waiting.abort();
  }
}

/** @throws AssistantError `aborted` */
export function throwIfAborted(signals: readonly AbortSignal[], what: string): void {
  if (signals.some((signal) => signal.aborted)) throw abortedError(what);
}

function abortedError(what: string): AssistantError {
  return new AssistantError('aborted', `${what} was closed before it was open.`);
}
