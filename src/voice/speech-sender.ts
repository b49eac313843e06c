import type { CaptureCommand, CaptureMessage } from '../audio/messages.ts';
import { SpeechMemory } from './speech-memory.ts';
import { SpeechOutbox } from './speech-outbox.ts';

/** The worklet answers within one block (3 ms); a suspended context never does. */
const FLUSH_LIMIT_MS = 300;
/** How soon a full network is asked again; a WebSocket does not tell when it has room. */
const FULL_NETWORK_MS = 50;
/** A call's sound comes later than its events: what the browser and the service buffer, and half a way through a slow network. */
const CALL_TAIL_MS = 250;
/** The service refuses to commit less. */
const SMALLEST_TURN_MS = 100;

export interface SpeechSenderParts {
  /** Sends a frame of PCM16 now; false: later, please. */
  readonly send: (pcm: Uint8Array) => boolean;
  /** The connection has another way for sound, or none: nothing of it goes through here. */
  readonly soundIsElsewhere: () => boolean;
  /** What the microphone hears now is not meant for the service. */
  readonly rests: () => boolean;
  /** Somebody seems to begin to speak. */
  readonly onOnset: () => void;
  /** Speech was lost because the network did not keep up. */
  readonly onDropped: (bytes: number) => void;
}

/**
 * The way of speech: from the capture worklet's port to the wire. What cannot be sent yet waits, bounded; what was said
 * before a microphone was released still goes out.
 */
export class SpeechSender {
  readonly #parts: SpeechSenderParts;
  readonly #outbox = new SpeechOutbox();
  /** What was sent and may have to be sent again. */
  readonly memory = new SpeechMemory();
  #port: MessagePort | null = null;
  #attachments = 0;
  /** The wait for the microphone's `flushed`. */
  #flush: { readonly done: Promise<void>; readonly settle: () => void } | null = null;
  /** Bytes of a millisecond. */
  #byteRate = 48;
  /** Bytes since the last turn ended. */
  #turnBytes = 0;
  /** Called when what waits now has been sent. */
  #whenSent: (() => void) | null = null;
  #reportedDrops = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SpeechSenderParts) {
    this.#parts = parts;
  }

  /** Whether a microphone is there, or one that was released still has its last word. */
  get attached(): boolean {
    return this.#port !== null;
  }

  /** @param streamRate frames a second of what the microphone sends */
  set streamRate(streamRate: number) {
    this.#byteRate = (streamRate * 2) / 1_000;
    this.memory.byteRate = this.#byteRate;
  }

  /**
   * Listens to another microphone, or to none. The one before is heard to its end, which it tells by `flushed`.
   * Resolves then.
   */
  async attach(port: MessagePort | null): Promise<void> {
    const attachment = ++this.#attachments;
    const before = this.#port;
    if (before !== null) {
      await this.#untilFlushed();
      before.close();
      if (this.#port === before) this.#port = null;
    }
    if (attachment !== this.#attachments) return port?.close();
    this.#port = port;
    if (port === null) return;
    port.addEventListener('message', ({ data }: MessageEvent<CaptureMessage>) => {
      if (port !== this.#port) return;
      if (data.type === 'flushed') this.#flush?.settle();
      else if (this.#parts.soundIsElsewhere() || this.#parts.rests()) return;
      else if (data.type === 'onset') this.#parts.onOnset();
      else this.push(new Uint8Array(data.pcm));
    });
    port.start();
  }

  push(pcm: Uint8Array): void {
    if (this.#parts.soundIsElsewhere()) return;
    this.#outbox.push(pcm);
    this.resume();
  }

  /** Sends so much silence: a service that waits for the end of a turn hears it. */
  pushSilence(ms: number): void {
    this.push(new Uint8Array(Math.round(ms * (this.#byteRate / 2)) * 2));
  }

  /** Sends what waits, as far as the network takes it. */
  resume(): void {
    // What was said before a call stood cannot go into it.
    if (this.#parts.soundIsElsewhere()) return this.clear();
    this.#outbox.drain((pcm) => {
      if (!this.#parts.send(pcm)) return false;
      this.#turnBytes += pcm.byteLength;
      this.memory.sent(pcm);
      return true;
    });
    const lost = this.#outbox.droppedBytes - this.#reportedDrops;
    if (lost > 0) {
      this.#reportedDrops += lost;
      this.#parts.onDropped(lost);
    }
    if (this.#outbox.bytes > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.resume();
      }, FULL_NETWORK_MS);
      return;
    }
    const sent = this.#whenSent;
    this.#whenSent = null;
    sent?.();
  }

  /** The service took what it heard until here; what follows counts for the next turn. */
  beginTurn(): void {
    this.#turnBytes = 0;
  }

  /** Gets the last sound of a turn out of the microphone. */
  async flush(): Promise<void> {
    // In a call the last word is still on its way, on another one than the events.
    if (this.#parts.soundIsElsewhere()) return new Promise((resolve) => setTimeout(resolve, CALL_TAIL_MS));
    if (this.#port === null) return;
    const flushed = this.#untilFlushed();
    this.#port.postMessage({ type: 'flush' } satisfies CaptureCommand);
    await flushed;
  }

  /**
   * Ends a turn: `commit` is called behind its last sound, which may wait for a session or for the network. False where
   * too little was said to be one; that is forgotten.
   */
  endTurn(commit: () => void): boolean {
    if (this.#parts.soundIsElsewhere()) {
      commit();
      return true;
    }
    if (this.#turnBytes + this.#outbox.bytes < SMALLEST_TURN_MS * this.#byteRate) {
      this.#outbox.clear();
      return false;
    }
    this.#whenSent = () => {
      this.#turnBytes = 0;
      this.memory.committing();
      commit();
    };
    this.resume();
    return true;
  }

  /**
   * The connection is gone. What waits goes to the next one, behind what was sent to this one and has to be said again; a
   * turn that had ended is ended there by `commit`. Returns the items that come again.
   */
  recall(commit: () => void): readonly string[] {
    this.pause();
    const { frames, itemIds, commit: ended } = this.memory.resay();
    this.memory.begin();
    this.#outbox.putBack(frames);
    if (ended) this.#whenSent ??= () => (this.memory.committing(), commit());
    return itemIds;
  }

  /** Nothing is sent for now. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turnBytes = 0;
  }

  /** What was said to a conversation that was given up is nothing for the next one. */
  clear(): void {
    this.#outbox.clear();
    this.memory.begin();
    this.#whenSent = null;
  }

  /** Lets go of the microphone, and of what was said. */
  close(): void {
    this.#attachments++;
    this.#flush?.settle();
    this.#port?.close();
    this.#port = null;
    this.pause();
    this.clear();
  }

  #untilFlushed(): Promise<void> {
    if (this.#flush !== null) return this.#flush.done;
    let settle = (): void => {};
    const done = new Promise<void>((resolve) => {
      settle = () => {
        clearTimeout(timer);
        this.#flush = null;
        resolve();
      };
    });
    const timer = setTimeout(settle, FLUSH_LIMIT_MS);
    this.#flush = { done, settle };
    return done;
  }
}
