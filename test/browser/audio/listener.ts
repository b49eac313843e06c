import type { AudioInput } from '../../../src/audio/audio-system.ts';
import type { CaptureMessage } from '../../../src/audio/messages.ts';
import { Awaited } from './awaited.ts';

/** Gathers what a microphone sends. */
export class Listener {
  readonly messages: CaptureMessage[] = [];
  readonly #awaited = new Awaited();

  constructor(input: AudioInput) {
    input.port.addEventListener('message', ({ data }: MessageEvent<CaptureMessage>) => {
      this.messages.push(data);
      this.#awaited.look();
    });
    input.port.start();
  }

  get frames(): readonly ArrayBuffer[] {
    return this.messages.flatMap((message) => (message.type === 'audio' ? [message.pcm] : []));
  }

  get samples(): Float32Array {
    return Float32Array.from(
      this.frames.flatMap((pcm) => [...new Int16Array(pcm)]),
      (sample) => sample / 32_768,
    );
  }

  until(condition: () => boolean): Promise<void> {
    return this.#awaited.until(condition);
  }
}
