/**
 * Speech on its way out: what the visitor says before the session stands is kept and sent when it does, so that nobody
 * has to wait for a connection before speaking. Bounded; the oldest goes first.
 */
export class SpeechOutbox {
  readonly #frames: Uint8Array[] = [];
  readonly #limitBytes: number;
  #bytes = 0;
  #head = 0;
  #droppedBytes = 0;

  /** @param limitBytes default: 30 seconds of PCM16 at 24 kHz */
  constructor(limitBytes = 30 * 24_000 * 2) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that did not fit and were lost. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.byteLength;
    while (this.#bytes > this.#limitBytes) this.#droppedBytes += this.#take()?.byteLength ?? 0;
  }

  /** Puts frames before those that wait: they were sent, and have to be sent again. */
  putBack(frames: readonly Uint8Array[]): void {
    const waiting = this.#frames.splice(0).slice(this.#head);
    this.#head = 0;
    this.#bytes = 0;
    for (const frame of [...frames, ...waiting]) this.push(frame);
  }

  /** Gives frames, oldest first, as long as `send` wants more. */
  drain(send: (frame: Uint8Array) => boolean): void {
    while (this.#head < this.#frames.length) {
      if (!send(this.#frames[this.#head]!)) return;
      this.#take();
    }
  }

  clear(): void {
    this.#frames.length = 0;
    this.#head = 0;
    this.#bytes = 0;
  }

  #take(): Uint8Array | undefined {
    const frame = this.#frames[this.#head++];
    if (frame === undefined) return undefined;
    this.#bytes -= frame.byteLength;
    if (this.#head === this.#frames.length) {
      this.#frames.length = 0;
      this.#head = 0;
    } else if (this.#head > 512) {
      this.#frames.splice(0, this.#head);
      this.#head = 0;
    }
    return frame;
  }
}
