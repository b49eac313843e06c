import { Worker } from 'node:worker_threads';

interface Job<Result> {
  readonly message: { readonly id: number };
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

export interface WorkerJobsOptions {
  /** Compiled script of the worker; it answers `{ id, … }` with `{ id, result }` or `{ id, error }`. */
  readonly script: URL;
  /** What the worker is called in errors, e.g. "speech recogniser". */
  readonly name: string;
  /** Jobs that may wait. One more is refused at once. */
  readonly maxPending: number;
  /** Longest run of one job. Then the worker is ended and started anew for the next. */
  readonly timeoutMs: number;
}

/** Thrown when too many jobs wait already: the caller should say so rather than wait. */
export class WorkerBusyError extends Error {
  override readonly name = 'WorkerBusyError';
}

/** Gives jobs to one worker thread, one after the other, and owns the thread. It starts with the first job. */
export class WorkerJobs<Request extends object, Result> {
  readonly #options: WorkerJobsOptions;
  #worker: Worker | undefined;
  #waiting: Job<Result>[] = [];
  #running: Job<Result> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: WorkerJobsOptions) {
    this.#options = options;
  }

  /** Rejects when the signal aborts; a job that runs already is left to end, since a thread's work cannot be cut. */
  run(request: Request, signal?: AbortSignal): Promise<Result> {
    const { name, maxPending } = this.#options;
    if (this.#closed) return Promise.reject(new Error(`The ${name} is closed.`));
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#waiting.length >= maxPending) {
      return Promise.reject(new WorkerBusyError(`The ${name} has ${maxPending} jobs waiting already.`));
    }
    return new Promise<Result>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== job);
        reject(signal!.reason as Error);
      };
      const settled = (): void => signal?.removeEventListener('abort', onAbort);
      const job: Job<Result> = {
        message: { ...request, id: ++this.#lastId },
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  /** Starts the thread, so that the first job need not wait for it. */
  warmUp(): void {
    if (this.#closed || this.#worker !== undefined) return;
    this.#worker = this.#start();
    this.#worker.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end(new Error(`The ${this.#options.name} was closed.`));
    for (const job of this.#waiting.splice(0)) job.reject(new Error(`The ${this.#options.name} was closed.`));
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = this.#waiting.shift();
    if (job === undefined) {
      // An idle thread must not keep a program alive that has ended otherwise.
      this.#worker?.unref();
      return;
    }
    this.#running = job;
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    this.#timer = setTimeout(() => {
      void this.#end(new Error(`The ${this.#options.name} took longer than ${this.#options.timeoutMs} ms.`));
    }, this.#options.timeoutMs);
    worker.postMessage(job.message);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.script, { name: this.#options.name });
    worker.on('message', (answer: { id: number; result?: Result; error?: string }) => {
      const job = this.#running;
      if (job?.message.id !== answer.id) return;
      this.#settle();
      if (answer.error === undefined) job.resolve(answer.result as Result);
      else job.reject(new Error(`The ${this.#options.name} failed: ${answer.error}`));
      this.#next();
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) void this.#end(new Error(`The ${this.#options.name} failed: ${error.message}`));
    });
    worker.on('exit', () => {
      if (this.#worker === worker) void this.#end(new Error(`The ${this.#options.name} ended unexpectedly.`));
    });
    return worker;
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#running = undefined;
  }

  async #end(reason: Error): Promise<void> {
    const worker = this.#worker;
    const job = this.#running;
    this.#worker = undefined;
    this.#settle();
    job?.reject(reason);
    await worker?.terminate();
    if (!this.#closed) this.#next();
  }
}
