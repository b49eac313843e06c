import { GainGlide } from './gain-glide.ts';
import type { LedgerEntry, TailStretch } from './ledger.ts';
import { LevelMeter } from './level-meter.ts';
import { PlaybackQueue, type PlaybackQueueEvents } from './playback-queue.ts';
import { Resampler } from './resampler.ts';
import { StartThreshold } from './start-threshold.ts';

/** Long enough not to click, and soon over: who interrupts hears every millisecond of it. */
const fadeMs = 3;
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
  readonly #threshold: StartThreshold;
  readonly #duck: GainGlide;
  #input = new Float32Array(0);

  /** Output that fades away after a clear, and how much of it was rendered. */
  readonly #fade: Float32Array;
  #fadeAt: number;

  #tail: TailStretch[] = [];
  #isPlaying = false;
  /** Audio is let through: enough of it waited when it began. */
  #isFlowing = false;
  /** Device frames rendered since the player was made. */
  #rendered = 0;
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
    this.#threshold = new StartThreshold(streamRate);
    this.#duck = new GainGlide(deviceRate);
    this.#fade = new Float32Array(Math.floor((deviceRate * fadeMs) / 1_000));
    this.#fadeAt = this.#fade.length;
  }

  /** `pcm` may have any length. */
  append(itemId: string, contentIndex: number, pcm: ArrayBuffer): void {
    const before = this.#queue.queuedFrames;
    this.#queue.append(itemId, contentIndex, pcm);
    this.#threshold.add(this.#now, this.#queue.queuedFrames - before);
    if (!this.#queue.isEmpty) this.#isDrained = false;
  }

  end(itemId: string, contentIndex: number): void {
    this.#queue.end(itemId, contentIndex);
    this.#settle();
  }

  /** What had been handed to the device last when it was cleared last: part of it may not have been heard yet. */
  get tail(): readonly TailStretch[] {
    return this.#tail;
  }

  /** Plays on at this gain, 0 to 1, until {@link clear}. */
  duck(gain: number): void {
    this.#duck.glideTo(gain);
  }

  /**
   * Forgets the queue and fades the output to silence within 3 ms from the next block on. The ledger that it returns
   * counts the frames of that fade as played, since they are heard.
   */
  clear(): LedgerEntry[] {
    if (this.#isPlaying) {
      this.#renderStream(this.#fade, true);
      this.#duck.apply(this.#fade);
      for (let i = 0; i < this.#fade.length; i += 1) {
        this.#fade[i]! *= 0.5 + 0.5 * Math.cos((Math.PI * (i + 1)) / this.#fade.length);
      }
      this.#fadeAt = 0;
    }
    this.#isPlaying = false;
    this.#isFlowing = false;
    this.#isDrained = true;
    this.#threshold.end();
    this.#duck.reset();
    this.#tail = this.#queue.tail;
    return this.#queue.clear();
  }

  /** Fills a block for the device. */
  render(output: Float32Array): void {
    this.#rendered += output.length;
    if (this.#fadeAt < this.#fade.length) {
      this.#renderFade(output);
    } else if (this.#isPlaying || this.#mayFlow()) {
      this.#mayFlow();
      this.#renderStream(output, false);
      this.#duck.apply(output);
    } else {
      output.fill(0);
      this.#queue.rest(Math.round((output.length * this.#streamRate) / this.#deviceRate));
    }

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
    this.#queue.read(this.#input, needed, !this.#isFlowing);
    if (this.#isFlowing && this.#queue.isStarved) {
      this.#isFlowing = false;
      this.#threshold.runDry();
    }
    this.#resampler.write(this.#input, needed);
    this.#resampler.read(output);

    this.#unadvanced += output.length * this.#streamRate;
    const frames = Math.floor(this.#unadvanced / this.#deviceRate);
    this.#unadvanced -= frames * this.#deviceRate;
    this.#queue.advance(frames, quiet);
  }

  /** Now, in frames of the stream. */
  get #now(): number {
    return Math.floor((this.#rendered * this.#streamRate) / this.#deviceRate);
  }

  /** Whether what waits is to be heard: enough of it is there, or all of it, or it has waited long enough. */
  #mayFlow(): boolean {
    if (this.#isFlowing || !this.#queue.hasAudio) return this.#isFlowing;
    const { frames, begin } = this.#threshold;
    this.#isFlowing =
      this.#queue.queuedFrames >= frames || this.#queue.isComplete || this.#now - (begin ?? 0) >= frames;
    return this.#isFlowing;
  }

  #tellProgress(frames: number): void {
    this.#sinceProgress += frames;
    if (this.#sinceProgress < (this.#deviceRate * progressMs) / 1_000) return;
    this.#sinceProgress = 0;
    const entry = this.#queue.playing;
    if (entry !== undefined) this.#events.progress(entry);
  }

  #settle(): void {
    if (this.#isPlaying && this.#queue.isSettled) {
      this.#isPlaying = false;
      this.#isFlowing = false;
      // With the end of an answer; where it only ran dry, the rest of it is still to come.
      if (this.#queue.isEmpty) this.#threshold.end();
    }
    if (this.#isPlaying || this.#isDrained || !this.#queue.isEmpty) return;
    this.#isDrained = true;
    this.#events.drained();
  }
}
