import { isWireObject } from './field-list.js';
import { readUsage, usageKinds, type Usage } from '../limits/usage.js';
import type { WireObject } from './upstream-shape.js';

/** What one session moved and used, for the operator's log: numbers only, nothing that was said. */
export class SessionCounts {
  readonly #startedAt = performance.now();
  #framesUp = 0;
  #bytesUp = 0;
  #framesDown = 0;
  #bytesDown = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  readonly #usage: { -readonly [Kind in keyof Usage]: number } = { ...readUsage(undefined) };
  responses = 0;
  toolCalls = 0;
  refusals = 0;

  fromBrowser(bytes: number): void {
    this.#framesUp++;
    this.#bytesUp += bytes;
  }

  fromUpstream(bytes: number): void {
    this.#framesDown++;
    this.#bytesDown += bytes;
  }

  /** Adds the `usage` of a `response.done`. */
  used(response: WireObject): void {
    this.responses++;
    const usage = response['usage'];
    if (!isWireObject(usage)) return;
    const read = readUsage(usage);
    for (const kind of usageKinds) this.#usage[kind] += read[kind];
    this.#inputTokens += tokens(usage['input_tokens']);
    this.#outputTokens += tokens(usage['output_tokens']);
  }

  get bytes(): { readonly up: number; readonly down: number } {
    return { up: this.#bytesUp, down: this.#bytesDown };
  }

  get usage(): Usage {
    return { ...this.#usage };
  }

  toString(): string {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    return (
      `${seconds} s, ${this.#framesUp} frames (${this.#bytesUp} bytes) up, ${this.#framesDown} (${
        this.#bytesDown
      }) down, ` +
      `${this.responses} responses, ${this.toolCalls} tool calls, ${this.refusals} refusals, ` +
      `${this.#inputTokens} tokens in, ${this.#outputTokens} out`
    );
  }
}

function tokens(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
