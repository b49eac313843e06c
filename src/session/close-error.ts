import { AssistantError, type AssistantErrorCode } from '../base/assistant-error.ts';

/** How a connection ended, as the voice loop saw it. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
  readonly timedOut: boolean;
  /** The last error that the other side told before the end. */
  readonly lastError: {
    readonly code: string | null;
    readonly message: string;
    /** How long the other side wants to be left alone; 0 if it does not say. */
    readonly retryAfterMs: number;
    /** The visitor's number in the line. */
    readonly position?: number | undefined;
  } | null;
}

export interface ClosingVerdict {
  readonly error: AssistantError;
  /** Whether another try may help. */
  readonly retry: boolean;
}

/** The relay's and the vendors' codes, `docs/wire.md`. What is not here is a network's loss. */
const CODES: Readonly<Record<string, readonly [AssistantErrorCode, boolean]>> = {
  upstream_unauthorized: ['unauthorized', false],
  invalid_api_key: ['unauthorized', false],
  limit_reached: ['limit-reached', false],
  sign_in_required: ['sign-in-required', false],
  token_invalid: ['sign-in-required', false],
  upstream_quota: ['quota', false],
  insufficient_quota: ['quota', false],
  upstream_dialect: ['dialect-mismatch', false],
  upstream_misconfigured: ['misconfigured', false],
  beta_api_shape_disabled: ['dialect-mismatch', false],
  idle_timeout: ['session-ended', false],
  session_limit: ['session-ended', false],
  busy: ['busy', true],
  too_slow: ['connection-lost', true],
  session_expired: ['connection-lost', true],
  upstream_unreachable: ['connection-lost', true],
  upstream_closed: ['connection-lost', true],
};

const CLOSE_CODES: Readonly<Record<number, readonly [AssistantErrorCode, boolean]>> = {
  1000: ['session-ended', false],
  1002: ['protocol-error', false],
  1003: ['protocol-error', false],
  1007: ['protocol-error', false],
  1008: ['unauthorized', false],
  1009: ['protocol-error', false],
  1013: ['busy', true],
  4000: ['dialect-mismatch', false],
  4400: ['dialect-mismatch', false],
  4401: ['unauthorized', false],
  4404: ['misconfigured', false],
  4408: ['session-ended', false],
  4429: ['quota', false],
};

const WORDS: Readonly<Record<string, string>> = {
  unauthorized: 'The service refused the key or token. The site’s operator can mend this.',
  'sign-in-required': 'The relay admits only visitors who have signed in: give it a valid token by getToken.',
  quota: 'The service’s quota is used up. The site’s operator can mend this.',
  'dialect-mismatch':
    'The relay and the service speak different versions of the protocol. The site’s operator can mend this.',
  misconfigured: 'The service refused the relay’s settings. The site’s operator can mend this.',
  'limit-reached': 'This visitor has had as much as one may have for now.',
  'session-ended': 'The conversation was ended by the service.',
  busy: 'All places are taken at the moment. Please try again soon.',
  'protocol-error': 'The connection was ended because of a frame that could not be understood.',
  'connection-lost': 'The connection was lost.',
  'connect-timeout': 'The relay did not answer in time.',
};

/**
 * Why a connection ended, in words and as a code, and whether trying again makes sense. The other side's words decide.
 */
export function explainClose({ code, reason, timedOut, lastError }: Closing): ClosingVerdict {
  if (timedOut) return { error: new AssistantError('connect-timeout', WORDS['connect-timeout']!), retry: true };
  const said = lastError?.code ?? '';
  const told = Object.hasOwn(CODES, said) ? CODES[said] : undefined;
  const [errorCode, retry] = told ?? CLOSE_CODES[code] ?? (['connection-lost', true] as const);
  const cause = { code, reason, said: lastError?.message };
  const wait = errorCode === 'busy' && { retryAfterMs: lastError?.retryAfterMs || undefined, position: lastError?.position };
  return { error: new AssistantError(errorCode, WORDS[errorCode] ?? '', { cause, ...wait }), retry };
}

/**
 * The relay answers, but not as a WebSocket: the page's origin is not on its list, or the path is wrong. A relay that is just being
 * replaced does the same for a moment; the visitor may try again.
 */
export function refusedUpgrade(url: string): AssistantError {
  const origin = globalThis.location?.origin ?? 'this page’s origin';
  const { host, pathname } = new URL(url);
  return new AssistantError(
    'relay-refused',
    `${host} answers, but refused the WebSocket at ${pathname}. Either the relay does not admit ${origin}: add it to ` +
      'RELAY_ALLOWED_ORIGINS (allowedOrigins) of the relay. Or the path of relay-url is wrong: a relay’s is /realtime.',
  );
}
