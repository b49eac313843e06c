import { bandCode } from '../band-code.ts';

/*
 * Loaded into every audio context of a measured page before the page's own worklets. It observes and changes nothing:
 *
 * - `bench-tap` sends each block of its input, with its frame, to the recorder's worker;
 * - audio that a processor hands out is told to the recorder too, at the moment of the call;
 * - `bench-code` is the microphone: a sound that the server knows.
 */

type Handed = { readonly pcm?: unknown; readonly data?: { readonly mono?: unknown } } | Float32Array;

const post = MessagePort.prototype.postMessage;
let recorder: MessagePort | undefined;

/** Samples of microphone audio in a message of ours (`pcm`), of wavtools' (`data.mono`), of the naive path's. */
function samplesIn(message: unknown): number {
  if (message instanceof Float32Array) return message.length;
  if (typeof message !== 'object' || message === null) return 0;
  const { pcm, data } = message as Exclude<Handed, Float32Array>;
  if (pcm instanceof ArrayBuffer) return pcm.byteLength / 2;
  return data?.mono instanceof ArrayBuffer ? data.mono.byteLength / 2 : 0;
}

MessagePort.prototype.postMessage = function (
  this: MessagePort,
  message: unknown,
  options?: StructuredSerializeOptions | Transferable[],
): void {
  const samples = samplesIn(message);
  if (samples > 0 && recorder !== undefined) post.call(recorder, { handed: samples });
  post.call(this, message, options as StructuredSerializeOptions);
};

class Tap extends AudioWorkletProcessor {
  #records = false;

  constructor() {
    super();
    this.port.addEventListener('message', ({ data }: MessageEvent<{ recorder?: MessagePort; record?: true }>) => {
      if (data.recorder !== undefined) recorder = data.recorder;
      if (data.record === true) this.#records = true;
    });
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    if (!this.#records || recorder === undefined) return true;
    // Silence travels light.
    const samples = inputs[0]?.[0]?.some((sample) => sample !== 0) === true ? inputs[0][0].slice() : undefined;
    if (samples === undefined) post.call(recorder, { frame: currentFrame });
    else post.call(recorder, { frame: currentFrame, samples }, { transfer: [samples.buffer] });
    return true;
  }
}

class Code extends AudioWorkletProcessor {
  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    for (let i = 0; i < output.length; i += 1) output[i] = bandCode((currentFrame + i) / sampleRate);
    return true;
  }
}

registerProcessor('bench-tap', Tap);
registerProcessor('bench-code', Code);
