import type { FrameSocket } from './frame-socket.js';
import { holdReading, releaseReading } from './reading.js';

/** What waits for the service to open: about sixteen seconds of speech. */
const maxQueuedBytes = 1024 * 1024;
/** What a waiting frame costs beside its bytes: a million empty ones must not pass for nothing. */
const frameOverheadBytes = 128;

/** Frames of a browser that came before the service was ready. When they are many, the browser is not read. */
export class EarlyFrames {
  readonly #browser: FrameSocket;
  #frames: Buffer[] = [];
  #bytes = 0;

  constructor(browser: FrameSocket) {
    this.#browser = browser;
  }

  add(frame: Buffer): void {
    this.#frames.push(frame);
    this.#bytes += frame.length + frameOverheadBytes;
    if (this.#bytes > maxQueuedBytes) holdReading(this.#browser, this);
  }

  /** All of them in their order; the browser is read again. */
  take(): Buffer[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    releaseReading(this.#browser, this);
    return frames;
  }
}
