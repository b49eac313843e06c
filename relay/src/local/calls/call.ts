import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { expiry, receiveFrame } from '../client-frames.js';
import { Connection } from '../connection.js';
import { ClientMistake, type Fields } from '../fields.js';
import { watchHeartbeat } from '../heartbeat.js';
import { createId } from '../ids.js';
import { Session, type SessionOptions } from '../session.js';
import { textOf } from '../socket-session.js';
import { Arrivals } from './arrivals.js';
import { EventChannel } from './event-channel.js';
import { FrameClock } from './frame-clock.js';
import type { Offer } from './offer.js';
import { Peer } from './peer.js';
import { Playout } from './playout.js';
import type { WeriftModule } from './werift.js';

export interface CallOptions {
  readonly library: WeriftModule;
  readonly offer: Offer;
  /** The address at which the client reached the engine. */
  readonly address: string;
  readonly model: string;
  readonly configuration?: unknown;
  readonly parts: SessionOptions['parts'];
  readonly pace: number;
  readonly sessionMinutes: number;
  /** The call is over, whoever ended it. */
  ended(): void;
  onDiagnostic(message: string): void;
}

/** Of nothing at all from the peer, checks of the connection included, which browsers send every few seconds. */
const MAX_SILENCE_MS = 15_000;
const LAST_WORDS_MS = 200;
const MAX_SIDEBANDS = 8;
/** Audio that waits for its moment; the response waits with the rest. */
const MAX_WAITING_MS = 60_000;

/** One WebRTC call: a session whose audio is a peer's, and whose events go over its data channel and to sidebands. */
export class Call {
  readonly id = createId('rtc');
  readonly #options: CallOptions;
  readonly #session: Session;
  readonly #playout: Playout;
  readonly #channel: EventChannel | undefined;
  readonly #sidebands = new Map<WebSocket, Connection>();
  readonly #arrivals: Arrivals;
  readonly #clock: FrameClock;
  readonly #timers: NodeJS.Timeout[] = [];
  #peer: Peer | undefined;
  #heardAt = performance.now();
  #isRestarting = false;
  #isOver = false;

  /** Throws a `ClientMistake` when the configuration is wrong. */
  private constructor(options: CallOptions) {
    this.#options = options;
    const { offer, model, configuration, parts, pace, sessionMinutes, onDiagnostic } = options;
    const send = (event: Fields): void => this.#send(event);
    this.#playout = new Playout({ type: offer.codec }, send);
    this.#session = new Session({
      model,
      expiresAt: Math.floor(Date.now() / 1000 + sessionMinutes * 60),
      parts,
      pace,
      ...(configuration !== undefined && { configuration }),
      call: this.#playout,
      send,
      drained: (signal) => this.#drained(signal),
      onDiagnostic,
    });
    if (offer.hasChannel) this.#channel = this.#eventChannel(offer.maxMessageBytes);
    this.#arrivals = new Arrivals(this.#playout.silence, (bytes) => this.#hear(bytes));
    this.#clock = new FrameClock(() => {
      const { bytes, isSpeech } = this.#playout.frame();
      this.#peer?.send(bytes, isSpeech);
      this.#arrivals.tick();
    });
  }

  /** Answers the offer. Throws a `ClientMistake` when it or the configuration is wrong. */
  static async answering(options: CallOptions): Promise<{ call: Call; sdp: string }> {
    const call = new Call(options);
    try {
      return { call, sdp: await call.#begin() };
    } catch (error) {
      void call.end('The call could not begin.');
      throw error;
    }
  }

  get sidebands(): number {
    return this.#sidebands.size;
  }

  /** Whether one more sideband may join. */
  get hasRoom(): boolean {
    return this.#sidebands.size < MAX_SIDEBANDS;
  }

  /** Answers another offer of the peer, which restarts ICE. Throws a `ClientMistake` when it is not one. */
  async restart(offer: Offer): Promise<string> {
    if (this.#isRestarting) throw new ClientMistake('call_busy', 'Another offer of this call is being answered.', 'sdp');
    this.#isRestarting = true;
    try {
      return await this.#peer!.restart(offer);
    } finally {
      this.#isRestarting = false;
    }
  }

  /** Lets a server listen in and take part. It is not greeted: the session is the peer's. */
  join(socket: WebSocket): void {
    const connection = new Connection(socket);
    this.#sidebands.set(socket, connection);
    watchHeartbeat(socket);
    socket.on('close', () => this.#sidebands.delete(socket));
    socket.on('message', (data, isBinary) => this.#receive(textOf(data, isBinary), (text) => connection.send(text)));
  }

  /** Frees all that the call holds. Resolves when its sockets are closed too. */
  async end(reason: string, code = 1000): Promise<void> {
    if (this.#isOver) return this.#peer?.close();
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#clock.stop();
    this.#session.close();
    for (const socket of this.#sidebands.keys()) socket.close(code, reason);
    this.#options.ended();
    await this.#peer?.close();
  }

  async #begin(): Promise<string> {
    const { library, offer, address, sessionMinutes } = this.#options;
    const { peer, sdp } = await Peer.answering(library, offer, {
      address,
      connected: () => this.#clock.start(),
      audio: (packet) => this.#arrivals.take(packet),
      channel: (channel) => (this.#channel === undefined ? channel.close() : this.#channel.open(channel)),
      alive: () => (this.#heardAt = performance.now()),
      gone: () => void this.end('The peer is gone.'),
    });
    this.#peer = peer;
    const isGone = (): boolean => performance.now() - this.#heardAt > MAX_SILENCE_MS;
    this.#timers.push(setInterval(() => isGone() && void this.end('The peer is gone.'), 1_000));
    this.#timers.push(setTimeout(() => this.#expire(), sessionMinutes * 60_000));
    return sdp;
  }

  #expire(): void {
    const { event, message } = expiry(this.#options.sessionMinutes);
    this.#send(event);
    // The peer is to read it before its connection ends.
    this.#timers.push(setTimeout(() => void this.end(message, 1001), LAST_WORDS_MS));
  }

  #hear(bytes: Buffer): void {
    try {
      this.#session.hear(bytes);
    } catch (error) {
      this.#options.onDiagnostic(`call ${this.id}: audio failed: ${(error as Error).message}`);
    }
  }

  #eventChannel(maxMessageBytes: number): EventChannel {
    const channel = new EventChannel({
      maxMessageBytes,
      opened: () => this.#session.open(),
      received: (text) => this.#receive(text, (reply) => channel.send(reply)),
      tooLarge: (bytes) => channel.send(written(tooLarge(bytes))),
      stuck: () => void this.end('The peer reads nothing.'),
    });
    return channel;
  }

  #receive(text: string | undefined, reply: (text: string) => void): void {
    if (this.#isOver) return;
    const { onDiagnostic } = this.#options;
    receiveFrame(this.#session, text, { reply: (event) => reply(written(event)), onDiagnostic });
  }

  #send(event: Fields): void {
    const text = written(event);
    this.#channel?.send(text);
    // Sidebands were recorded without a greeting.
    if (event['type'] !== 'session.created') for (const connection of this.#sidebands.values()) connection.send(text);
    if (event['type'] === 'response.output_audio.done') this.#playout.endItem(String(event['item_id']));
    if (event['type'] === 'response.done') this.#playout.endResponse((event['response'] as { id: string }).id);
  }

  async #drained(signal: AbortSignal): Promise<void> {
    while (this.#playout.waitingMs > MAX_WAITING_MS) await delay(100, undefined, { signal });
  }
}

/** Audio that is retrieved may be larger than a browser's channel takes. */
function tooLarge(bytes: number): Fields {
  const message = `An event of ${bytes} bytes is larger than the data channel takes. A sideband gets it.`;
  return { type: 'error', error: { type: 'server_error', code: 'event_too_large', message, param: null, event_id: null } };
}

function written({ type, ...rest }: Fields): string {
  return JSON.stringify({ type, event_id: createId('event'), ...rest });
}
