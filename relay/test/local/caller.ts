import {
  MediaStreamTrack,
  type RTCDataChannel,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
} from 'werift';
import { AudioEncoder, toFloat } from '../../dist/local/audio-format.js';
import { FrameClock } from '../../dist/local/calls/frame-clock.js';
import { EventClient } from './event-client.js';
import { RealtimeClient } from './realtime-client.js';

export interface CallerOptions {
  /** Of the engine, as `listen` gives it: ws://… */
  readonly url: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  /** Default true. */
  readonly channel?: boolean;
  readonly law?: 'PCMU' | 'PCMA';
}

/** A packet as it came. */
export interface Heard {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

const FRAME_BYTES = 160;

/** A WebRTC peer in Node: speaks G.711 in real time, and remembers all packets and events that came. */
export class Caller extends EventClient {
  readonly heard: Heard[] = [];
  readonly connection: RTCPeerConnection;
  readonly #options: CallerOptions;
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #channel: RTCDataChannel | undefined;
  readonly silence: number;
  #sequenceNumber = 65_500;
  #timestamp = 4_294_960_000;
  location = '';
  answer = '';

  private constructor(options: CallerOptions) {
    super();
    this.#options = options;
    const { channel = true, law = 'PCMU' } = options;
    this.silence = law === 'PCMU' ? 0xff : 0xd5;
    const codec = new RTCRtpCodecParameters({
      mimeType: `audio/${law}`,
      clockRate: 8_000,
      channels: 1,
      payloadType: law === 'PCMU' ? 0 : 8,
    });
    this.connection = new RTCPeerConnection({
      codecs: { audio: [codec] },
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      bundlePolicy: 'max-bundle',
    });
    this.connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    if (channel) {
      this.#channel = this.connection.createDataChannel('whatever-label');
      this.#channel.onMessage.subscribe((data) => this.received(String(data)));
      this.#channel.stateChanged.subscribe(() => this.changed());
    }
    this.connection.dtlsTransports[0]!.onRtp.subscribe(({ header, payload }) => {
      const { sequenceNumber, timestamp, marker } = header;
      this.heard.push({ sequenceNumber, timestamp, marker, payload });
      this.changed();
    });
  }

  /** An offer that nobody has answered. */
  static async offering(options: CallerOptions): Promise<{ caller: Caller; offer: string }> {
    const caller = new Caller(options);
    // No test asks a server far away for its address.
    for (const { connection } of caller.connection.iceTransports) delete connection.stunServer;
    await caller.connection.setLocalDescription(await caller.connection.createOffer());
    return { caller, offer: caller.connection.localDescription!.sdp };
  }

  /** Calls the engine. Resolves when audio may flow, and where there is a channel, when the session is there. */
  static async dial(options: CallerOptions): Promise<Caller> {
    const { caller, offer } = await Caller.offering(options);
    const { query = 'model=local', headers = {} } = options;
    const response = await fetch(`${caller.http}/v1/realtime/calls?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp', ...headers },
      body: offer,
    });
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    await caller.accept(await response.text(), response.headers.get('location')!);
    return caller;
  }

  async accept(answer: string, location: string): Promise<void> {
    Object.assign(this, { answer, location });
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answer });
    await this.until(() => this.heard.length > 0, 10_000, 'audio');
    if (this.#channel !== undefined) await this.until(() => this.events.length > 0, 10_000, 'greeting');
  }

  get http(): string {
    return this.#options.url.replace('ws', 'http');
  }

  get id(): string {
    return this.location.split('/').at(-1)!;
  }

  get isChannelOpen(): boolean {
    return this.#channel?.readyState === 'open';
  }

  send(event: Record<string, unknown>): void {
    this.sendRaw(JSON.stringify(event));
  }

  sendRaw(data: string | Buffer): void {
    this.#channel!.send(data);
  }

  /** A server that takes part. */
  sideband(): Promise<RealtimeClient> {
    return RealtimeClient.join(`${this.#options.url}/v1/realtime?call_id=${this.id}`, this.#options.headers);
  }

  hangUp(): Promise<Response> {
    return fetch(`${this.http}${this.location}/hangup`, { method: 'POST', headers: this.#options.headers ?? {} });
  }

  /** Speaks 24 kHz samples in real time. Frames for which `lost` is true never leave. */
  async speak(pcm: Int16Array, lost: (index: number) => boolean = () => false): Promise<void> {
    const encoder = new AudioEncoder({ type: this.silence === 0xff ? 'audio/pcmu' : 'audio/pcma' });
    const bytes = Buffer.concat([encoder.encode(toFloat(pcm)), encoder.flush()]);
    const frames = Math.floor(bytes.length / FRAME_BYTES);
    await new Promise<void>((resolve) => {
      let index = 0;
      const clock = new FrameClock(() => {
        if (!lost(index)) this.#say(bytes.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES));
        this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
        this.#timestamp = (this.#timestamp + FRAME_BYTES) >>> 0;
        index += 1;
        if (index < frames) return;
        clock.stop();
        resolve();
      });
      clock.start();
    });
  }

  /** What was heard since a packet, without any silence: a busy machine may put some between. */
  soundSince(from: number): Buffer {
    return this.soundOf(Buffer.concat(this.heard.slice(from).map(({ payload }) => payload)));
  }

  soundOf(bytes: Buffer): Buffer {
    return bytes.filter((byte) => byte !== this.silence) as Buffer;
  }

  async leave(): Promise<void> {
    await this.connection.close();
  }

  #say(payload: Buffer): void {
    const header = new RtpHeader({ sequenceNumber: this.#sequenceNumber, timestamp: this.#timestamp });
    this.#track.writeRtp(new RtpPacket(header, payload));
  }
}
