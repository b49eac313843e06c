import { runInThisContext } from 'node:vm';

/** Frames in a block of every browser of today. */
export const blockFrames = 128;

/** The end of a port that a worklet listens to; what it posts is dropped. */
export class HostPort {
  readonly #listeners: ((message: { readonly data: unknown }) => void)[] = [];
  onmessage: ((message: { readonly data: unknown }) => void) | undefined;

  addEventListener(_type: string, listener: (message: { readonly data: unknown }) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {}
  close(): void {}
  postMessage(): void {}

  deliver(data: unknown): void {
    this.onmessage?.({ data });
    for (const listener of this.#listeners) listener({ data });
  }
}

export interface Processor {
  readonly port: HostPort;
  process(inputs: Float32Array[][], outputs: Float32Array[][], parameters: object): boolean;
}

/**
 * Runs a worklet's script as a browser's audio thread would, in this process: there is no clock in an audio thread, so its
 * blocks can only be timed from outside. It is the same engine (V8) and the very text that is published.
 */
export function startProcessor(script: string, rate: number, options: object = {}): Processor {
  let registered: (new (options: object) => Processor) | undefined;
  class Base {
    readonly port = new HostPort();
  }
  const register = (_name: string, processor: new (options: object) => Processor): void => {
    registered = processor;
  };
  const scope = 'AudioWorkletProcessor, registerProcessor, sampleRate, currentFrame, currentTime';
  const run = runInThisContext(`(function (${scope}) {${script}\n})`) as (...values: unknown[]) => void;
  run(Base, register, rate, 0, 0);
  if (registered === undefined) throw new Error('the script registers no processor');
  return new registered(options);
}

/**
 * Times blocks one by one.
 * @returns shares of the time that a block has, in percent
 */
export function timeBlocks(rate: number, blocks: number, renderBlock: (block: number) => void): number[] {
  const blockMs = (blockFrames * 1_000) / rate;
  const shares: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const begun = performance.now();
    renderBlock(block);
    shares.push((100 * (performance.now() - begun)) / blockMs);
  }
  return shares;
}
