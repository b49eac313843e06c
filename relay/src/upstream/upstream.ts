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
}
