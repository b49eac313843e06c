import type { IncomingMessage } from 'node:http';

interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** Why there is no body: nothing of it is kept then. */
export type BodyFault = 'too-large' | 'too-slow' | 'gone';

/** How much of a body that is too large is read on, so that its sender comes to read the answer. */
const discardedBytes = 1024 * 1024;

/** Reads the body of a request within limits. Never rejects. */
export function readBody(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer | BodyFault> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const done = (outcome: Buffer | BodyFault): void => {
      clearTimeout(timer);
      chunks = [];
      request.off('data', onData);
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (size > maxBytes + discardedBytes) done('too-large');
    };
    const timer = setTimeout(() => done('too-slow'), timeoutMs);
    request.on('data', onData);
    request.on('error', () => {});
    request.once('end', () => done(size > maxBytes ? 'too-large' : Buffer.concat(chunks)));
    request.once('close', () => done('gone'));
  });
}
