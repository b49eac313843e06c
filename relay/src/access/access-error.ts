/** Why nobody is let in: `sign_in_required` had no token, `token_invalid` one that is wrong, used or out of date. */
export type AccessErrorCode = 'sign_in_required' | 'token_invalid';

/** For the page and its developer. Says nothing of what was in the token. */
export class AccessError extends Error {
  readonly code: AccessErrorCode;

  constructor(code: AccessErrorCode, message: string) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
  }
}
