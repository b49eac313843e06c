export type UpstreamFailureCode =
  | 'upstream_unauthorized'
  | 'upstream_quota'
  | 'upstream_dialect'
  | 'upstream_misconfigured'
  | 'upstream_unreachable';

/**
 * Why there is no session. `message` may be shown to a visitor: it holds no secret and no host of the operator's
 * network.
 */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly code: UpstreamFailureCode;
  /** For the operator's log, beside the message. */
  readonly detail: string;

  constructor(code: UpstreamFailureCode, message: string, detail = '') {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** Whatever was thrown on the way to the service. */
export function asUpstreamFailure(error: unknown): UpstreamFailure {
  return error instanceof UpstreamFailure
    ? error
    : new UpstreamFailure('upstream_unreachable', 'The connection to the voice service failed.', String(error));
}
