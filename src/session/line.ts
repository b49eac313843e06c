import type { CallSound } from '../audio/audio-system.ts';
import type { Call } from '../transport/call.ts';
import type { CallAddress } from '../transport/post-offer.ts';
import type { RelayCall } from '../transport/relay-call.ts';
import type { ConnectTarget, Refusal } from './connection.ts';
import { relayAddress, TransportChoice, type TransportName, type Way } from './transport-choice.ts';

/** What only a page can open; each is loaded when it is used. */
export interface PageTransports {
  /** False where the browser has no WebRTC. */
  readonly canCall: boolean;
  /** Rejects where its code cannot be loaded. */
  placeCall(address: CallAddress, sound: CallSound, onLost: () => void, signal: AbortSignal): Promise<RelayCall>;
  /** Serves a transport at the port: events over a call's data channel, or text over HTTP. */
  serveDirect(port: MessagePort, address: CallAddress, sound: CallSound): void;
  serveChat(port: MessagePort, renewToken: () => Promise<string | null>): void;
  /** Whether the relay can be reached by HTTP and answers text there. Bounded, and never rejects. */
  offersChat(readyUrl: string): Promise<boolean>;
}

export interface LineParts {
  readonly transports: PageTransports | undefined;
  readonly sound: CallSound | undefined;
  /** The call broke off; the session's own connection may not have noticed. */
  readonly onBroken: () => void;
  /** Half duplex in a call: what the microphone hears now is kept from it. */
  readonly rests: () => boolean;
}

export interface Destination {
  readonly transport: TransportName;
  /** Absolute, as the socket's address. */
  readonly url: string;
  readonly relayUrl: URL;
  readonly protocols: readonly string[];
  readonly token: string | null;
  /** Asks for another: a ticket is good for one request. Rejects with `unauthorized`. */
  readonly renewToken: () => Promise<string | null>;
  readonly hasSound: boolean;
}

/** The service says that it has played an answer while its last sound is still on its way, in the device, and in the room. */
const TAIL_MS = 500;

type Route = Pick<ConnectTarget, 'url' | 'protocols' | 'port' | 'carriesAudio'>;

/** The way to the other side: which one is taken, and the call that carries the sound where it is one. */
export class Line {
  readonly #parts: LineParts;
  readonly #choice = new TransportChoice();
  #way: Way = 'websocket';
  #call: Call | undefined;
  #abort = new AbortController();
  #tail: ReturnType<typeof setTimeout> | undefined;
  /** What was said has to be said again, and only a socket can carry that. */
  #resays = false;
  /** Where to ask whether the relay answers by HTTP, if the way is ours to choose. */
  #ready: URL | null = null;
  #asking: Promise<void> = Promise.resolve();
  /** The site named the way itself. */
  #isChosen = false;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  get way(): Way {
    return this.#way;
  }

  /** Whether the microphone rests may have changed. */
  listen(): void {
    clearTimeout(this.#tail);
    const call = this.#call;
    if (call === undefined) return;
    if (this.#parts.rests()) call.listening = false;
    else if (!call.listening) this.#tail = setTimeout(() => (call.listening = true), TAIL_MS);
  }

  /** Another connection is wanted: what was made for the one before is closed. The signal tells when this one is not wanted any more. */
  begin(): AbortSignal {
    this.end();
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  /** Makes the way for the connection that was begun, a call included. */
  async prepare(destination: Destination, signal: AbortSignal): Promise<Route | Refusal> {
    const { url, relayUrl, protocols, token, renewToken, hasSound, transport } = destination;
    const { transports, sound } = this.#parts;
    await this.#asking;
    if (signal.aborted) return refused(1000, '');
    this.#ready = transport === 'auto' ? relayAddress(relayUrl, 'ready') : null;
    const canCall = transports?.canCall === true && sound !== undefined;
    const mayCall = canCall && !this.#resays;
    const way = this.#choice.next({ transport, relayUrl, hasSound, canCall: mayCall, canChat: transports !== undefined });
    this.#isChosen = transport !== 'auto';
    this.#way = way;
    if (way === 'websocket') return { url, protocols };
    if (transports === undefined) return refused(4404, `There is no ${way} here.`);
    if (way === 'http') {
      const { port1, port2 } = new MessageChannel();
      transports.serveChat(port1, renewToken);
      // No sound goes this way, so none is to be sent.
      return { url, protocols, port: port2, carriesAudio: true };
    }
    if (!canCall) return refused(4404, 'This browser has no WebRTC.');
    if (way === 'direct') {
      const { port1, port2 } = new MessageChannel();
      transports.serveDirect(port1, { url: relayUrl.href, token }, sound);
      return { url, protocols, port: port2, carriesAudio: true };
    }
    return this.#placeCall(destination, transports, sound, signal);
  }

  async #placeCall(
    destination: Destination,
    transports: PageTransports,
    sound: CallSound,
    signal: AbortSignal,
  ): Promise<Route | Refusal> {
    const { url, relayUrl, protocols, token, transport } = destination;
    const calls = relayAddress(relayUrl, 'calls');
    if (calls === null) return refused(4404, 'For calls, relay-url has to end in /realtime.');
    const onLost = (): void => {
      if (signal.aborted) return;
      this.end();
      this.#parts.onBroken();
    };
    const address = { url: calls.href, token };
    const placed = await transports.placeCall(address, sound, onLost, signal).catch((cause: unknown): RelayCall => {
      return { outcome: 'failed', code: 1006, reason: String(cause) };
    });
    if (signal.aborted) {
      if (placed.outcome === 'placed') placed.call.close();
      // It tells nothing of the network: it was given up.
      return refused(1000, '');
    }
    if (placed.outcome === 'placed') {
      this.#call = placed.call;
      this.listen();
      const events = new URL(url);
      events.searchParams.set('call', placed.callId);
      return { url: events.href, protocols, carriesAudio: true };
    }
    if (placed.outcome === 'not-offered') this.#choice.callsNotOffered();
    if (transport === 'auto') {
      if (placed.outcome === 'failed') this.#choice.neverStood('call');
      this.#way = 'websocket';
      return { url, protocols };
    }
    if (placed.outcome === 'not-offered') return refused(4404, 'The relay offers no calls.');
    return refused(placed.code, placed.reason);
  }

  stood(): void {
    this.#resays = false;
    this.#choice.stood(this.#way);
  }

  /**
   * @param code of the close; 1006 is a network's, others are the other side's word
   * @returns the code to go by: a relay that answers no text over HTTP, which nobody asked it for, explains nothing
   */
  neverStood(code: number): number {
    this.end();
    if (code === 1006 && this.#way === 'websocket') this.#suspect();
    else if (code === 1006) this.#choice.neverStood(this.#way);
    return this.#way === 'http' && !this.#isChosen && code === 4404 ? 1006 : code;
  }

  /** A socket that cannot be had while the relay answers by HTTP is shut; while nothing answers, the network is down. */
  #suspect(): void {
    const { transports } = this.#parts;
    if (transports === undefined || this.#ready === null) return;
    this.#asking = transports.offersChat(this.#ready.href).then((isThere) => {
      if (isThere) this.#choice.neverStood('websocket');
    });
  }

  /** The session that stood is gone. `resays`: what it did not understand has to be said again to the next one. */
  lost(resays: boolean): void {
    this.#resays = resays;
    this.end();
  }

  /** Hangs up. */
  end(): void {
    this.#abort.abort();
    clearTimeout(this.#tail);
    this.#call?.close();
    this.#call = undefined;
  }

  /** What failed may work now; to one who asks anew, all of it. */
  forget(byVisitor: boolean): void {
    this.#choice.forget(byVisitor);
  }
}

function refused(code: number, reason: string): Refusal {
  return { refused: { code, reason } };
}
