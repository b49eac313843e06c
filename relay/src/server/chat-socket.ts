import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FrameSocket } from '../session/frame-socket.js';
import { parseFrame } from '../session/parse-frame.js';
import type { WireObject } from '../session/upstream-shape.js';
import { ChatProgress, type ChatEnd } from './chat-progress.js';
import type { ChatReply } from './chat-reply.js';

const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/**
 * Stands in for a browser's socket where an answer goes back over HTTP: what the session sends goes to the reply, and
 * the visitor leaves when the answer is there. So a chat is a session like any other.
 */
export class ChatSocket extends EventEmitter implements FrameSocket {
  readonly OPEN = OPEN;
  readonly CLOSED = CLOSED;
  isPaused = false;
  readonly #response: ServerResponse;
  readonly #reply: ChatReply;
  readonly #progress = new ChatProgress();
  #state: typeof OPEN | typeof CLOSING | typeof CLOSED = OPEN;
  #closeCode = 1000;

  constructor(response: ServerResponse, reply: ChatReply) {
    super();
    this.#response = response;
    this.#reply = reply;
    // After the last byte, or when the visitor is gone.
    response.once('close', () => this.#closed());
    response.on('error', () => {});
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#response.writableLength;
  }

  /** Says to the session what a browser would say. */
  say(event: WireObject): void {
    this.emit('message', Buffer.from(JSON.stringify(event)), false);
  }

  send(frame: Buffer | string, _options: { binary: boolean }, done: () => void): void {
    if (this.#state !== OPEN) return done();
    const event = parseFrame(Buffer.from(frame));
    this.#reply.frame(frame.toString(), event, done);
    const end = event && this.#progress.receive(event);
    if (end) this.#end(end, 1000, '');
  }

  close(code: number, reason: string): void {
    this.#end({ failure: this.#progress.explainClose(code) }, code, reason);
  }

  terminate(): void {
    this.#response.destroy();
  }

  /** The connection is watched by the system, and a reader that takes nothing by the session. */
  ping(): void {
    this.emit('pong');
  }

  pong(_data: Buffer, _mask: boolean, done: () => void): void {
    done();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  #end(end: ChatEnd, code: number, reason: string): void {
    if (this.#state !== OPEN) return;
    this.#state = CLOSING;
    this.#closeCode = code;
    this.#reply.end(end, code, reason);
  }

  #closed(): void {
    // The visitor left in the midst of the answer: the service need not go on with it, nor a tool.
    if (this.#state === OPEN) this.say({ type: 'response.cancel' });
    this.#state = CLOSED;
    this.emit('close', this.#closeCode, Buffer.alloc(0));
  }
}
