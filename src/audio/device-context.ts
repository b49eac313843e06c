import { AssistantError } from '../base/assistant-error.ts';
import type { DeviceList } from './device-list.ts';
import { Sink } from './sink.ts';
import { withTimeLimit } from './time-limit.ts';
import { loadWorklet, type WorkletName } from './worklet-loader.ts';

const closeLimitMs = 2_000;
/** So long a context that reported an error has to show that its clock still goes; then it is looked at again if in doubt. */
const recoveryMs = 500;
/** A clock that went less than this share of the time was stopped in it: one whose device works keeps up with it. */
const leastShare = 0.5;

/** What browsers take for a gesture that may start audio; Safari takes no `pointerdown`. */
const gestures = ['pointerdown', 'pointerup', 'touchend', 'click', 'keydown'] as const;

/**
 * One AudioContext at the device's own rate: at another rate Firefox loses its echo cancellation and lets the
 * microphone drift. It is kept running: where a browser suspends it (no gesture yet; on iOS a call, another app, a
 * locked screen) it is resumed by the next gesture, or when the page is seen again.
 */
export class DeviceContext {
  readonly context: AudioContext;
  /** All that is heard goes through here, so that the capture worklet can be given the same to know its echo. */
  readonly heard: GainNode;
  readonly sink: Sink;
  readonly #assetBase: string | undefined;
  readonly #loads = new Map<WorkletName, Promise<void>>();
  readonly #lifetime = new AbortController();
  readonly #lost = new AbortController();
  readonly #closing = new Set<Promise<void>>();
  #gestures: AbortController | undefined;

  /** @throws AssistantError `insecure-page`, `audio-unsupported` */
  constructor(assetBase: string | undefined, devices: DeviceList) {
    this.#assetBase = assetBase;
    this.context = createContext();
    this.heard = new GainNode(this.context);
    this.heard.connect(this.context.destination);
    const { signal } = this.#lifetime;
    this.sink = new Sink(this.context, devices, signal);
    this.context.addEventListener('statechange', () => this.#onState(), { signal });
    this.context.addEventListener('error', () => void this.#recover(), { signal });
    const onVisibility = (): void => {
      if (document.visibilityState === 'visible') this.resume();
    };
    document.addEventListener('visibilitychange', onVisibility, { signal });
    window.addEventListener('pageshow', () => this.resume(), { signal });
    this.#onState();
  }

  /** Aborted by {@link close}: what was opened in the context closes itself then. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** Aborted when the browser took the context away for good: what was opened in it has to be opened anew, in another. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get running(): boolean {
    return this.context.state === 'running';
  }

  /** Calls `start` when the context begins to run, unless `signal` is aborted before. */
  onceRunning(start: () => void, signal: AbortSignal): void {
    const onState = (): void => {
      if (!this.running) return;
      this.context.removeEventListener('statechange', onState);
      start();
    };
    this.context.addEventListener('statechange', onState, { signal });
  }

  /** Asks the browser to make sound. Never waited for: without a gesture the answer stays away. */
  resume(): void {
    if (!this.signal.aborted) this.wake();
  }

  /** {@link resume}, also for the last blocks while it closes. */
  wake(): void {
    if (this.running || this.context.state === 'closed') return;
    this.context.resume().catch(() => {
      // Refused for now, or closed meanwhile; the next gesture tries again.
    });
  }

  /** Loads a worklet once; a failed load is tried anew by the next call. */
  load(name: WorkletName): Promise<void> {
    const known = this.#loads.get(name);
    if (known !== undefined) return known;
    const load = loadWorklet(this.context, name, this.#assetBase);
    this.#loads.set(name, load);
    load.catch(() => this.#loads.delete(name));
    return load;
  }

  /** Says that the context must not close before `work` is done. */
  holdUntil(work: Promise<void>): void {
    this.#closing.add(work);
    void work.finally(() => this.#closing.delete(work));
  }

  /** Closes what is open in the context, then the context. */
  async close(): Promise<void> {
    this.#lifetime.abort();
    this.#gestures?.abort();
    await Promise.all(this.#closing);
    if (this.context.state === 'closed') return;
    try {
      // Chromium never frees a context that was closed while it loaded a worklet.
      await withTimeLimit(Promise.allSettled(this.#loads.values()), closeLimitMs, 'loading').catch(() => {});
      await withTimeLimit(this.context.close(), closeLimitMs, 'closing');
    } catch {
      // Nothing is left to do with a context that does not close; the browser frees it with the page.
    }
  }

  /** The device broke under the context. Another one may do; else the context stands still, whatever it says. */
  async #recover(): Promise<void> {
    await this.sink.fallBack();
    this.resume();
    // More than one look: WebKit may render the block that it is at after it said that it stands still.
    while (!this.signal.aborted && !this.#lost.signal.aborted) {
      const at = this.context.currentTime;
      const since = performance.now();
      await new Promise((resolve) => setTimeout(resolve, recoveryMs));
      const passed = this.context.currentTime - at;
      if (passed >= (leastShare * (performance.now() - since)) / 1_000) return;
      if (!this.signal.aborted && passed === 0) this.#lost.abort();
    }
  }

  #onState(): void {
    this.#gestures?.abort();
    this.#gestures = undefined;
    // Not by us, who listen no more by then.
    if (this.context.state === 'closed') this.#lost.abort();
    if (this.running || this.context.state === 'closed') return;
    this.resume();
    this.#gestures = new AbortController();
    const options = { capture: true, passive: true, signal: this.#gestures.signal };
    for (const gesture of gestures) document.addEventListener(gesture, () => this.resume(), options);
  }
}

function createContext(): AudioContext {
  if (typeof AudioContext === 'undefined') throw unsupported('The browser has no AudioContext.');
  let context: AudioContext;
  try {
    context = new AudioContext({ latencyHint: 'interactive' });
  } catch (error) {
    throw unsupported('The browser could not open the sound device.', error);
  }
  // Older Safaris and pages without HTTPS have contexts, but no worklets in them.
  if ('audioWorklet' in context) return context;
  (context as AudioContext).close().catch(() => {});
  if (!isSecureContext) {
    throw new AssistantError(
      'insecure-page',
      'Browsers give audio worklets only to pages served by HTTPS (or localhost).',
    );
  }
  throw unsupported('The browser has no AudioWorklet.');
}

function unsupported(message: string, cause?: unknown): AssistantError {
  return new AssistantError('audio-unsupported', message, { cause });
}
