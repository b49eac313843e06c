import { EchoGate } from './echo-gate.ts';
import { EchoHold, type EmitSamples } from './echo-hold.ts';
import { FrameGatherer } from './frame-gatherer.ts';
import { LevelMeter } from './level-meter.ts';
import { Resampler } from './resampler.ts';
import { SpeechOnset } from './speech-onset.ts';
import type { CaptureSettings, MutedAs } from './worklet-settings.ts';

export interface RecorderEvents {
  /** One frame of the stream, PCM16; the last one before the end of a flush may be shorter. */
  frame(pcm: ArrayBuffer): void;
  /** RMS of 50 ms of microphone, 0 to 1. */
  level(level: number): void;
  /** Somebody begins to speak. */
  onset(): void;
}

/** Makes a stream of frames of a microphone of any rate, and knows the page's own voice in it. */
export class Recorder {
  readonly #events: RecorderEvents;
  readonly #resampler: Resampler;
  readonly #gatherer: FrameGatherer;
  readonly #meter: LevelMeter;
  readonly #gate: EchoGate;
  readonly #onset: SpeechOnset;
  /** Undefined where the echo is sent as it is. */
  readonly #hold: EchoHold | undefined;
  readonly #write: EmitSamples = (samples, count) => this.#stream(samples, count);
  /** What is sent while the microphone is muted; undefined while it is not. */
  #mutedAs: MutedAs | undefined;
  #silence = new Float32Array(128);
  #resampled = new Float32Array(512);

  /** @param deviceRate frames a second, a whole number from 8,000 */
  constructor(deviceRate: number, { streamRate, frameMs, echoGate }: CaptureSettings, events: RecorderEvents) {
    this.#events = events;
    this.#resampler = new Resampler(deviceRate, streamRate);
    this.#gatherer = new FrameGatherer(Math.round((streamRate * frameMs) / 1_000), (pcm) => events.frame(pcm));
    this.#meter = new LevelMeter(deviceRate);
    // Without it an onset could not be told from the answer that is heard, whatever is sent.
    this.#gate = new EchoGate(deviceRate);
    this.#onset = new SpeechOnset(deviceRate);
    this.#hold = echoGate ? new EchoHold(deviceRate) : undefined;
  }

  /**
   * Takes a block of the microphone, and what the page played in that time.
   * @param heard undefined where it played nothing
   */
  push(microphone: Float32Array, heard: Float32Array | undefined): void {
    // The gate rests meanwhile: a microphone that is off teaches nothing about the room.
    if (this.#mutedAs === 'nothing') return;
    if (this.#mutedAs === 'silence') {
      this.pushNothing(microphone.length);
      return;
    }
    this.#gate.process(microphone, heard);
    const { isOpen, isActive } = this.#gate;
    if (this.#onset.add(microphone, isOpen, isActive)) this.#events.onset();
    if (this.#hold === undefined) this.#stream(microphone, microphone.length);
    else this.#hold.push(microphone, isOpen, isActive, this.#write);
    if (this.#meter.add(microphone)) this.#events.level(this.#meter.level);
  }

  /** In the place of a block that no source gave: what is muted as silence goes on. */
  pushNothing(frames: number): void {
    if (this.#mutedAs !== 'silence') return;
    if (this.#silence.length !== frames) this.#silence = new Float32Array(frames);
    this.#stream(this.#silence, frames);
  }

  /**
   * What was said before the mute and not sent yet is dropped: mute holds from the moment of the click.
   * @param as undefined: not muted any more
   */
  mute(as: MutedAs | undefined): void {
    this.#mutedAs = as;
    this.#hold?.reset();
    this.#onset.reset();
    this.#resampler.reset();
    this.#gatherer.reset();
    this.#meter.reset();
    if (as !== undefined) this.#events.level(0);
  }

  /** Emits all that is still held back: of the gate, of the resampler, of an unfinished frame. */
  flush(): void {
    this.#hold?.flush(this.#write);
    const rest = new Float32Array(this.#resampler.outputFor(this.#resampler.lookaheadFrames));
    this.#gatherer.push(rest, this.#resampler.flush(rest));
    this.#gatherer.flush();
  }

  #stream(samples: Float32Array, count: number): void {
    this.#resampler.write(samples, count);
    const made = this.#resampler.outputFor(0);
    if (this.#resampled.length < made) this.#resampled = new Float32Array(made * 2);
    this.#resampler.read(this.#resampled, made);
    this.#gatherer.push(this.#resampled, made);
  }
}
