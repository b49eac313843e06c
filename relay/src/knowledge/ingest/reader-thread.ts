import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DocumentLimits, ReadDocument } from './read-document.js';

export interface ReadRequest {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly limits: DocumentLimits;
}

export type ReadReply = { readonly document: ReadDocument } | { readonly reason: string };

const MAX_HEAP_MIB = 1_024;

/**
 * Reads files in a thread of its own. The parsers are synchronous: nothing but the end of their thread stops one that a
 * hostile or broken file keeps busy or makes hungry, and a relay that ingests while it serves goes on meanwhile.
 */
export class ReaderThread {
  readonly #timeoutMs: number;
  readonly #limits: DocumentLimits;
  #worker: Worker | null = null;

  constructor(limits: DocumentLimits, timeoutMs: number) {
    this.#limits = limits;
    this.#timeoutMs = timeoutMs;
  }

  /** One file at a time. Rejects with the signal's reason only; what the file is to blame for is in the reply. */
  async read(path: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<ReadReply> {
    signal?.throwIfAborted();
    const worker = (this.#worker ??= startWorker());
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const done = new AbortController();
    const stop = AbortSignal.any(signal ? [timeout, done.signal, signal] : [timeout, done.signal]);
    try {
      // `once` rejects when the worker has an error.
      const reply = once(worker, 'message', { signal: stop });
      const exit = once(worker, 'exit', { signal: stop }).then(() => Promise.reject(new Error('its reader stopped')));
      const request: ReadRequest = { path, bytes, limits: this.#limits };
      worker.postMessage(request, [bytes.buffer as ArrayBuffer]);
      const [message] = await Promise.race([reply, exit]);
      return message as ReadReply;
    } catch (error) {
      await this.close();
      signal?.throwIfAborted();
      if (timeout.aborted) return { reason: `takes longer than ${this.#timeoutMs / 1_000} s to read: split it` };
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
        return { reason: `needs more than ${MAX_HEAP_MIB} MiB of memory to read: split it` };
      }
      return { reason: `cannot be read (${(error as Error).message})` };
    } finally {
      done.abort();
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./reader-worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    stdout: true,
    stderr: true,
  });
  // What the parsers print is about the file; the report tells it better.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
