/**
 * Keeps the screen from going dark until `signal` is aborted: a visitor who only talks touches nothing, and a phone that
 * locks itself ends the conversation. The browser takes the lock away with each look at another page, and may refuse it
 * (low battery, a policy): then the screen does as it likes, which is nothing to trouble anybody with.
 */
export function keepAwake(signal: AbortSignal): void {
  const { wakeLock } = navigator as { wakeLock?: WakeLock };
  if (wakeLock === undefined || signal.aborted) return;
  let lock: WakeLockSentinel | undefined;
  let asking = false;
  const release = (): void => {
    lock?.release().catch(() => {});
    lock = undefined;
  };
  const ask = async (): Promise<void> => {
    if (asking || document.visibilityState !== 'visible' || lock?.released === false) return;
    asking = true;
    try {
      lock = await wakeLock.request('screen');
      if (signal.aborted) release();
    } catch {
      // Refused for now; asked again when the page is next seen.
    } finally {
      asking = false;
    }
  };
  document.addEventListener('visibilitychange', () => void ask(), { signal });
  signal.addEventListener('abort', release, { once: true });
  void ask();
}
