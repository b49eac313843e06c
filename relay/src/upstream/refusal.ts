import { UpstreamFailure } from './upstream-failure.js';

/** What an HTTP status of the service means, of a handshake or of a request. `detail` is for the log. */
export function refused(status: number, detail = `HTTP ${status}`): UpstreamFailure {
  if (status === 401 || status === 403) {
    return new UpstreamFailure(
      'upstream_unauthorized',
      "The voice service did not accept the relay's key. The operator must check it.",
      detail,
    );
  }
  if (status === 429) {
    return new UpstreamFailure(
      'upstream_quota',
      'The voice service has no quota left for this relay. The operator must check the plan.',
      detail,
    );
  }
  if (status === 404) {
    return new UpstreamFailure(
      'upstream_misconfigured',
      'The voice service knows no such model or deployment. The operator must check its name and the endpoint.',
      detail,
    );
  }
  // Anything else below 500 says the same at every try: a version that is not served, an address that moved.
  if (status < 500 && status !== 408) {
    return new UpstreamFailure(
      'upstream_misconfigured',
      `The voice service refused the request (HTTP ${status}). The operator must check its address and version.`,
      detail,
    );
  }
  return new UpstreamFailure(
    'upstream_unreachable',
    `The voice service refused the connection (HTTP ${status}).`,
    detail,
  );
}

/** Why a connection did not come about; `code` is Node's. */
export function unreachable(code: string | undefined, detail: string): UpstreamFailure {
  const message =
    code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? 'The voice service cannot be reached. The operator must check its address and that it runs.'
      : 'The connection to the voice service failed.';
  return new UpstreamFailure('upstream_unreachable', message, code ?? detail);
}
