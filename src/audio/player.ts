import type { LedgerEntry } from './ledger.ts';
import { LevelMeter } from './level-meter.ts';
import { PlaybackQueue, type PlaybackQueueEvents } from './playback-queue.ts';
import { Resampler } from './resampler.ts';

const fadeMs = 5;
const progressMs = 100;

export interface PlayerEvents extends PlaybackQueueEvents {
  /** Every 100 ms while something plays. */
  progress(entry: LedgerEntry): void;
  /** Every content that came has ended and was played. Not told of what was cleared. */
  drained(): void;
  /** RMS of 50 ms of output, 0 to 1. */
  level(level: number): void;
}

/** Plays a stream on a device of any rate, and knows what the device was given of it. */
export class Player {
  readonly #events: PlayerEvents;
  readonly #streamRate: number;
  readonly #deviceRate: number;
  readonly #queue: PlaybackQueue;
  readonly #resampler: Resampler;
  readonly #meter: LevelMeter;
  #input = new Float32Array(0);

  /** Output that fades away after a clear, and how much of it was rendered. */
  readonly #fade: Float32Array;
  #fadeAt: number;

  #isPlaying = false;
  /** Device frames rendered of which the ledger does not know, in 1/deviceRate of a frame of the stream. */
  #unadvanced = 0;
  #sinceProgress = 0;
  #isDrained = true;

  /** @param streamRate @param deviceRate frames a second, whole */
  constructor(streamRate: number, deviceRate: number, events: PlayerEvents) {
    this.#events = events;
    this.#streamRate = streamRate;
    this.#deviceRate = deviceRate;
    this.#resampler = new Resampler(streamRate, deviceRate);
    this.#queue = new PlaybackQueue(events, streamRate, this.#resampler.lookaheadFrames);
    this.#meter = new LevelMeter(deviceRate);
    this.#fade = new Float32Array(Math.floor((deviceRate * fadeMs) / 1_000));
    this.#fadeAt = this.#fade.length;
  }

  /** `pcm` may have any length. */
  append(itemId: string, contentIndex: number, pcm: ArrayBuffer): void {
    this.#queue.append(itemId, contentIndex, pcm);
    if (!this.#queue.isEmpty) this.#isDrained = false;
  }

  end(itemId: string, contentIndex: number): void {
    this.#queue.end(itemId, contentIndex);
    this.#settle();
  }

  /**
   * Forgets the queue and fades the output to silence within 5 ms from the next block on. The ledger that it returns
   * counts the frames of that fade as played, since they are heard.
   */
  clear(): LedgerEntry[] {
    if (this.#isPlaying) {
      this.#renderStream(this.#fade, true);
      for (let i = 0; i < this.#fade.length; i += 1) {
        this.#fade[i]! *= 0.5 + 0.5 * Math.cos((Math.PI * (i + 1)) / this.#fade.length);
      }
      this.#fadeAt = 0;
    }
    this.#isPlaying = false;
    this.#isDrained = true;
    return this.#queue.clear();
  }

  /** Fills a block for the device. */
  render(output: Float32Array): void {
    if (this.#fadeAt < this.#fade.length) this.#renderFade(output);
    else if (this.#isPlaying || this.#queue.hasAudio) this.#renderStream(output, false);
    else output.fill(0);

    if (this.#meter.add(output)) this.#events.level(this.#meter.level);
    if (this.#isPlaying) this.#tellProgress(output.length);
    this.#settle();
  }

  /** The last block of a fade ends in silence, even where new audio waits: it begins with the next block. */
  #renderFade(output: Float32Array): void {
    const count = Math.min(output.length, this.#fade.length - this.#fadeAt);
    for (let i = 0; i < count; i += 1) output[i] = this.#fade[this.#fadeAt + i]!;
    output.fill(0, count);
    this.#fadeAt += count;
  }

  #renderStream(output: Float32Array, quiet: boolean): void {
    if (!this.#isPlaying) {
      this.#isPlaying = true;
      this.#resampler.reset();
      this.#queue.forgetAhead();
      this.#unadvanced = 0;
      this.#sinceProgress = 0;
    }
    const needed = this.#resampler.inputNeeded(output.length);
    if (this.#input.length < needed) this.#input = new Float32Array(needed * 2);
    this.#queue.read(this.#input, needed);
    this.#resampler.write(this.#input, needed);
    this.#resampler.read(output);

    this.#unadvanced += output.length * this.#streamRate;
    const frames = Math.floor(this.#unadvanced / this.#deviceRate);
    this.#unadvanced -= frames * this.#deviceRate;
    this.#queue.advance(frames, quiet);
  }

  #tellProgress(frames: number): void {
    this.#sinceProgress += frames;
    if (this.#sinceProgress < (this.#deviceRate * progressMs) / 1_000) return;
    this.#sinceProgress = 0;
    const entry = this.#queue.playing;
    if (entry !== undefined) this.#events.progress(entry);
  }

  #settle(): void {
    if (this.#isPlaying && this.#queue.isSettled) this.#isPlaying = false;
    if (this.#isPlaying || this.#isDrained || !this.#queue.isEmpty) return;
    this.#isDrained = true;
    this.#events.drained();
  }
}
