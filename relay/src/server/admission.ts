import type { IncomingHttpHeaders } from 'node:http';

export interface AdmissionRequest {
  readonly headers: IncomingHttpHeaders;
  /** Address of this end of the connection: tells whether it came over loopback. */
  readonly localAddress: string | undefined;
}

/**
 * Whether a page of this origin may use the relay. With a list: exactly those on it. Without: the host that was asked
 * for, and over loopback any loopback origin.
 *
 * Over loopback a foreign host name is never enough, even when `Host` and `Origin` agree: a page of any site can make
 * its own name point at 127.0.0.1 (DNS rebinding) and would otherwise talk to the relay of whoever visits it. A relay
 * behind a proxy on the same machine therefore needs the list.
 */
export function isOriginAllowed(
  { headers, localAddress }: AdmissionRequest,
  allowedOrigins: readonly string[] | undefined,
): boolean {
  const { origin, host } = headers;
  const isLocal = isLoopbackAddress(localAddress);
  // A browser always sends it with a WebSocket; what does not is a program, which could also have made one up.
  if (origin === undefined) return allowedOrigins === undefined ? isLocal : allowedOrigins.includes('*');
  if (allowedOrigins) return allowedOrigins.some((allowed) => allowed === '*' || sameOrigin(allowed, origin));
  let asked: URL;
  try {
    asked = new URL(origin);
  } catch {
    return false;
  }
  if (isLocal) return isLoopbackName(asked.hostname);
  return (
    (asked.protocol === 'https:' || asked.protocol === 'http:') &&
    host !== undefined &&
    asked.host === bareHost(host, asked.protocol)
  );
}

/**
 * Whether a request without `Origin` may read. It is a program, or a page of the very host that it asks, and over
 * loopback that host must be a loopback name for the reason above.
 */
export function isHostTrusted(
  { headers, localAddress }: AdmissionRequest,
  allowedOrigins: readonly string[] | undefined,
): boolean {
  if (allowedOrigins !== undefined || !isLoopbackAddress(localAddress)) return true;
  return URL.canParse(`http://${headers.host}`) && isLoopbackName(new URL(`http://${headers.host}`).hostname);
}

/**
 * Whether both ends are of this machine, as when a developer tries things out: over loopback, a program or a page of a
 * loopback name, and no proxy in between.
 */
export function isOnOwnMachine({ headers, localAddress }: AdmissionRequest): boolean {
  const { origin } = headers;
  return (
    isLoopbackAddress(localAddress) &&
    headers.forwarded === undefined &&
    headers['x-forwarded-for'] === undefined &&
    (origin === undefined || (URL.canParse(origin) && isLoopbackName(new URL(origin).hostname)))
  );
}

/** For the operator's log. The origin is a stranger's text: only what can stand in one is kept. */
export function refusedOrigin(origin = 'none'): string {
  const shown = origin.slice(0, 200).replace(/[^\w.:/[\]-]/g, '?');
  return `turned away a page of origin ${shown}; to let it in, add it to RELAY_ALLOWED_ORIGINS (allowedOrigins)`;
}

function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);
}

/** Whether a server that listens there is reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(host.toLowerCase()) || isLoopbackAddress(host);
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

function sameOrigin(allowed: string, origin: string): boolean {
  if (allowed === 'null' || origin === 'null') return allowed === origin;
  try {
    return new URL(allowed).origin === new URL(origin).origin;
  } catch {
    return false;
  }
}

/** `Host` may name the scheme's own port, an origin never does. */
function bareHost(host: string, protocol: string): string {
  return host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}
