/** A page that was out of sight for less than this has hardly missed the end of a connection. */
const HIDDEN_MS = 60_000;

export interface NetworkWatchHandlers {
  /** The connection may be dead; `sure`: it would be a wonder if it were not. */
  readonly onDoubt: (sure: boolean) => void;
  /** There is a network again, or somebody looks again: whoever waits for it need not wait any longer. */
  readonly onHope: () => void;
}

/** The part of `navigator.connection` that tells of another network; only mobile Chromium has it. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Tells of what makes a connection doubtful without closing it: the network went or changed, or the page was frozen or long out
 * of sight. Estimates of speed, which change all the time, are not listened to.
 */
export function watchNetwork({ onDoubt, onHope }: NetworkWatchHandlers, signal: AbortSignal): void {
  const page = globalThis as Partial<Window & typeof globalThis>;
  const renew = (sure: boolean): void => {
    onHope();
    onDoubt(sure);
  };
  page.addEventListener?.('offline', () => onDoubt(false), { signal });
  page.addEventListener?.('online', () => renew(true), { signal });
  page.addEventListener?.('pageshow', (event) => event.persisted && renew(true), { signal });

  const connection = (page.navigator as { readonly connection?: NetworkInformation } | undefined)?.connection;
  let type = connection?.type;
  const onChange = (): void => {
    const before = type;
    type = connection?.type;
    if (before === undefined || type === undefined || before === type || type === 'none') return;
    renew(true);
  };
  connection?.addEventListener?.('change', onChange, { signal });

  let hiddenAt = 0;
  const onVisibility = (): void => {
    const isHidden = page.document?.visibilityState === 'hidden';
    if (!isHidden && Date.now() - hiddenAt >= HIDDEN_MS) renew(false);
    if (isHidden) hiddenAt = Date.now();
  };
  page.document?.addEventListener('visibilitychange', onVisibility, { signal });
  page.document?.addEventListener('resume', () => renew(true), { signal });
}

/** Whether the browser knows that there is no network. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}
