import type { ServerResponse } from 'node:http';
import type { WireObject } from '../session/upstream-shape.js';
import type { ChatEnd, ChatFailure } from './chat-progress.js';
import { sendError, sendJson } from './send-json.js';

/** How an answer goes back over HTTP. */
export interface ChatReply {
  /** Passes on what a browser would get. `done` when the network has taken it. */
  frame(frame: string, event: WireObject | undefined, done: () => void): void;
  /** The last word. `code` and `reason` are those with which a socket would have been closed. */
  end(end: ChatEnd, code: number, reason: string): void;
}

/** Proxies and the page's own limits take a line that is silent for long for dead. */
const heartbeatMs = 15_000;

/** Every event as it comes: `text/event-stream`. */
export class StreamedReply implements ChatReply {
  readonly #response: ServerResponse;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once('close', () => clearInterval(this.#heartbeat));
  }

  frame(frame: string, event: WireObject | undefined, done: () => void): void {
    // What fails before anything was said can still be told by a status.
    if (!this.#response.headersSent && event?.['type'] === 'error') return done();
    this.#start();
    // A break can only stand between JSON's own words, where a space does as well.
    this.#response.write(`data: ${frame.replaceAll(/[\r\n]+/g, ' ')}\n\n`, done);
  }

  end(end: ChatEnd, code: number, reason: string): void {
    if (end.failure && !this.#response.headersSent) return sendFailure(this.#response, end.failure);
    this.#start();
    this.#response.end(`event: end\ndata: ${JSON.stringify({ code, reason })}\n\n`);
  }

  #start(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // nginx would keep the words back until they fill its buffer.
      'X-Accel-Buffering': 'no',
    });
    this.#heartbeat = setInterval(() => this.#response.write(':\n\n'), heartbeatMs);
  }
}

/** Nothing until the answer is whole: one JSON object. */
export class WholeReply implements ChatReply {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  frame(_frame: string, _event: WireObject | undefined, done: () => void): void {
    done();
  }

  end({ answer, failure }: ChatEnd): void {
    if (answer) sendJson(this.#response, 200, { ...answer, finished: answer.status === 'completed' });
    else sendFailure(this.#response, failure);
  }
}

const retryAfterSeconds = 5;
const statuses: Readonly<Record<string, number>> = { busy: 503, too_slow: 503, session_limit: 504, idle_timeout: 504 };

/** Tells why there is no answer: 503 and when to come again, 504 for one that took too long, else 502. */
export function sendFailure(response: ServerResponse, failure: ChatFailure): void {
  const status = statuses[failure.code] ?? 502;
  if (status === 503) response.setHeader('Retry-After', String(retryAfterSeconds));
  sendError(response, status, failure);
}
