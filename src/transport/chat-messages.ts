import type { ChatMessage } from './chat-request.ts';

/** What the relay takes at most (docs/wire.md), less what JSON and ids add. */
const MESSAGES_LIMIT = 100;
const BYTES_LIMIT = 220 * 1024;
const FRAME_BYTES = 80;
/** Beyond what is ever sent there is no use for older ones. */
const KEPT = 200;
/** Ids that every service takes. */
const PLAIN_ID = /^(?!root$)[\w-]{1,32}$/;

type KeptMessage = ChatMessage & { readonly id: string };

/** The conversation so far, which the relay gets anew with each question: it remembers nothing between two. */
export class ChatMessages {
  #messages: KeptMessage[] = [];

  get last(): KeptMessage | null {
    return this.#messages.at(-1) ?? null;
  }

  has(id: string): boolean {
    return this.#messages.some((message) => message.id === id);
  }

  /** Adds a message, or gives one that is there its final text. */
  put(message: KeptMessage): void {
    const at = this.#messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) this.#messages[at] = message;
    else this.#messages.push(message);
    if (this.#messages.length > KEPT) this.#messages.shift();
  }

  /** Whether it was there. */
  remove(id: string): boolean {
    const before = this.#messages.length;
    this.#messages = this.#messages.filter((message) => message.id !== id);
    return this.#messages.length < before;
  }

  /** The newest, oldest first, as many as the relay takes. The last one comes along whatever its size. */
  forRequest(): ChatMessage[] {
    const written = this.#messages.filter(({ text }) => text !== '').slice(-MESSAGES_LIMIT);
    let bytes = 0;
    let first = written.length;
    while (first > 0) {
      bytes += sizeOf(written[first - 1]!);
      if (bytes > BYTES_LIMIT && first < written.length) break;
      first--;
    }
    // One that the services would not take stays on this side; they make one of their own.
    return written.slice(first).map(({ id, role, text }) => ({ id: PLAIN_ID.test(id) ? id : undefined, role, text }));
  }
}

function sizeOf({ text }: ChatMessage): number {
  return new TextEncoder().encode(JSON.stringify(text)).byteLength + FRAME_BYTES;
}
