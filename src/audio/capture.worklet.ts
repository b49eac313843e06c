import type { CaptureCommand, CaptureControl, CaptureMessage, WorkletReport } from './messages.ts';
import { Recorder } from './recorder.ts';
import type { CaptureSettings } from './worklet-settings.ts';

/** What is kept until the voice loop's port comes: the first second, so that no word is lost. */
const maxEarlyMs = 1_000;
/** Web Audio 1.1: a render quantum. */
const blockFrames = 128;

/** Microphone → PCM16 frames of the stream. What it hears and says is written down in `messages.ts`. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #recorder: Recorder;
  readonly #maxEarlyFrames: number;
  readonly #early: ArrayBuffer[] = [];
  #loop: MessagePort | undefined;
  #isStopped = false;

  constructor({ processorOptions }: { processorOptions: CaptureSettings }) {
    super();
    this.#recorder = new Recorder(Math.round(sampleRate), processorOptions, {
      frame: (pcm) => this.#send(pcm),
      level: (level) => this.#report({ type: 'level', level }),
      onset: () => this.#loop?.postMessage({ type: 'onset' } satisfies CaptureMessage),
    });
    this.#maxEarlyFrames = Math.ceil(maxEarlyMs / processorOptions.frameMs);
    this.port.addEventListener('message', ({ data }: MessageEvent<CaptureControl>) => this.#obey(data));
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    if (this.#isStopped) {
      this.#report({ type: 'stopped' });
      return false;
    }
    // A source that was disconnected, or not yet connected, has no channels; in Firefox one that is off has none either.
    const microphone = inputs[0]?.[0];
    if (microphone !== undefined) this.#recorder.push(microphone, inputs[1]?.[0]);
    else this.#recorder.pushNothing(blockFrames);
    return true;
  }

  #obey(control: CaptureControl): void {
    switch (control.type) {
      case 'connect':
        this.#connect(control.port);
        break;
      case 'mute':
        this.#recorder.mute(control.muted ? control.as : undefined);
        break;
      case 'stop':
        // The last syllable before the click is said too.
        this.#flush();
        this.#loop?.close();
        this.#loop = undefined;
        this.#isStopped = true;
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

  #flush(): void {
    this.#recorder.flush();
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
