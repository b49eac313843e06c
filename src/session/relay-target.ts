import { AssistantError } from '../base/assistant-error.ts';
import { encodeBase64Url } from '../base/base64.ts';
import type { DialectName } from '../protocol/dialect-name.ts';
import type { SessionOptions } from './session-options.ts';

const TOKEN_LIMIT_MS = 10_000;

/** The address of a relay given as `ws(s):`, `http(s):` or relative to the page. Throws `invalid-option`. */
export function absoluteRelayUrl(relayUrl: string, pageUrl: string | undefined): URL {
  if (relayUrl.trim() === '') {
    throw new AssistantError(
      'invalid-option',
      'relay-url is missing: give the address of your relay, e.g. wss://…/realtime.',
    );
  }
  let url: URL;
  try {
    url = new URL(relayUrl, pageUrl);
  } catch {
    throw new AssistantError('invalid-option', `relay-url "${relayUrl}" is not an address.`);
  }
  if (!/^(?:ws|http)s?:$/.test(url.protocol)) {
    throw new AssistantError('invalid-option', `relay-url "${relayUrl}" must begin with wss:, ws:, https: or http:.`);
  }
  url.hash = '';
  return url;
}

/** The same as a socket's address. */
export function resolveRelayUrl(relayUrl: string, pageUrl: string | undefined): string {
  const url = absoluteRelayUrl(relayUrl, pageUrl);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** Dialects whose servers know no subprotocol. */
const WITHOUT_PROTOCOL: readonly unknown[] = ['middle-tier', 'simple', 'live'] satisfies DialectName[];

/**
 * Subprotocols for the handshake. A browser can set no header, so a token rides here, as base64url: `=` and `/` are not
 * allowed in a subprotocol (guide 3). The relay selects `realtime`; Chromium breaks off where a server selects none of
 * those it was offered, so others are offered none without need.
 */
export function protocolsFor(token: string | null, dialect?: SessionOptions['dialect']): string[] {
  if (token === null) return WITHOUT_PROTOCOL.includes(dialect) ? [] : ['realtime'];
  return ['realtime', `realtime-token.${encodeBase64Url(new TextEncoder().encode(token))}`];
}

/** Null: the site wants none. Throws `unauthorized`. */
export async function askToken(getToken: (() => string | Promise<string>) | undefined): Promise<string | null> {
  if (getToken === undefined) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const token = await Promise.race([
      getToken(),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no token after ${TOKEN_LIMIT_MS} ms`)), TOKEN_LIMIT_MS);
      }),
    ]);
    if (typeof token !== 'string' || token === '') throw new Error('the token is empty');
    return token;
  } catch (cause) {
    throw new AssistantError('unauthorized', 'getToken() gave no token, so the relay cannot be asked.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
