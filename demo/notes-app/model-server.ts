import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { replyTo } from './note-model.ts';
import type { ChatMessage } from './note-model.ts';

/** A conversation is never longer than this, in bytes. */
const largestBody = 1024 * 1024;

export interface ModelServer {
  /** Up to `/v1`, as services of the kind are named. */
  readonly url: string;
  close(): Promise<void>;
}

/** The note-taker's rules behind `POST /v1/chat/completions`, on a port of this machine, for the local engine to ask. */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    readJson(request).then(
      (body) => {
        const { messages } = body as { messages?: unknown };
        const message = replyTo(Array.isArray(messages) ? (messages as ChatMessage[]) : []);
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', ...message } }] }));
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Error('too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
