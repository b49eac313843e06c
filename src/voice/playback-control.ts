import type { LedgerEntry } from '../audio/ledger.ts';
import type { Cleared, PlaybackCommand, PlaybackMessage } from '../audio/messages.ts';

/** The worklet answers within one block (3 ms); a suspended context never does. */
const CLEAR_LIMIT_MS = 250;

const NOTHING: Cleared = { ledger: [], tail: [] };

export interface PlaybackControlEvents {
  /** Something is queued or heard, or no more. */
  readonly onPlaying: (playing: boolean) => void;
  /** All that was queued was heard. */
  readonly onHeardOut: () => void;
  /** How far a content has come, or that its sound is yet to begin. */
  readonly onHeard: (entry: LedgerEntry) => void;
  /** A gap was heard in the midst of an answer. */
  readonly onUnderrun: () => void;
}

/**
 * The voice loop's hand on the playback worklet. It also works with no worklet at all (no sound on this page, or not
 * yet): then nothing is ever playing, and audio is dropped.
 */
export class PlaybackControl {
  #port: MessagePort | null = null;
  #clearId = 0;
  /** Clears that the worklet has not answered yet, by id. */
  readonly #clearing = new Map<number, (cleared: Cleared) => void>();
  /** Last known state of what was given to the worklet and is not played out yet, in order. */
  readonly #known = new Map<string, LedgerEntry>();
  #playing = false;
  readonly #events: PlaybackControlEvents;

  constructor(events: PlaybackControlEvents) {
    this.#events = events;
  }

  /** Something is queued or heard. */
  get playing(): boolean {
    return this.#playing;
  }

  /** Whether anything that is played can be heard. */
  get attached(): boolean {
    return this.#port !== null;
  }

  /** Nothing more will come for what is queued or heard. */
  get isWhole(): boolean {
    return [...this.#known.values()].every(({ ended }) => ended);
  }

  /** Items that are queued or heard. */
  get itemIds(): readonly string[] {
    return [...this.#known.values()].map(({ itemId }) => itemId);
  }

  attach(port: MessagePort | null): void {
    this.#port?.close();
    this.#port = port;
    for (const settle of this.#clearing.values()) settle(NOTHING);
    this.#known.clear();
    this.#setPlaying(false);
    if (port === null) return;
    port.addEventListener('message', (message: MessageEvent<PlaybackMessage>) => {
      // What an older worklet still had to say is not about this one's queue.
      if (port === this.#port) this.#handle(message.data);
    });
    port.start();
  }

  /** Takes over the buffer of `pcm`. */
  play(itemId: string, contentIndex: number, pcm: Uint8Array<ArrayBuffer>): void {
    if (this.#port === null || pcm.byteLength === 0) return;
    const key = `${itemId} ${contentIndex}`;
    const entry = this.#known.get(key);
    const receivedFrames = (entry?.receivedFrames ?? 0) + pcm.byteLength / 2;
    this.#known.set(key, { itemId, contentIndex, playedFrames: 0, ended: false, ...entry, receivedFrames });
    const whole = pcm.byteLength === pcm.buffer.byteLength ? pcm.buffer : pcm.slice().buffer;
    this.#post({ type: 'audio', itemId, contentIndex, pcm: whole }, [whole]);
    this.#setPlaying(true);
  }

  /** Its words are here, and it is going to be spoken. */
  expect(itemId: string, contentIndex: number): void {
    if (this.#port === null || this.#known.has(`${itemId} ${contentIndex}`)) return;
    this.#events.onHeard({ itemId, contentIndex, receivedFrames: 0, playedFrames: 0, ended: false });
  }

  end(itemId: string, contentIndex: number): void {
    const key = `${itemId} ${contentIndex}`;
    const entry = this.#known.get(key);
    if (entry !== undefined) this.#known.set(key, { ...entry, ended: true });
    this.#post({ type: 'end', itemId, contentIndex });
  }

  /** No more audio will come for any content of the item, whether or not the service said so of each. */
  endItem(itemId: string): void {
    for (const entry of this.#known.values()) {
      if (entry.itemId === itemId && !entry.ended) this.end(itemId, entry.contentIndex);
    }
  }

  /** Silence. Resolves with what was cut; with what was last known of it where the worklet does not answer. */
  clear(): Promise<Cleared> {
    if (this.#port === null || !this.#playing) return Promise.resolve(NOTHING);
    const id = ++this.#clearId;
    this.#post({ type: 'clear', id });
    const fallback = [...this.#known.values()];
    this.#known.clear();
    this.#setPlaying(false);
    return new Promise((resolve) => {
      const settle = (cleared: Cleared): void => {
        clearTimeout(timer);
        this.#clearing.delete(id);
        resolve(cleared);
      };
      const timer = setTimeout(() => settle({ ledger: fallback, tail: fallback.map((entry) => ({ frames: entry.playedFrames, entry })) }), CLEAR_LIMIT_MS);
      this.#clearing.set(id, settle);
    });
  }

  /** Plays on at this gain, 0 to 1. */
  duck(gain: number): void {
    this.#post({ type: 'duck', gain });
  }

  #handle(message: PlaybackMessage): void {
    switch (message.type) {
      case 'progress':
      case 'played': {
        const key = `${message.entry.itemId} ${message.entry.contentIndex}`;
        const entry = this.#known.get(key);
        if (entry === undefined) return;
        this.#events.onHeard(message.entry);
        if (message.type === 'played') this.#known.delete(key);
        else this.#known.set(key, { ...entry, playedFrames: message.entry.playedFrames });
        return;
      }
      case 'underrun':
        return this.#events.onUnderrun();
      case 'drained':
        // A chunk that crossed this message on the way is already known here: still playing.
        if ([...this.#known.values()].every((entry) => entry.playedFrames >= entry.receivedFrames - 1)) {
          this.#setPlaying(false);
          this.#events.onHeardOut();
        }
        return;
      case 'cleared':
        this.#clearing.get(message.id)?.(message);
        return;
      default:
    }
  }

  #post(command: PlaybackCommand, transfer: Transferable[] = []): void {
    this.#port?.postMessage(command, transfer);
  }

  #setPlaying(playing: boolean): void {
    if (this.#playing === playing) return;
    this.#playing = playing;
    this.#events.onPlaying(playing);
  }
}
