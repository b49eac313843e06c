import { FRAME_MS } from './playout.js';

/** A packet of G.711 as it came: a byte a sample, so `timestamp` counts bytes. */
export interface AudioPacket {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

const RATE = 8_000;
/** Packets that wait for an earlier one. What is not there after so many is lost. */
const REORDER_PACKETS = 4;
/** A packet further ahead belongs to a stream that began anew. */
const MAX_AHEAD_PACKETS = 100;
const MAX_PAYLOAD_BYTES = RATE / 5;
/** Silence that stands for what is missing, at most. */
const MAX_GAP_BYTES = RATE;
/** Frames of 20 ms without a packet after which silence is heard: turns must end though the microphone is taken away. */
const PATIENCE_FRAMES = 5;

/** Puts packets in order, fills what is lost or held back with silence, and hands on a stream without holes. */
export class Arrivals {
  readonly #silence: number;
  readonly #hear: (bytes: Buffer) => void;
  readonly #waiting = new Map<number, AudioPacket>();
  #nextSequence: number | undefined;
  #nextTimestamp = 0;
  #quietFrames = 0;

  constructor(silence: number, hear: (bytes: Buffer) => void) {
    this.#silence = silence;
    this.#hear = hear;
  }

  take(packet: AudioPacket): void {
    if (packet.payload.length === 0 || packet.payload.length > MAX_PAYLOAD_BYTES) return;
    const expected = this.#nextSequence;
    const ahead = expected === undefined ? undefined : (packet.sequenceNumber - expected) & 0xffff;
    if (ahead !== undefined && ahead > 0xffff - MAX_AHEAD_PACKETS) return;
    if (ahead === undefined || ahead > MAX_AHEAD_PACKETS) {
      this.#waiting.clear();
      this.#nextSequence = packet.sequenceNumber;
      this.#nextTimestamp = packet.timestamp;
    }
    this.#quietFrames = 0;
    this.#waiting.set(packet.sequenceNumber, packet);
    this.#release();
    while (this.#waiting.size > REORDER_PACKETS) {
      this.#nextSequence = (this.#nextSequence! + 1) & 0xffff;
      this.#release();
    }
  }

  /** 20 ms have passed. */
  tick(): void {
    if (this.#nextSequence === undefined) return;
    this.#quietFrames += 1;
    if (this.#quietFrames > PATIENCE_FRAMES) this.#beSilent((RATE * FRAME_MS) / 1_000);
  }

  #release(): void {
    for (;;) {
      const packet = this.#waiting.get(this.#nextSequence!);
      if (packet === undefined) return;
      this.#waiting.delete(packet.sequenceNumber);
      this.#nextSequence = (packet.sequenceNumber + 1) & 0xffff;
      // Negative when silence was heard in its place already: the stream goes on from here.
      const gap = (packet.timestamp - this.#nextTimestamp) | 0;
      if (gap > 0 && gap <= MAX_GAP_BYTES) this.#beSilent(gap);
      this.#nextTimestamp = (packet.timestamp + packet.payload.length) >>> 0;
      this.#hear(packet.payload);
    }
  }

  #beSilent(bytes: number): void {
    this.#nextTimestamp = (this.#nextTimestamp + bytes) >>> 0;
    this.#hear(Buffer.alloc(bytes, this.#silence));
  }
}
