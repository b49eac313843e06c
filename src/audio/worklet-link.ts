import { AssistantError } from '../base/assistant-error.ts';
import type { DeviceContext } from './device-context.ts';
import type { CaptureControl, WorkletReport } from './messages.ts';
import { withTimeLimit } from './time-limit.ts';
import type { WorkletName } from './worklet-loader.ts';
import type { CaptureSettings, PlaybackSettings } from './worklet-settings.ts';

const stopLimitMs = 300;

export interface WorkletLinkOptions {
  readonly name: WorkletName;
  readonly node: AudioWorkletNodeOptions & { readonly processorOptions: CaptureSettings | PlaybackSettings };
  /** Connects the node, once it is there. */
  readonly attach: (node: AudioWorkletNode) => void;
  /** Lets go of what feeds the node, at once: a processor that ends with an input connected is never freed. */
  readonly detach?: () => void;
  /** The worklet threw, could not be made, or lost its context: it is silent from then on. */
  readonly onBroken: () => void;
  /** The level is another. */
  readonly onLevel?: (() => void) | undefined;
  /** Each of them closes the link. None may be aborted yet. */
  readonly signals: readonly AbortSignal[];
}

/**
 * The page's end of a worklet: its node, its level, the port that goes to the voice loop, and its orderly end.
 *
 * The node is made when the context runs for the first time, and not before: Chromium never frees a context in which a
 * processor was alive when it closed, and a processor can only end by rendering a block. What the voice loop sends
 * until then waits in the port.
 */
export class WorkletLink {
  /** For the voice loop. */
  readonly port: MessagePort;
  readonly #device: DeviceContext;
  readonly #options: WorkletLinkOptions;
  readonly #lifetime = new AbortController();
  readonly #loopPort: MessagePort;
  /** The last one that was given before there was a node; it supersedes those before it. */
  #early: CaptureControl | undefined;
  #node: AudioWorkletNode | undefined;
  #stopped = Promise.resolve();
  #closed: Promise<void> | undefined;
  #level = 0;

  /** @throws AssistantError `worklet-blocked` where the file that was loaded is not the worklet */
  constructor(device: DeviceContext, options: WorkletLinkOptions) {
    this.#device = device;
    this.#options = options;
    const channel = new MessageChannel();
    this.port = channel.port1;
    this.#loopPort = channel.port2;
    if (device.running) {
      this.#start();
    } else {
      const start = (): void => {
        try {
          this.#start();
        } catch {
          options.onBroken();
        }
      };
      device.onceRunning(start, this.signal);
    }
    device.lost.addEventListener('abort', options.onBroken, { signal: this.signal });
    for (const signal of options.signals) {
      signal.addEventListener('abort', () => void this.close(), { signal: this.signal });
    }
  }

  /** Aborted as soon as it closes. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** RMS of the last 50 ms, 0 to 1. */
  get level(): number {
    return this.#level;
  }

  control(message: CaptureControl): void {
    if (this.#node === undefined) this.#early = message;
    else this.#node.port.postMessage(message);
  }

  /** Ends the processor, then lets go of the node, in this order. */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = this.#close();
      this.#device.holdUntil(this.#closed);
    }
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#lifetime.abort();
    this.#options.detach?.();
    this.#setLevel(0);
    const node = this.#node;
    if (node !== undefined) {
      node.port.postMessage({ type: 'stop' } satisfies CaptureControl);
      // A context that was suspended meanwhile has to run for the last block.
      this.#device.wake();
      await withTimeLimit(this.#stopped, stopLimitMs, 'stopping').catch(() => {});
      node.disconnect();
      node.port.close();
      // The processor closes the voice loop's channel from its own end. Were `port` closed here after it was handed on, which
      // should do nothing, WebKitGTK 2.50 would drop the last word that is on its way to its new owner.
      return;
    }
    this.port.close();
    this.#loopPort.close();
  }

  #setLevel(level: number): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#options.onLevel?.();
  }

  #start(): void {
    const { attach, onBroken } = this.#options;
    const node = this.#createNode();
    this.#node = node;
    node.addEventListener('processorerror', onBroken, { signal: this.signal });
    this.#stopped = new Promise((resolve) => {
      node.port.addEventListener('message', ({ data }: MessageEvent<WorkletReport>) => {
        if (data.type === 'stopped') resolve();
        else if (!this.signal.aborted) this.#setLevel(data.level);
      });
    });
    node.port.start();
    node.port.postMessage({ type: 'connect', port: this.#loopPort } satisfies CaptureControl, [this.#loopPort]);
    if (this.#early !== undefined) node.port.postMessage(this.#early);
    attach(node);
  }

  #createNode(): AudioWorkletNode {
    const { name, node } = this.#options;
    try {
      return new AudioWorkletNode(this.#device.context, `realtime-assistant-${name}`, node);
    } catch (cause) {
      throw new AssistantError(
        'worklet-blocked',
        `The file that was loaded as ${name}.worklet.js is not the worklet of this version. ` +
          "Copy the package's *.worklet.js files anew to where they are served, the folder of `asset-base` if it is set.",
        { cause },
      );
    }
  }
}
