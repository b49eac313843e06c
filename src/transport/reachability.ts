const LIMIT_MS = 4_000;

/**
 * Whether anybody answers at the address of a WebSocket. A browser tells a page nothing about an upgrade that failed: a refused
 * origin and a network that is down look the same. Our relay has `/health` beside `/realtime`; of any other server its own
 * address is asked. One request, without cookies, and whatever comes back counts: it is not even readable.
 */
export async function isReachable(url: string): Promise<boolean> {
  const address = new URL(url);
  address.protocol = address.protocol === 'ws:' ? 'http:' : 'https:';
  address.pathname = address.pathname.replace(/\/realtime\/?$/, '/health');
  address.search = '';
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), LIMIT_MS);
  try {
    await fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: giveUp.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
