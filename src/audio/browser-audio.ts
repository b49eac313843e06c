import type {
  AudioDevices,
  AudioInput,
  AudioInputOptions,
  AudioOutput,
  AudioOutputOptions,
  AudioSystem,
  HoldSound,
  HoldSoundOptions,
} from './audio-system.ts';
import { CallLine } from './call-line.ts';
import { DeviceContext } from './device-context.ts';
import { DeviceList } from './device-list.ts';
import { openMicrophone } from './microphone.ts';
import { openSpeaker } from './speaker.ts';

export interface BrowserAudioOptions {
  /** Folder of the worklets' files, absolute or relative to the page, for pages with a strict security policy. */
  readonly assetBase?: string;
}

/** The page's real microphone and loudspeaker. Nothing is touched before `unlock`, `openInput` or `openOutput`. */
export class BrowserAudio implements AudioSystem {
  readonly #assetBase: string | undefined;
  readonly #devices = new DeviceList();
  readonly call = new CallLine();
  #device: DeviceContext | undefined;

  constructor(options: BrowserAudioOptions = {}) {
    this.#assetBase = options.assetBase;
  }

  unlock(): void {
    try {
      const device = this.#requireDevice();
      device.resume();
      // Early, while the visitor still answers the browser's prompt. Who opens them hears of a failure.
      device.load('capture').catch(() => {});
      device.load('playback').catch(() => {});
    } catch {
      // There is nothing to unlock; opening says why.
    }
  }

  async openInput(options: AudioInputOptions = {}): Promise<AudioInput> {
    return openMicrophone(this.#requireDevice(), this.#devices, options, (track) => (this.call.microphone = track));
  }

  async openOutput(options: AudioOutputOptions = {}): Promise<AudioOutput> {
    const speaker = await openSpeaker(this.#requireDevice(), options);
    this.call.speaker = speaker;
    return speaker;
  }

  async openHoldSound(url: string, options: HoldSoundOptions = {}): Promise<HoldSound> {
    const device = this.#requireDevice();
    const { openHoldSound } = await import('./hold-sound.ts');
    return openHoldSound(device, url, { ...options, assetBase: this.#assetBase });
  }

  watchDevices(listener: (devices: AudioDevices) => void): () => void {
    return this.#devices.watch(listener);
  }

  async setSpeaker(id: string | null): Promise<void> {
    await this.#device?.sink.choose(id);
  }

  async close(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    await device?.close();
  }

  #openDevice(): DeviceContext {
    const device = new DeviceContext(this.#assetBase, this.#devices);
    this.call.device = device;
    return device;
  }

  #requireDevice(): DeviceContext {
    if (this.#device?.lost.aborted) {
      void this.#device.close();
      this.#device = undefined;
    }
    this.#device ??= this.#openDevice();
    this.#device.resume();
    return this.#device;
  }
}
