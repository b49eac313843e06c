import type { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { Resampler } from '../../../src/audio/resampler.ts';
import { streamRate } from '../../../src/audio/stream-format.ts';
import { Awaited } from './awaited.ts';

interface Block {
  readonly frame: number;
  readonly samples: Float32Array;
  /** The microphone gave something. */
  readonly isFed: boolean;
}

/** So many blocks we may hear less of at first: a block may be rendered between the two calls of `connect`. */
const startBlocks = 1;

/**
 * A worklet that does nothing but record, at the very source that our capture worklet listens at. What a browser or the
 * system loses or repeats on the way is missing from both; what is missing from ours alone, ours lost.
 */
export class Bystander {
  readonly #recorder: AudioWorkletNode;
  #source: MediaStreamAudioSourceNode | undefined;
  readonly #blocks: Block[] = [];
  readonly #awaited = new Awaited();

  private constructor(recorder: AudioWorkletNode) {
    this.#recorder = recorder;
    recorder.port.addEventListener('message', ({ data }: MessageEvent<Block>) => {
      if (this.#blocks.length > 0 || data.isFed) this.#blocks.push(data);
      this.#awaited.look();
    });
    recorder.port.start();
  }

  /** Before a microphone is opened; the page has to be allowed to make sound. */
  static async beside(audio: BrowserAudio): Promise<Bystander> {
    const original = AudioContext;
    const all: AudioContext[] = [];
    globalThis.AudioContext = class extends original {
      constructor(options?: AudioContextOptions) {
        super(options);
        all.push(this);
      }
    };
    try {
      audio.unlock();
    } finally {
      globalThis.AudioContext = original;
    }
    const [context] = all;
    if (context === undefined) throw new Error('no context was made');
    await context.audioWorklet.addModule(new URL('./recorder.js', import.meta.url));
    // The mix to mono as ours has it.
    const mono = { channelCount: 1, channelCountMode: 'explicit', channelInterpretation: 'speakers' } as const;
    const recorder = new AudioWorkletNode(context, 'test-recorder', { numberOfOutputs: 0, ...mono });
    const bystander = new Bystander(recorder);
    context.createMediaStreamSource = (stream) => {
      const source = original.prototype.createMediaStreamSource.call(context, stream);
      source.connect(recorder);
      bystander.#source = source;
      return source;
    };
    while (context.state !== 'running') await new Promise((resolve) => requestAnimationFrame(resolve));
    return bystander;
  }

  get rate(): number {
    return this.#recorder.context.sampleRate;
  }

  /**
   * Compares every sample of our stream with what was heard here, from the first block on.
   * @returns where they part, in words; undefined where they never do
   */
  async objection(heard: readonly ArrayBuffer[]): Promise<string | undefined> {
    const ours = Int16Array.from(heard.flatMap((pcm) => [...new Int16Array(pcm)]));
    const resampler = new Resampler(this.rate, streamRate);
    // The last of them may be on their way here yet.
    await this.#awaited.until(() => resampler.outputFor((this.#blocks.length - startBlocks) * 128) >= ours.length);
    const hole = this.#blocks.findIndex(({ frame }, i) => frame !== this.#blocks[0]!.frame + i * 128);
    if (hole >= 0) throw new Error(`the recording has a hole before block ${hole}`);
    const unfed = this.#blocks.findIndex(({ isFed }) => !isFed);
    if (unfed >= 0) throw new Error(`the microphone gave nothing in block ${unfed}`);
    let whole = 0;
    for (let from = 0; from <= startBlocks; from += 1) {
      const expected = this.#stream(from, ours.length);
      const parting = ours.findIndex((sample, i) => sample !== expected[i]);
      if (parting < 0) return undefined;
      whole = Math.max(whole, parting);
    }
    return `from sample ${whole} of ${ours.length} on it is not what the browser gave`;
  }

  /** Before the context is closed: Chromium never frees one in which a processor is alive, or ended with an input connected. */
  stop(): void {
    this.#source?.disconnect(this.#recorder);
    this.#recorder.port.postMessage('stop');
  }

  /** What our worklet has to make of the blocks; the resampler itself is proven by test/unit. */
  #stream(from: number, length: number): Int16Array {
    const resampler = new Resampler(this.rate, streamRate);
    const stream = new Float32Array(length);
    let written = 0;
    for (const { samples } of this.#blocks.slice(from)) {
      resampler.write(samples);
      written += resampler.read(stream.subarray(written));
      if (written === length) break;
    }
    return Int16Array.from(stream, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
  }
}
