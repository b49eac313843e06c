/** One event of a `text/event-stream`. */
export interface StreamedEvent {
  /** `message` unless the stream names another. */
  readonly type: string;
  readonly data: string;
}

/** More characters in one event are no event of a conversation. */
const LIMIT = 4 * 1024 * 1024;

/**
 * Reads `text/event-stream` from bytes, wherever the network cut them (WHATWG HTML, 9.2.6). `id` and `retry` are left
 * out: an answer is asked for once. `EventSource` itself can neither POST nor send a token.
 */
export class EventStreamParser {
  // Takes away a byte order mark, and waits for the rest of a character that was cut in two.
  readonly #decoder = new TextDecoder();
  #line = '';
  #endedWithCr = false;
  #type = '';
  #data: string[] = [];
  #length = 0;

  /** The events that these bytes complete. Throws `RangeError` for one that is too large. */
  push(bytes: Uint8Array): StreamedEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    // The second half of a line's end that was cut in two.
    if (this.#endedWithCr && text.startsWith('\n')) {
      text = text.slice(1);
      this.#endedWithCr = false;
    }
    if (text !== '') this.#endedWithCr = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.#line + lines[0]!;
    this.#line = lines.pop()!;
    const events: StreamedEvent[] = [];
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#read(line);
    }
    if (this.#length + this.#line.length > LIMIT) throw new RangeError('An event of the stream is too large.');
    return events;
  }

  #read(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') this.#type = value;
    if (name !== 'data') return;
    this.#data.push(value);
    this.#length += value.length + 1;
  }

  #dispatch(events: StreamedEvent[]): void {
    if (this.#data.length > 0) events.push({ type: this.#type || 'message', data: this.#data.join('\n') });
    this.#type = '';
    this.#data = [];
    this.#length = 0;
  }
}
