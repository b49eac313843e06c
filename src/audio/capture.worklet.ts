import { FrameGatherer } from './frame-gatherer.ts';
import { LevelMeter } from './level-meter.ts';
import type {
  CaptureCommand,
  CaptureControl,
  CaptureMessage,
  CaptureSettings,
  MutedAs,
  WorkletReport,
} from './messages.ts';
import { Resampler } from './resampler.ts';

/** What is kept until the voice loop's port comes: the first second, so that no word is lost. */
const maxEarlyMs = 1_000;

/** Microphone → PCM16 frames of the stream. What it hears and says is written down in `messages.ts`. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #resampler: Resampler;
  readonly #gatherer: FrameGatherer;
  readonly #maxEarlyFrames: number;
  readonly #meter = new LevelMeter(sampleRate);
  readonly #early: ArrayBuffer[] = [];
  #resampled = new Float32Array(512);
  #loop: MessagePort | undefined;
  /** What is sent while the microphone is muted; undefined while it is not. */
  #mutedAs: MutedAs | undefined;
  #silence = new Float32Array(128);
  #isStopped = false;

  constructor({ processorOptions }: { processorOptions: CaptureSettings }) {
    super();
    const { streamRate, frameMs } = processorOptions;
    this.#resampler = new Resampler(Math.round(sampleRate), streamRate);
    this.#gatherer = new FrameGatherer(Math.round((streamRate * frameMs) / 1_000), (pcm) => this.#send(pcm));
    this.#maxEarlyFrames = Math.ceil(maxEarlyMs / frameMs);
    this.port.addEventListener('message', ({ data }: MessageEvent<CaptureControl>) => this.#obey(data));
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    if (this.#isStopped) {
      this.#report({ type: 'stopped' });
      return false;
    }
    // A source that was disconnected, or not yet connected, has no channels.
    const samples = inputs[0]?.[0];
    if (samples === undefined || this.#mutedAs === 'nothing') return true;
    if (this.#mutedAs === 'silence') {
      if (this.#silence.length !== samples.length) this.#silence = new Float32Array(samples.length);
      this.#stream(this.#silence);
      return true;
    }
    this.#stream(samples);
    if (this.#meter.add(samples)) this.#report({ type: 'level', level: this.#meter.level });
    return true;
  }

  #stream(samples: Float32Array): void {
    this.#resampler.write(samples);
    const count = this.#resampler.outputFor(0);
    if (this.#resampled.length < count) this.#resampled = new Float32Array(count * 2);
    this.#resampler.read(this.#resampled, count);
    this.#gatherer.push(this.#resampled, count);
  }

  #obey(control: CaptureControl): void {
    switch (control.type) {
      case 'connect':
        this.#connect(control.port);
        break;
      case 'mute':
        this.#mute(control.muted ? control.as : undefined);
        break;
      case 'stop':
        // The last syllable before the click is said too.
        this.#flush();
        this.#isStopped = true;
        this.#loop?.close();
        this.#loop = undefined;
        break;
    }
  }

  #connect(port: MessagePort): void {
    this.#loop?.close();
    this.#loop = port;
    port.addEventListener('message', ({ data }: MessageEvent<CaptureCommand>) => {
      if (data.type === 'flush') this.#flush();
    });
    port.start();
    for (const pcm of this.#early.splice(0)) this.#send(pcm);
  }

  /** What was said before the mute and not sent yet is dropped: mute holds from the moment of the click. */
  #mute(as: MutedAs | undefined): void {
    this.#mutedAs = as;
    this.#resampler.reset();
    this.#gatherer.reset();
    this.#meter.reset();
    if (as !== undefined) this.#report({ type: 'level', level: 0 });
  }

  #flush(): void {
    const rest = new Float32Array(this.#resampler.outputFor(this.#resampler.lookaheadFrames));
    this.#gatherer.push(rest, this.#resampler.flush(rest));
    this.#gatherer.flush();
    this.#loop?.postMessage({ type: 'flushed' } satisfies CaptureMessage);
  }

  #send(pcm: ArrayBuffer): void {
    if (this.#loop !== undefined) {
      this.#loop.postMessage({ type: 'audio', pcm } satisfies CaptureMessage, [pcm]);
    } else if (!this.#isStopped && this.#early.length < this.#maxEarlyFrames) {
      this.#early.push(pcm);
    }
  }

  #report(report: WorkletReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor('realtime-assistant-capture', CaptureProcessor);
