import type { Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { RTCDataChannel, RTCDtlsTransport, RTCPeerConnection } from 'werift';
import { ClientMistake, invalid } from '../fields.js';
import type { AudioPacket } from './arrivals.js';
import type { Offer } from './offer.js';
import type { WeriftModule } from './werift.js';

export interface PeerOptions {
  /** The address at which the client reached the engine: audio comes to the same. */
  readonly address: string;
  /** Media may flow. */
  connected(): void;
  audio(packet: AudioPacket): void;
  channel(channel: RTCDataChannel): void;
  /** Something came from the peer. */
  alive(): void;
  /** The peer has ended the connection, or it broke. */
  gone(): void;
}

/** What we take over the data channel in one message; browsers' own limit. */
const MAX_MESSAGE_BYTES = 262_144;
const LEAVE_MS = 200;

/** The engine's end of a WebRTC connection: answers offers, sends and receives G.711. */
export class Peer {
  readonly #library: WeriftModule;
  readonly #connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #offer: Offer;
  readonly #channels: RTCDataChannel[] = [];
  #transport: RTCDtlsTransport | undefined;
  #sequenceNumber = randomInt(0x10000);
  #timestamp = randomInt(0x1_0000_0000);
  #wasSpeech = false;
  #isClosed = false;
  #left: Promise<void> | undefined;

  private constructor(library: WeriftModule, offer: Offer, options: PeerOptions) {
    this.#library = library;
    this.#offer = offer;
    this.#options = options;
    const payloadType = offer.codec === 'audio/pcmu' ? 0 : 8;
    const mimeType = offer.codec === 'audio/pcmu' ? 'audio/PCMU' : 'audio/PCMA';
    const { address } = options;
    this.#connection = new library.RTCPeerConnection({
      codecs: { audio: [new library.RTCRtpCodecParameters({ mimeType, clockRate: 8_000, channels: 1, payloadType })], video: [] },
      headerExtensions: { audio: [], video: [] },
      bundlePolicy: 'max-bundle',
      iceServers: [],
      // This address and no other, and the socket is bound to it.
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [address],
      iceInterfaceAddresses: isIPv4(address) ? { udp4: address } : { udp6: address },
      maxMessageSize: MAX_MESSAGE_BYTES,
      // Only who has read our answer knows the name.
      iceFilterStunResponse: (message) => {
        const name = String(message.getAttributeValue('USERNAME')).split(':')[0];
        const isOurs = name === this.#transport?.iceTransport.connection.localUsername;
        if (isOurs) options.alive();
        return isOurs;
      },
    });
  }

  /** Throws a `ClientMistake` when the library does not understand the offer. Gives back the SDP that answers it. */
  static async answering(library: WeriftModule, offer: Offer, options: PeerOptions): Promise<{ peer: Peer; sdp: string }> {
    const peer = new Peer(library, offer, options);
    try {
      return { peer, sdp: await peer.#begin() };
    } catch (error) {
      await peer.close();
      throw error;
    }
  }

  /** Another offer of the same peer, whose network has changed: same keys and sections, new ICE names. */
  async restart(offer: Offer): Promise<string> {
    const { fingerprint, hasChannel, codec, iceUser } = this.#offer;
    if (offer.fingerprint !== fingerprint || offer.hasChannel !== hasChannel || offer.codec !== codec)
      throw invalid('The offer is not one of this call: its fingerprint, sections or codec differ.', 'sdp');
    const ice = this.#transport!.iceTransport;
    if (offer.iceUser === iceUser || offer.iceUser === ice.connection.remoteUsername)
      throw invalid('The offer does not restart ICE: its a=ice-ufrag is the old one.', 'sdp');
    await this.#understand(offer.sdp);
    // The library forgets the addresses of sockets that it keeps.
    const { connection } = ice;
    for (const { localCandidate } of socketsOf(connection)) connection.localCandidates.push(localCandidate as never);
    const sdp = await this.#answer();
    // It connects again only when the keys are new, and here they are not.
    void ice.start().catch(() => {});
    return sdp;
  }

  /** Sends 20 ms of G.711. */
  send(payload: Buffer, isSpeech: boolean): void {
    const { RtpHeader, RtpPacket } = this.#library;
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + payload.length) >>> 0;
    const header = new RtpHeader({
      sequenceNumber: this.#sequenceNumber,
      timestamp: this.#timestamp,
      // RFC 3551: the first packet after silence.
      marker: isSpeech && !this.#wasSpeech,
    });
    this.#wasSpeech = isSpeech;
    void this.#connection.getSenders()[0]?.sendRtp(new RtpPacket(header, payload)).catch(() => {});
  }

  /** Resolves when its sockets are closed. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#left ??= this.#leave().catch(() => {});
    return this.#left;
  }

  async #leave(): Promise<void> {
    // Said to the peer by closing its channels: the library says nothing by itself, and takes a moment to send.
    for (const channel of this.#channels) channel.close();
    if (this.#channels.length > 0) await delay(LEAVE_MS);
    await this.#connection.close();
  }

  async #begin(): Promise<string> {
    const { connected, audio, channel, alive, gone } = this.#options;
    this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
    const transport = this.#connection.dtlsTransports[0]!;
    this.#transport = transport;
    const { connection } = transport.iceTransport;
    // The library would ask a public server for our address.
    delete connection.stunServer;
    const payloadType = this.#offer.codec === 'audio/pcmu' ? 0 : 8;
    connection.onData.subscribe(alive);
    transport.onRtp.subscribe(({ header, payload }) => {
      if (header.payloadType === payloadType && !this.#isClosed) audio({ ...pick(header), payload });
    });
    transport.onStateChange.subscribe((state) => {
      if (this.#isClosed) return;
      if (state === 'connected') {
        skipUsedNumbers(transport);
        connected();
      }
      if (state === 'closed' || state === 'failed') gone();
    });
    this.#connection.onDataChannel.subscribe((opened) => {
      this.#channels.push(opened);
      channel(opened);
    });
    await this.#understand(this.#offer.sdp);
    const sdp = await this.#answer();
    // A network that goes away is no error of the process.
    for (const { transport: { socket } } of socketsOf(connection)) socket.on('error', () => {});
    return sdp;
  }

  async #understand(sdp: string): Promise<void> {
    try {
      await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : 'It cannot be read.';
      throw new ClientMistake('invalid_offer', `The SDP offer is invalid. ${reason}`, 'sdp');
    }
  }

  async #answer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#connection.localDescription!.sdp;
  }
}

/** The library keeps its sockets to itself, and lets their errors end the process: the version is pinned for this. */
function socketsOf(connection: object): readonly { localCandidate: unknown; transport: { socket: Socket } }[] {
  return (connection as { protocols: ReturnType<typeof socketsOf> }).protocols;
}

/**
 * The library numbers its DTLS records from 1 again after the handshake, in the same epoch as its last message there: the
 * record that gets that message's number is taken for a replay, and what was in it comes a second late.
 */
function skipUsedNumbers({ dtls }: RTCDtlsTransport): void {
  if (dtls !== undefined) dtls.dtls.recordSequenceNumber += 64;
}

function pick({ sequenceNumber, timestamp }: Omit<AudioPacket, 'payload'>): Omit<AudioPacket, 'payload'> {
  return { sequenceNumber, timestamp };
}
