import { AssistantError } from '../base/assistant-error.ts';
import type { DeviceList } from './device-list.ts';

/** Web Audio 1.1, `AudioContext.setSinkId`: Chromium has it. */
interface SinkContext {
  readonly sinkId?: unknown;
  setSinkId?(id: string): Promise<void>;
}

/** The system's own loudspeaker, whichever that is. */
const own = '';

/** Where a context plays: on the device that was chosen, or on the system's own while that one is away. */
export class Sink {
  readonly #context: SinkContext;
  readonly #devices: DeviceList;
  readonly #signal: AbortSignal;
  #chosen = own;
  #stopWatching: (() => void) | undefined;

  constructor(context: AudioContext, devices: DeviceList, signal: AbortSignal) {
    this.#context = context as SinkContext;
    this.#devices = devices;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#stopWatching?.(), { once: true });
  }

  /** @throws AssistantError `speaker-missing`; then the system's own plays */
  async choose(id: string | null): Promise<void> {
    this.#chosen = id ?? own;
    if (this.#chosen !== own && this.#context.setSinkId === undefined) {
      throw new AssistantError('speaker-missing', 'This browser lets no page choose a loudspeaker.');
    }
    try {
      await this.#play(this.#chosen);
    } catch (cause) {
      await this.fallBack();
      // Chosen anew, or closed, in the meantime: nobody waits for this one.
      if (this.#chosen !== id || this.#signal.aborted) return;
      throw new AssistantError(
        'speaker-missing',
        'The loudspeaker that was asked for is not there, or the browser does not let this page use it.',
        { cause },
      );
    } finally {
      this.#watch();
    }
  }

  /** To the system's own, without forgetting which one was chosen. */
  async fallBack(): Promise<void> {
    await this.#play(own).catch(() => {});
  }

  /** A device that is unplugged gives way to the system's own, and plays again when it is back. */
  #watch(): void {
    if (this.#chosen === own || this.#signal.aborted) {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
      return;
    }
    this.#stopWatching ??= this.#devices.watch(({ speakers }) => {
      const isThere = speakers.some(({ id }) => id === this.#chosen);
      this.#play(isThere ? this.#chosen : own).catch(() => this.fallBack());
    });
  }

  async #play(id: string): Promise<void> {
    if (this.#signal.aborted || (this.#context.sinkId ?? own) === id) return;
    await this.#context.setSinkId?.(id);
  }
}
