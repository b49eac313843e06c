import type { RTCDataChannel } from 'werift';

/** Events that come before the channel is open wait for it; beyond, they are lost. */
const MAX_WAITING_EVENTS = 2_000;
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

export interface EventChannelOptions {
  /** Largest message that the peer takes. */
  readonly maxMessageBytes: number;
  /** Told before anything that waited is sent. */
  opened(): void;
  received(text: string | undefined): void;
  /** An event has no room in a message. */
  tooLarge(bytes: number): void;
  /** The peer reads nothing any more. */
  stuck(): void;
}

/** The peer's end of the events: its first data channel, whatever its label. */
export class EventChannel {
  readonly #options: EventChannelOptions;
  #channel: RTCDataChannel | undefined;
  #waiting: string[] = [];

  constructor(options: EventChannelOptions) {
    this.#options = options;
  }

  open(channel: RTCDataChannel): void {
    // One conversation has one channel of events.
    if (this.#channel !== undefined) return channel.close();
    this.#channel = channel;
    channel.onMessage.subscribe((data) => this.#options.received(typeof data === 'string' ? data : undefined));
    const begin = (): void => {
      if (channel.readyState !== 'open') return;
      const waited = this.#waiting;
      this.#waiting = [];
      this.#options.opened();
      for (const text of waited) this.#send(channel, text);
    };
    if (channel.readyState === 'open') begin();
    else channel.stateChanged.subscribe(begin);
  }

  send(text: string): void {
    if (this.#channel?.readyState === 'open') this.#send(this.#channel, text);
    else if (this.#channel === undefined && this.#waiting.length < MAX_WAITING_EVENTS) this.#waiting.push(text);
  }

  #send(channel: RTCDataChannel, text: string): void {
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#options.maxMessageBytes) return this.#options.tooLarge(bytes);
    if (channel.bufferedAmount > MAX_BUFFERED_BYTES) return this.#options.stuck();
    channel.send(text);
  }
}
