import { parentPort } from 'node:worker_threads';
import { UnreadableError } from './document-text.js';
import { readDocument } from './read-document.js';
import type { ReadReply, ReadRequest } from './reader-thread.js';

parentPort?.on('message', async ({ path, bytes, limits }: ReadRequest) => {
  let reply: ReadReply;
  try {
    reply = { document: await readDocument(path, bytes, limits) };
  } catch (error) {
    reply = { reason: reasonOf(error) };
  }
  parentPort?.postMessage(reply);
});

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableError) return error.message;
  if (error instanceof RangeError && /call stack/.test(error.message))
    return 'is nested too deeply, or has a line of many megabytes';
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `cannot be read (${line})`;
}
