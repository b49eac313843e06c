import type { AudioDevices } from './audio-system.ts';

export interface KnownDevices extends AudioDevices {
  /** Which microphone the system takes by itself, to see that it changed; empty while the browser does not tell. */
  readonly defaultMicrophone: string;
}

type Listener = (devices: KnownDevices) => void;

/** Chromium lists the system's choices once more under these names. */
const aliases: ReadonlySet<string> = new Set(['default', 'communications']);

/** The devices that the browser knows, looked up again whenever it says that they changed, while anybody listens. */
export class DeviceList {
  readonly #listeners = new Set<Listener>();
  #known: KnownDevices | undefined;
  #lookUps = 0;
  #watching: AbortController | undefined;

  /** Calls `listener` soon, and after each change. Returns the way to stop. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#watching === undefined) this.#watch();
    else if (this.#known !== undefined) queueMicrotask(() => this.#tell(listener));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#watching?.abort();
      this.#watching = undefined;
      this.#known = undefined;
    };
  }

  /** Looks again: the browser does not say that names and ids are known once the visitor allowed the microphone. */
  async refresh(): Promise<void> {
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    if (this.#watching === undefined || mediaDevices === undefined) return;
    const lookUp = (this.#lookUps += 1);
    // A browser that does not tell is one without devices to choose from.
    const found = await mediaDevices.enumerateDevices().catch(() => []);
    if (lookUp !== this.#lookUps || this.#watching === undefined) return;
    const known = sort(found);
    if (JSON.stringify(known) === JSON.stringify(this.#known)) return;
    this.#known = known;
    for (const listener of this.#listeners) this.#tell(listener);
  }

  #watch(): void {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    mediaDevices?.addEventListener('devicechange', () => void this.refresh(), { signal });
    void this.refresh();
  }

  #tell(listener: Listener): void {
    if (this.#known !== undefined && this.#listeners.has(listener)) listener(this.#known);
  }
}

/** Whether this browser lets a page choose where a context plays. */
export function canChooseSpeaker(): boolean {
  return typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype;
}

function sort(found: readonly MediaDeviceInfo[]): KnownDevices {
  const inputs = found.filter(({ kind }) => kind === 'audioinput');
  const outputs = canChooseSpeaker() ? found.filter(({ kind }) => kind === 'audiooutput') : [];
  // Media Capture and Streams, 9.2.1: the system's own is the first of its kind.
  const [first] = inputs;
  return {
    microphones: choices(inputs),
    speakers: choices(outputs),
    hasMicrophone: inputs.length > 0,
    defaultMicrophone: first === undefined || first.deviceId === '' ? '' : `${first.deviceId} ${first.groupId}`,
  };
}

/** Devices without an id are those that the browser does not tell of yet. */
function choices(devices: readonly MediaDeviceInfo[]): AudioDevices['microphones'] {
  return devices
    .filter(({ deviceId }) => deviceId !== '' && !aliases.has(deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
