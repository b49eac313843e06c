import type { AssistantError } from '../base/assistant-error.ts';

/** A promise that is settled from outside; `Promise.withResolvers` came to browsers in 2024. Nobody has to wait for it. */
export class Deferred {
  readonly promise: Promise<void>;
  resolve!: () => void;
  reject!: (error: AssistantError) => void;

  constructor() {
    this.promise = new Promise<void>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A caller may have given up waiting; the state tells all the same.
    this.promise.catch(() => {});
  }
}
