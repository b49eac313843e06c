import type { AudioInput } from '../../../src/audio/audio-system.ts';
import type { CaptureMessage } from '../../../src/audio/messages.ts';

/** Gathers what a microphone sends. */
export class Listener {
  readonly messages: CaptureMessage[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(input: AudioInput) {
    input.port.addEventListener('message', ({ data }: MessageEvent<CaptureMessage>) => {
      this.messages.push(data);
      for (const check of this.#waiting) check();
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
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
