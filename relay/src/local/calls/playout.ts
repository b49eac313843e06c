import { AudioEncoder, type AudioFormat, toFloat } from '../audio-format.js';
import type { CallAudio, CutAudio } from '../call-audio.js';
import type { Fields } from '../fields.js';
import type { SpokenAt } from '../response-writer.js';

/** G.711: a byte a sample, 8 kHz. */
const BYTES_PER_MS = 8;
export const FRAME_MS = 20;
const FRAME_BYTES = FRAME_MS * BYTES_PER_MS;

/** What is left to send of one item. */
interface Segment {
  readonly at: SpokenAt;
  readonly encoder: AudioEncoder;
  readonly chunks: Buffer[];
  waitingBytes: number;
  sentBytes: number;
  isComplete: boolean;
}

/**
 * The output audio buffer of a call: takes audio as fast as it is made, gives it out in frames of 20 ms, and tells when a
 * response begins to be heard and when all of it was. What a frame lacks is silence.
 */
export class Playout implements CallAudio {
  readonly format: AudioFormat;
  readonly #emit: (event: Fields) => void;
  /** The law's byte for nothing at all. */
  readonly silence: number;
  #queue: Segment[] = [];
  /** The response that is being heard, from `started` to `stopped` or `cleared`. */
  #playingId: string | undefined;
  /** Responses whose end has come while their audio was here. */
  readonly #ended = new Set<string>();
  /** Responses that were cleared before their end: more of them may come, and is not heard. */
  readonly #cleared = new Set<string>();

  constructor(format: AudioFormat, emit: (event: Fields) => void) {
    this.format = format;
    this.#emit = emit;
    this.silence = format.type === 'audio/pcmu' ? 0xff : 0xd5;
  }

  /** Audio that waits, in milliseconds. */
  get waitingMs(): number {
    return this.#queue.reduce((bytes, { waitingBytes }) => bytes + waitingBytes, 0) / BYTES_PER_MS;
  }

  play(at: SpokenAt, samples: Int16Array): void {
    if (this.#cleared.has(at.responseId)) return;
    let segment = this.#queue.find((one) => one.at.itemId === at.itemId);
    if (segment === undefined) {
      const encoder = new AudioEncoder(this.format);
      segment = { at, encoder, chunks: [], waitingBytes: 0, sentBytes: 0, isComplete: false };
      this.#queue.push(segment);
    }
    append(segment, segment.encoder.encode(toFloat(samples)));
    if (this.#playingId === undefined) this.#start(at.responseId);
  }

  /** Nothing more comes of an item. */
  endItem(itemId: string): void {
    const segment = this.#queue.find((one) => one.at.itemId === itemId);
    if (segment === undefined || segment.isComplete) return;
    append(segment, segment.encoder.flush());
    segment.isComplete = true;
  }

  /** Nothing more comes of a response. */
  endResponse(responseId: string): void {
    this.#cleared.delete(responseId);
    const isHere = this.#playingId === responseId || this.#queue.some(({ at }) => at.responseId === responseId);
    if (isHere) this.#ended.add(responseId);
  }

  /** The next 20 ms, and whether anybody speaks in them. */
  frame(): { bytes: Buffer; isSpeech: boolean } {
    this.#advance();
    const bytes = Buffer.alloc(FRAME_BYTES, this.silence);
    let filled = 0;
    while (filled < FRAME_BYTES) {
      const segment = this.#queue[0];
      if (segment === undefined || segment.at.responseId !== this.#playingId) break;
      // Part of a frame waits for what follows it, as long as something follows.
      if (!segment.isComplete && segment.waitingBytes < FRAME_BYTES - filled) break;
      filled += take(segment, bytes.subarray(filled));
      if (segment.waitingBytes > 0 || !segment.isComplete) break;
      this.#queue.shift();
    }
    return { bytes, isSpeech: filled > 0 };
  }

  clear(): (readonly [CutAudio, ...CutAudio[]])[] {
    const cuts = new Map<string, [CutAudio, ...CutAudio[]]>();
    for (const { at, sentBytes } of this.#queue) {
      const cut = { ...at, sentMs: Math.floor(sentBytes / BYTES_PER_MS) };
      const list = cuts.get(at.responseId);
      if (list === undefined) cuts.set(at.responseId, [cut]);
      else list.push(cut);
    }
    for (const id of cuts.keys()) if (!this.#ended.delete(id)) this.#cleared.add(id);
    this.#queue = [];
    if (this.#playingId !== undefined && cuts.has(this.#playingId)) this.#playingId = undefined;
    return [...cuts.values()];
  }

  /** The frame before has been heard by now. */
  #advance(): void {
    const id = this.#playingId;
    if (id === undefined || !this.#ended.has(id)) return;
    if (this.#queue.some(({ at }) => at.responseId === id)) return;
    this.#ended.delete(id);
    this.#playingId = undefined;
    this.#emit({ type: 'output_audio_buffer.stopped', response_id: id });
    const next = this.#queue[0];
    if (next !== undefined) this.#start(next.at.responseId);
  }

  #start(responseId: string): void {
    this.#playingId = responseId;
    this.#emit({ type: 'output_audio_buffer.started', response_id: responseId });
  }
}

function append(segment: Segment, bytes: Buffer): void {
  if (bytes.length === 0) return;
  segment.chunks.push(bytes);
  segment.waitingBytes += bytes.length;
}

function take(segment: Segment, target: Buffer): number {
  let taken = 0;
  while (taken < target.length && segment.chunks.length > 0) {
    const [chunk] = segment.chunks as [Buffer];
    const count = chunk.copy(target, taken);
    taken += count;
    if (count === chunk.length) segment.chunks.shift();
    else segment.chunks[0] = chunk.subarray(count);
  }
  segment.waitingBytes -= taken;
  segment.sentBytes += taken;
  return taken;
}
