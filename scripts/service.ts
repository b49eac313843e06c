import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';

const startLimitMs = 20_000;
const stopLimitMs = 3_000;

export interface ServiceOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** True as soon as the service may be used; asked again and again. */
  readonly isReady: (child: ChildProcess) => boolean | Promise<boolean>;
  readonly stdio?: StdioOptions;
}

/** A program that runs beside the tests: ours to start, and ours to stop with all that it started. */
export class Service {
  readonly #child: ChildProcess;
  #stderr = '';

  private constructor(name: string, args: readonly string[], { env, stdio }: ServiceOptions) {
    this.#child = spawn(name, args, {
      // A process group of its own: what it starts is stopped with it.
      detached: true,
      stdio: stdio ?? ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child.stderr?.on('data', (data: Buffer) => (this.#stderr = (this.#stderr + data.toString()).slice(-2_000)));
    // Also says that the program is not there; `start` tells of it.
    this.#child.on('error', (error) => (this.#stderr += error.message));
  }

  /** @throws Error when the program is not ready in time, with what it said */
  static async start(name: string, args: readonly string[], options: ServiceOptions): Promise<Service> {
    const service = new Service(name, args, options);
    const limit = Date.now() + startLimitMs;
    while (!(await options.isReady(service.#child))) {
      if (service.#hasEnded || Date.now() > limit) {
        await service.stop();
        throw new Error(`${name} did not start: ${service.#stderr.trim() || 'it said nothing'}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return service;
  }

  get #hasEnded(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async stop(): Promise<void> {
    this.#kill('SIGTERM');
    if (!this.#hasEnded) {
      const ended = once(this.#child, 'exit');
      const limit = setTimeout(() => this.#kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(limit);
    }
    // What it left behind of its group.
    this.#kill('SIGKILL');
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The whole group has ended already.
    }
  }
}
