/**
 * Why somebody is not let in: `sign_in_required` had no token, `token_invalid` one that is wrong, used or out of date,
 * `limit_reached` has had their share, `busy` finds no place.
 */
export type AccessErrorCode = 'sign_in_required' | 'token_invalid' | 'limit_reached' | 'busy';

interface AccessErrorDetail {
  readonly retryAfterMs?: number | undefined;
  readonly position?: number | undefined;
}

/** For the page and its developer. Says nothing of what was in the token. */
export class AccessError extends Error {
  readonly code: AccessErrorCode;
  /** When it is worth to come again, where that is known. */
  readonly retryAfterMs: number | undefined;

  /** Which number it is in the line, from 1. */
  readonly position: number | undefined;

  constructor(code: AccessErrorCode, message: string, { retryAfterMs, position }: AccessErrorDetail = {}) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.position = position;
  }
}
