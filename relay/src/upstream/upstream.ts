/** Where to open the socket, and with what. The headers hold the secret: they go nowhere else. */
export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A service that speaks the Realtime protocol. */
export interface Upstream {
  readonly kind: 'openai' | 'azure' | 'azure-preview' | 'local';
  /** GA or beta: which shape its sessions have. */
  readonly shape: 'ga' | 'beta';
  /** What writes down the visitor's speech, unless the operator names another. */
  readonly transcriptionModel: string;
  /** For the operator's log: the service, the model and the host, never a secret. */
  describe(): string;
  /** Asked for anew for each session, as a token may have expired. Rejects with an `UpstreamFailure`. */
  endpoint(signal: AbortSignal): Promise<Endpoint>;
  /** WebRTC, where the service has it. */
  readonly calls?: UpstreamCalls;
}

/** Calls over WebRTC. Each method rejects with an `UpstreamFailure`, also when its signal is aborted. */
export interface UpstreamCalls {
  /** Answers a browser's offer (SDP) with a session of the relay's. Null where the service turns out to have none. */
  create(offer: string, session: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<CreatedCall | null>;
  /** Where the events of a call come from, and its session is steered. */
  sideband(callId: string, signal: AbortSignal): Promise<Endpoint>;
  /** Ends a call. One that is over already is no failure. */
  hangUp(callId: string, signal: AbortSignal): Promise<void>;
  /** Answers a new offer of a call that runs (an ICE restart), where the service can. */
  restart?(callId: string, offer: string, signal: AbortSignal): Promise<string>;
}

export interface CreatedCall {
  readonly id: string;
  /** SDP. */
  readonly answer: string;
}
