import { GapFade } from './gap-fade.ts';
import type { LedgerEntry, TailStretch } from './ledger.ts';
import { Pcm16Reader } from './pcm16.ts';
import { PagePool, SampleFifo } from './sample-fifo.ts';
import { Tail } from './tail.ts';

/** Longest audio that waits to be played, in seconds; of 24 kHz, 48 kB a second, it takes 86 MB. */
const maxQueuedSeconds = 30 * 60;
/** Contents that are known at once: far beyond any answer, and a bound for a peer that opens them without end. */
const maxContents = 1_000;
/** More than any device holds back of what it was given, wireless ones included. */
const tailSeconds = 1;

export interface PlaybackQueueEvents {
  /** The first frame of a content was handed to the device. */
  started(itemId: string, contentIndex: number): void;
  /** The last frame of a content that had ended was handed to the device. */
  played(entry: LedgerEntry): void;
  /** Audio goes on in the midst of a content whose audio had run out: a gap was heard. */
  underrun(): void;
}

interface Content {
  readonly itemId: string;
  readonly contentIndex: number;
  readonly samples: SampleFifo;
  readonly reader: Pcm16Reader;
  receivedFrames: number;
  playedFrames: number;
  ended: boolean;
  /** It did not fit any more: what comes of it later is not taken either, since a hole would garble it. */
  cut: boolean;
}

/** A stretch of what was read and not yet played; of no content where silence or a fade was read. */
interface Stretch {
  readonly content: Content | undefined;
  frames: number;
  readonly audible: boolean;
}

/**
 * The audio that waits to be played, as frames of the stream, and the ledger of how far each content has come.
 *
 * Contents play in the order in which their first audio arrived. There are two cursors: {@link read} takes frames out,
 * ahead of time since a resampler needs to look ahead, and {@link advance} says how many of those have reached the
 * device; the ledger counts the latter. When nothing is left, silence is read.
 *
 * At most 30 minutes wait. A content that does not fit any more is cut there, and its ledger says so by
 * `receivedFrames`.
 */
export class PlaybackQueue {
  readonly #events: PlaybackQueueEvents;
  readonly #maxQueuedFrames: number;
  readonly #ringFrames: number;
  readonly #pool = new PagePool();
  /** Everything not yet played to its end, in the order of arrival. */
  readonly #contents = new Map<string, Content>();
  /** Contents with audio to read, in playing order. */
  readonly #ready: Content[] = [];
  /** What was read and not yet played. Its length is bounded by the resampler's lookahead. */
  readonly #ahead: Stretch[] = [];
  /** What was played last; of no content where it was silence. */
  readonly #tail: Tail<Content | undefined>;
  /** Frames of `#ahead` that are not plain silence. */
  #audibleAhead = 0;
  #queuedFrames = 0;

  #reading: Content | undefined;
  /** Content that plays now, or played last. */
  #playing: Content | undefined;
  #lastSample = 0;
  readonly #gap: GapFade;
  /** Frames of silence to read in which the audio rings on. */
  #ringing = 0;
  /** The content that was read ran out before it had ended. */
  #starved = false;

  /**
   * @param streamRate frames a second
   * @param ringFrames how much silence after the audio belongs to it still, as a resampler's filter rings on
   */
  constructor(events: PlaybackQueueEvents, streamRate: number, ringFrames = 0) {
    this.#events = events;
    this.#maxQueuedFrames = maxQueuedSeconds * streamRate;
    this.#gap = new GapFade(streamRate);
    this.#tail = new Tail(tailSeconds * streamRate);
    this.#ringFrames = ringFrames;
  }

  /** True when there is audio to read. */
  get hasAudio(): boolean {
    return this.#ready.length > 0;
  }

  /** Frames that wait to be read. */
  get queuedFrames(): number {
    return this.#queuedFrames;
  }

  /** True when no more audio is to come for any content that has some to read. */
  get isComplete(): boolean {
    return this.#ready.every((content) => content.ended || content.cut);
  }

  /** True when a content that had not ended ran out of audio, and none has been read since. */
  get isStarved(): boolean {
    return this.#starved;
  }

  /** True when all that was read has been played, and nothing more can be read but silence. */
  get isSettled(): boolean {
    return this.#ready.length === 0 && this.#audibleAhead === 0 && this.#gap.remainingFrames === 0;
  }

  /** True when no content is known that has not been played to its end. */
  get isEmpty(): boolean {
    return this.#contents.size === 0;
  }

  /** The content that plays now. */
  get playing(): LedgerEntry | undefined {
    return this.#playing === undefined ? undefined : entryOf(this.#playing);
  }

  append(itemId: string, contentIndex: number, pcm: ArrayBuffer): void {
    const content = this.#content(itemId, contentIndex);
    if (content === undefined || content.ended || content.cut) return;
    const frames = content.reader.samplesIn(pcm.byteLength);
    if (this.#queuedFrames + frames > this.#maxQueuedFrames) {
      content.cut = true;
      return;
    }
    if (content.samples.length === 0 && frames > 0) this.#ready.push(content);
    content.reader.read(pcm, (sample) => content.samples.push(sample));
    content.receivedFrames += frames;
    this.#queuedFrames += frames;
  }

  /** No more audio will come for the content. */
  end(itemId: string, contentIndex: number): void {
    const content = this.#contents.get(keyOf(itemId, contentIndex));
    if (content === undefined) return;
    content.ended = true;
    this.#finish(content);
  }

  /**
   * Fills `target` with the next `count` frames, −1 to 1: audio, the fade after an underrun, or silence.
   * @param hold leaves the audio where it is
   */
  read(target: Float32Array, count: number, hold = false): void {
    const audioUntil = hold ? 0 : count;
    let at = 0;
    while (at < audioUntil) {
      const content = this.#ready[0];
      if (content === undefined) break;
      const frames = content.samples.read(target, at, count - at);
      if (content.samples.length === 0) this.#ready.shift();
      this.#queuedFrames -= frames;
      this.#rememberAhead(content, frames, true);
      if (this.#starved && content === this.#reading) {
        this.#gap.fadeIn();
        this.#events.underrun();
      }
      this.#starved = false;
      this.#reading = content;
      this.#ringing = this.#ringFrames;
      for (let i = at; i < at + frames; i += 1) target[i] = this.#gap.apply(target[i]!);
      at += frames;
      this.#lastSample = target[at - 1]!;
    }
    if (at < count) this.#readSilence(target, at, count);
  }

  /**
   * `count` of the frames that were read have reached the device.
   * @param quiet tells no one, and keeps what is played to its end for {@link clear}
   */
  advance(count: number, quiet = false): void {
    let rest = count;
    while (rest > 0) {
      const stretch = this.#ahead[0];
      if (stretch === undefined) return;
      const frames = Math.min(rest, stretch.frames);
      rest -= frames;
      stretch.frames -= frames;
      if (stretch.frames === 0) this.#ahead.shift();
      if (stretch.audible) this.#audibleAhead -= frames;
      const content = stretch.content;
      this.#tail.add(content, frames);
      if (content === undefined) continue;
      this.#playing = content;
      const isFirst = content.playedFrames === 0;
      content.playedFrames += frames;
      if (quiet) continue;
      if (isFirst) this.#events.started(content.itemId, content.contentIndex);
      this.#finish(content);
    }
  }

  /** So many frames of silence reached the device, of which the queue knows nothing. */
  rest(count: number): void {
    this.#tail.add(undefined, count);
  }

  /** The last second that reached the device, oldest first. */
  get tail(): TailStretch[] {
    return this.#tail.stretches.map(({ source, frames }) => ({
      frames,
      entry: source === undefined ? null : entryOf(source),
    }));
  }

  /**
   * Forgets the silence that was read and never played: whoever reads starts anew. To be called only when {@link
   * isSettled}; left there, it would delay the ledger by the reader's lookahead with every pause.
   */
  forgetAhead(): void {
    this.#ahead.length = 0;
  }

  /** Forgets everything; returns how far each content had come, in the order of arrival. */
  clear(): LedgerEntry[] {
    const ledger = [...this.#contents.values()].map(entryOf);
    for (const content of this.#contents.values()) content.samples.clear();
    this.#contents.clear();
    this.#tail.clear();
    this.#ready.length = 0;
    this.#ahead.length = 0;
    this.#audibleAhead = 0;
    this.#queuedFrames = 0;
    this.#reading = undefined;
    this.#playing = undefined;
    this.#gap.reset();
    this.#ringing = 0;
    this.#starved = false;
    return ledger;
  }

  #content(itemId: string, contentIndex: number): Content | undefined {
    const key = keyOf(itemId, contentIndex);
    const known = this.#contents.get(key);
    if (known !== undefined || this.#contents.size === maxContents) return known;
    const content: Content = {
      itemId,
      contentIndex,
      samples: new SampleFifo(this.#pool),
      reader: new Pcm16Reader(),
      receivedFrames: 0,
      playedFrames: 0,
      ended: false,
      cut: false,
    };
    this.#contents.set(key, content);
    return content;
  }

  #finish(content: Content): void {
    if (!content.ended || content.playedFrames < content.receivedFrames) return;
    this.#contents.delete(keyOf(content.itemId, content.contentIndex));
    this.#events.played(entryOf(content));
  }

  #readSilence(target: Float32Array, from: number, to: number): void {
    const content = this.#reading;
    if (content !== undefined && !content.ended && !this.#starved) {
      this.#starved = true;
      this.#gap.fadeOut(this.#lastSample);
    }
    const count = to - from;
    const audible = Math.min(count, Math.max(this.#ringing, this.#gap.remainingFrames));
    this.#ringing = Math.max(0, this.#ringing - count);
    this.#rememberAhead(undefined, audible, true);
    this.#rememberAhead(undefined, count - audible, false);
    for (let i = from; i < to; i += 1) target[i] = this.#gap.apply(0);
  }

  #rememberAhead(content: Content | undefined, frames: number, audible: boolean): void {
    if (frames === 0) return;
    if (audible) this.#audibleAhead += frames;
    const last = this.#ahead.at(-1);
    if (last !== undefined && last.content === content && last.audible === audible) last.frames += frames;
    else this.#ahead.push({ content, frames, audible });
  }
}

function keyOf(itemId: string, contentIndex: number): string {
  return `${contentIndex} ${itemId}`;
}

function entryOf({ itemId, contentIndex, receivedFrames, playedFrames, ended }: Content): LedgerEntry {
  return { itemId, contentIndex, receivedFrames, playedFrames, ended };
}
