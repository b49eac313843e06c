/** One connection to a relay. It is opened once and never again: reconnection makes a new one. */
export interface Transport {
  /** Throws nothing; a frame that cannot be sent any more is dropped, the close handler tells. */
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  /** Bytes accepted and not yet handed to the network. */
  readonly bufferedBytes: number;
  /**
   * True where the connection itself carries the sound, both ways, as WebRTC does. The service then knows how much was heard
   * and truncates by itself.
   */
  readonly carriesAudio?: boolean;
  /** 1000 or 3000 to 4999. `onClose` follows once. */
  close(code?: number, reason?: string): void;
}

export interface TransportHandlers {
  onOpen(): void;
  onMessage(frame: string | ArrayBuffer): void;
  /** Exactly once, also when it never opened (then with code 1006 and without `onOpen`). */
  onClose(code: number, reason: string): void;
}

export interface TransportTarget {
  /** Absolute ws: or wss: address. */
  readonly url: string;
  /** Subprotocols, a token among them where the site uses one. */
  readonly protocols: readonly string[];
  /** The connection is made by the page, which serves it at this port; absent: a connection of one's own. */
  readonly port?: MessagePort;
}

/** Begins to connect; never throws: a bad address ends in `onClose`. No handler is called before it has returned. */
export type OpenTransport = (target: TransportTarget, handlers: TransportHandlers) => Transport;
