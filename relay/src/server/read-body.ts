import type { IncomingMessage } from 'node:http';

interface BodyLimits {
  readonly limitBytes: number;
  /** For the whole body, in milliseconds. */
  readonly timeoutMs: number;
}

/** Why a body could not be had, with the HTTP status that says so. */
export class BodyError extends Error {
  readonly status: 400 | 408 | 413 | 503;

  constructor(status: BodyError['status'], message: string) {
    super(message);
    this.name = 'BodyError';
    this.status = status;
  }
}

/** A sender that is cut off while it still sends never reads the answer: this much more is read and thrown away. */
const discardedBytes = 4 * 1024 * 1024;

/** Reads bodies, so many at a time: what is still being read has no place among the sessions, and fills memory as well. */
export class BodyReader {
  readonly #most: number;
  #reading = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** As {@link readBody}; rejects with a {@link BodyError} of 503, and reads nothing, when too many are being read. */
  async read(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
    if (this.#reading >= this.#most) {
      throw new BodyError(503, 'Too many requests are being read just now. Try again in a moment.');
    }
    this.#reading++;
    try {
      return await readBody(request, limits);
    } finally {
      this.#reading--;
    }
  }
}

/**
 * The whole body of a request. Rejects with a {@link BodyError} for one that is too large (413), too slow (408) or
 * broken off (400); the answer to these should say `Connection: close`.
 */
function readBody(request: IncomingMessage, { limitBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (error?: BodyError): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      // An error without a listener would end the process.
      request.on('error', () => {});
      if (error) reject(error);
      else resolve(Buffer.concat(chunks));
    };
    const tooLarge = (): BodyError => new BodyError(413, `The body is larger than ${limitBytes} bytes.`);
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= limitBytes) return void chunks.push(chunk);
      chunks.length = 0;
      if (bytes > limitBytes + discardedBytes) settle(tooLarge());
    };
    const onEnd = (): void => settle(bytes > limitBytes ? tooLarge() : undefined);
    const onGone = (): void => settle(new BodyError(400, 'The body ended too early.'));
    const timer = setTimeout(
      () => settle(new BodyError(408, `The body did not come within ${timeoutMs} ms.`)),
      timeoutMs,
    );
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
