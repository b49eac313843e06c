import {
  createCall,
  misunderstood,
  multipart,
  refusedAnswer,
  request,
  sdpOf,
  type CreateOptions,
} from './call-requests.js';
import { withSignal } from './time-limit.js';
import type { Endpoint, Upstream, UpstreamCalls } from './upstream.js';

interface CallsOptions {
  readonly endpoint: Upstream['endpoint'];
  readonly model: string;
}

interface UnifiedOptions extends CallsOptions {
  /** Takes `PATCH` with a new offer. */
  readonly canRestart?: boolean;
  /** Older ones have no calls: that is no mistake of the operator's. */
  readonly mayHaveNone?: boolean;
}

/** A service that does not even end a call is not waited for longer. */
const hangUpTimeoutMs = 5_000;
/** What servers answer at an address that they do not have. */
const absent: ReadonlySet<number> = new Set([404, 405, 426, 501]);
/** What can stand in a header. */
const secretPattern = /^[\w.-]{1,4096}$/;

/** OpenAI's unified interface: the offer and the session in one form, with the relay's own key. */
export function unifiedCalls({ endpoint, model, canRestart, mayHaveNone }: UnifiedOptions): UpstreamCalls {
  const control = callControl(endpoint);
  return {
    ...control,
    async create(offer, session, signal) {
      const { url, headers } = await withSignal(endpoint(signal), signal);
      const form = multipart({
        sdp: { type: 'application/sdp', text: offer },
        session: { type: 'application/json', text: JSON.stringify({ model, ...session }) },
      });
      const asked = {
        headers: { ...headers, Accept: 'application/sdp', 'Content-Type': form.type },
        body: form.body,
        signal,
      };
      return createCall(beside(url, '/calls'), asked, { ...rescue(control), ...(mayHaveNone && { absent }) });
    },
    ...(canRestart ? { restart: restartOf(endpoint) } : {}),
  };
}

/** Azure's two steps: it takes an offer only with an ephemeral token, which never leaves the relay. */
export function twoStepCalls({ endpoint, model }: CallsOptions): UpstreamCalls {
  const control = callControl(endpoint);
  return {
    ...control,
    async create(offer, session, signal) {
      const { url, headers } = await withSignal(endpoint(signal), signal);
      const minted = await request(beside(url, '/client_secrets'), {
        headers: { ...headers, Accept: 'application/json', 'Content-Type': 'application/json' },
        body: JSON.stringify({ session: { model, ...session } }),
        signal,
      });
      if (minted.status !== 200) throw refusedAnswer(minted);
      const secret = secretOf(minted.text);
      if (secret === undefined) throw misunderstood('no client secret');
      // The filter is for a data channel, which the relay lets nobody open: it costs nothing to close that door as well.
      const asked = {
        headers: { Authorization: `Bearer ${secret}`, Accept: 'application/sdp', 'Content-Type': 'application/sdp' },
        body: offer,
        signal,
      };
      return createCall(beside(url, '/calls', { webrtcfilter: 'on' }), asked, rescue(control));
    },
  };
}

/** The end of a call that is made and of no use: the time of its making may be over by then. */
function rescue({ hangUp }: Pick<UpstreamCalls, 'hangUp'>): CreateOptions {
  return { hangUp: (callId) => hangUp(callId, AbortSignal.timeout(hangUpTimeoutMs)) };
}

/** What both have in common, with the relay's key: the sideband and the end of a call. */
function callControl(endpoint: Upstream['endpoint']): Pick<UpstreamCalls, 'sideband' | 'hangUp'> {
  return {
    async sideband(callId, signal): Promise<Endpoint> {
      const { url, headers } = await endpoint(signal);
      const address = new URL(url);
      address.searchParams.delete('model');
      address.searchParams.set('call_id', callId);
      return { url: address.href, headers };
    },
    async hangUp(callId, signal) {
      const { url, headers } = await withSignal(endpoint(signal), signal);
      const answer = await request(beside(url, `/calls/${callId}/hangup`), { headers, signal });
      if (answer.status !== 404 && (answer.status < 200 || answer.status > 299)) throw refusedAnswer(answer);
    },
  };
}

function restartOf(endpoint: Upstream['endpoint']): NonNullable<UpstreamCalls['restart']> {
  return async (callId, offer, signal) => {
    const { url, headers } = await withSignal(endpoint(signal), signal);
    const answer = await request(beside(url, `/calls/${callId}`), {
      method: 'PATCH',
      headers: { ...headers, Accept: 'application/sdp', 'Content-Type': 'application/sdp' },
      body: offer,
      signal,
    });
    if (answer.status !== 200) throw refusedAnswer(answer);
    return sdpOf(answer.text);
  };
}

/** The address under that of a session's socket, over HTTP. */
function beside(socketAddress: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(socketAddress);
  url.protocol = url.protocol === 'ws:' ? 'http:' : 'https:';
  url.pathname += path;
  url.searchParams.delete('model');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function secretOf(text: string): string | undefined {
  try {
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' && secretPattern.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
