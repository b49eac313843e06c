import { randomBytes } from 'node:crypto';
import type { WireObject } from './upstream-shape.js';

/** Codes of `relay_error`; docs/wire.md says what each means and whether a browser should come back. */
export type RelayErrorCode =
  | 'event_not_allowed'
  | 'field_not_allowed'
  | 'invalid_json'
  | 'upstream_unauthorized'
  | 'upstream_quota'
  | 'upstream_dialect'
  | 'upstream_misconfigured'
  | 'upstream_unreachable'
  | 'upstream_closed'
  | 'idle_timeout'
  | 'session_limit'
  | 'busy'
  | 'limit_reached'
  | 'sign_in_required'
  | 'token_invalid'
  | 'call_not_found'
  | 'too_slow';

/** The close that follows an error which ends the session. */
export const closeCodes: Readonly<Partial<Record<RelayErrorCode, number>>> = {
  upstream_unauthorized: 4401,
  upstream_quota: 4429,
  upstream_dialect: 4400,
  upstream_misconfigured: 4404,
  upstream_unreachable: 1014,
  idle_timeout: 4408,
  session_limit: 4408,
  busy: 1013,
  limit_reached: 4408,
  sign_in_required: 4401,
  token_invalid: 4401,
  call_not_found: 4410,
  too_slow: 1013,
};

export function newEventId(): string {
  return `event_${randomBytes(12).toString('hex')}`;
}

/** Marks what the relay itself asks of the service, so that an error about it is known as the relay's affair. */
const relayMark = 'relay_';

export function newRelayEventId(): string {
  return relayMark + newEventId();
}

/** Is this `error` of the service about something that the relay sent? */
export function isAboutRelay(error: WireObject): boolean {
  return typeof error['event_id'] === 'string' && error['event_id'].startsWith(relayMark);
}

/** An `error` of the service for the log: its code and field. Its message may quote a key or what was said. */
export function errorName(error: WireObject): string {
  const code = error['code'] ?? error['type'];
  const name = typeof code === 'string' ? code.slice(0, 100) : 'an error without a name';
  return typeof error['param'] === 'string' ? `${name} (field ${error['param'].slice(0, 100)})` : name;
}

interface ErrorDetail {
  readonly param?: string | null;
  /** `event_id` of the client's event that it answers. */
  readonly answers?: unknown;
  readonly retryAfterMs?: number | undefined;
  /** Which number the visitor is in the line, from 1. */
  readonly position?: number | undefined;
}

export function relayError(code: RelayErrorCode, message: string, detail: ErrorDetail = {}): WireObject {
  const { param = null, answers, retryAfterMs, position } = detail;
  return {
    type: 'error',
    event_id: newEventId(),
    error: {
      type: 'relay_error',
      code,
      message,
      param,
      event_id: typeof answers === 'string' ? answers.slice(0, 512) : null,
      ...(retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(retryAfterMs) }),
      ...(position === undefined ? {} : { position }),
    },
  };
}

/** A close code as a server may send it: 1005, 1006 and 1015 are for the receiver's own use (RFC 6455, 7.4.1). */
export function sendableCloseCode(code: number): number {
  const isSendable =
    (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || (code >= 3000 && code <= 4999);
  return isSendable ? code : 1011;
}

/** A close reason holds 123 bytes of UTF-8 at most; cut between characters. */
export function closeReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= 123) return reason;
  return bytes
    .subarray(0, 123)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}
