/** What a site may ask for. */
export type TransportName = 'auto' | 'websocket' | 'webrtc' | 'http';

/**
 * A way to the relay or service.
 *
 * - `call`: sound over WebRTC, events over the relay's socket · `direct`: both over WebRTC, to a service without a relay
 * - `websocket` · `http`: text alone, one request an answer
 */
export type Way = 'call' | 'direct' | 'websocket' | 'http';

export interface TransportQuestion {
  readonly transport: TransportName;
  /** As the site wrote it, resolved against the page. */
  readonly relayUrl: URL;
  /** The conversation has sound. */
  readonly hasSound: boolean;
  /** The browser has WebRTC, and the sound can go into a call. */
  readonly canCall: boolean;
  readonly canChat: boolean;
}

/** Sockets that never opened while HTTP went through, one after the other, until it is taken that this network lets none through. */
const BLOCKED_AFTER = 2;

/**
 * Decides which way the next connection goes, from how the ones before went. Pure: it is told, and asked.
 *
 * `auto` takes a call where the relay may offer one (an address of `http:`, `https:` or relative; who writes `wss:` means a
 * socket), else a socket; where sockets do not open and the network is there, text over HTTP.
 */
export class TransportChoice {
  #callsOffered = true;
  #callFailed = false;
  #socketsShut = 0;
  /** This network lets sockets through: one that cannot be had is an outage, however long, and voice waits for its end. */
  #socketStood = false;

  next({ transport, relayUrl, hasSound, canCall, canChat }: TransportQuestion): Way {
    if (isCallAddress(relayUrl)) return 'direct';
    if (transport === 'webrtc') return 'call';
    if (transport !== 'auto') return transport;
    const mayCall = canCall && hasSound && /^https?:$/.test(relayUrl.protocol) && relayAddress(relayUrl, 'calls') !== null;
    if (mayCall && this.#callsOffered && !this.#callFailed) return 'call';
    if (canChat && this.#socketsShut >= BLOCKED_AFTER && relayAddress(relayUrl, 'chat') !== null) {
      // Once: if that fails too, the network is down, and a socket is what to wait for.
      this.#socketsShut = 0;
      return 'http';
    }
    return 'websocket';
  }

  /** A session stood. */
  stood(way: Way): void {
    if (way === 'websocket') this.#socketStood = true;
  }

  /** It ended before a session stood, for no reason that the other side told; a socket, while the relay answered by HTTP. */
  neverStood(way: Way): void {
    if (way === 'call') this.#callFailed = true;
    if (way === 'websocket' && !this.#socketStood) this.#socketsShut++;
  }

  callsNotOffered(): void {
    this.#callsOffered = false;
  }

  /**
   * What failed may work: the visitor asks anew, or the network changed. A change alone costs nobody their voice: it is told of for an
   * outage that ends too, and who is behind a network without sockets is asked at the end of the tries.
   */
  forget(byVisitor: boolean): void {
    this.#callFailed = false;
    if (!byVisitor) return;
    this.#socketsShut = 0;
    this.#socketStood = false;
  }
}

/** An address that offers are posted to is the service's own: `…/v1/realtime/calls`. */
export function isCallAddress({ protocol, pathname }: URL): boolean {
  return /^https?:$/.test(protocol) && /\/calls\/?$/.test(pathname);
}

/** The HTTP address of another route of the same relay, whose socket is at `…/realtime`; null: this is none. */
export function relayAddress(relayUrl: URL, route: 'calls' | 'chat' | 'ready' | 'notes'): URL | null {
  if (!/\/realtime\/?$/.test(relayUrl.pathname)) return null;
  const url = new URL(relayUrl);
  url.protocol = url.protocol.replace('ws', 'http');
  url.pathname = url.pathname.replace(/realtime\/?$/, route);
  return url;
}
