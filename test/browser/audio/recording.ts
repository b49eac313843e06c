import type { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import type { AudioOutput, AudioOutputOptions } from '../../../src/audio/audio-system.ts';
import type { PlaybackCommand, PlaybackMessage } from '../../../src/audio/messages.ts';
import { Awaited } from './awaited.ts';
import { untilRunning } from './visitor.ts';

interface Block {
  readonly frame: number;
  readonly samples: Float32Array;
}

/** An open loudspeaker, what its worklet said, and every sample that went to the device. */
export class Recording {
  readonly output: AudioOutput;
  readonly context: AudioContext;
  readonly rate: number;
  readonly messages: PlaybackMessage[] = [];
  readonly #recorder: AudioWorkletNode;
  readonly #blocks: Block[] = [];
  readonly #awaited = new Awaited();
  /** Where the context was suspended, no block is rendered for a while, though its clock may go on. */
  mayPause = false;

  private constructor(output: AudioOutput, last: AudioNode, recorder: AudioWorkletNode) {
    this.output = output;
    this.context = last.context as AudioContext;
    this.rate = this.context.sampleRate;
    this.#recorder = recorder;
    recorder.port.addEventListener('message', ({ data }: MessageEvent<Block>) => {
      this.#blocks.push(data);
      this.#awaited.look();
    });
    recorder.port.start();
    output.port.addEventListener('message', ({ data }: MessageEvent<PlaybackMessage>) => {
      this.messages.push(data);
      this.#awaited.look();
    });
    output.port.start();
    last.connect(recorder);
  }

  /** Opens the sound and its loudspeaker with a recorder beside the device, at the very node that feeds it. */
  static async open(audio: BrowserAudio, options: AudioOutputOptions = {}): Promise<Recording> {
    let last: AudioNode | undefined;
    const original = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')!;
    const connect = original.value as (this: AudioNode, ...args: unknown[]) => unknown;
    const watch = (node: AudioNode, args: unknown[]): unknown => {
      if (args[0] instanceof AudioDestinationNode) last = node;
      return connect.apply(node, args);
    };
    AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
      return watch(this, args);
    } as AudioNode['connect'];
    try {
      audio.unlock();
      const output = await audio.openOutput(options);
      await untilRunning(output);
      if (last === undefined) throw new Error('nothing was connected to the device');
      await last.context.audioWorklet.addModule(new URL('./recorder.js', import.meta.url));
      const recording = new Recording(
        output,
        last,
        new AudioWorkletNode(last.context, 'test-recorder', { numberOfOutputs: 0 }),
      );
      // The first block is rendered before the graph is whole, with a hole after it.
      await recording.until(() => recording.#blocks.length > 4);
      recording.#blocks.length = 0;
      await recording.until(() => recording.#blocks.length > 0);
      return recording;
    } finally {
      Object.defineProperty(AudioNode.prototype, 'connect', original);
    }
  }

  send(command: PlaybackCommand): void {
    this.output.port.postMessage(command);
  }

  /** Resolves as soon as `condition` holds, tried at each block and message. */
  until(condition: () => boolean): Promise<void> {
    return this.#awaited.until(condition);
  }

  async untilMessage<T extends PlaybackMessage['type']>(type: T): Promise<Extract<PlaybackMessage, { type: T }>> {
    const find = (): PlaybackMessage | undefined => this.messages.find((message) => message.type === type);
    await this.until(() => find() !== undefined);
    return find() as Extract<PlaybackMessage, { type: T }>;
  }

  /**
   * Index in {@link samples} of the first that was not rendered yet. Those before it may still be on their way here, a
   * second of them on a busy machine.
   */
  get now(): number {
    return this.#nextFrame - this.#blocks[0]!.frame;
  }

  /** Waits until so many milliseconds more were rendered from now on, and are in {@link samples}. */
  async listen(ms: number): Promise<void> {
    const end = this.#nextFrame + (ms * this.rate) / 1_000;
    await this.until(() => this.#arrived >= end);
  }

  /**
   * All samples from the first block on. Throws where a block is missing: then the recorder, not the player, failed.
   */
  get samples(): Float32Array {
    const all = new Float32Array(this.#blocks.length * 128);
    const first = this.#blocks[0]!.frame;
    for (const [i, block] of this.#blocks.entries()) {
      if (block.frame !== first + i * 128 && !this.mayPause) throw new Error(`the recording has a hole before block ${i}`);
      all.set(block.samples, i * 128);
    }
    return all;
  }

  /** What was audible, from the first sample to the last that is not silence. */
  get audible(): Float32Array {
    const { samples } = this;
    const from = samples.findIndex((sample) => Math.abs(sample) > 1e-7);
    const to = samples.findLastIndex((sample) => Math.abs(sample) > 1e-7);
    return from < 0 ? new Float32Array(0) : samples.subarray(from, to + 1);
  }

  /** When the first of the samples was rendered, in seconds of the context's clock. */
  get startSeconds(): number {
    return this.#blocks[0]!.frame / this.rate;
  }

  /** Frame after the last that is here. */
  get #arrived(): number {
    return this.#blocks.at(-1)!.frame + 128;
  }

  get #nextFrame(): number {
    return Math.max(this.#arrived, Math.round(this.context.currentTime * this.rate));
  }

  stop(): void {
    this.#recorder.port.postMessage('stop');
    this.#recorder.disconnect();
  }
}
