import { AssistantError } from 'realtime-assistant';
import type { AssistantErrorCode, CustomParts } from 'realtime-assistant';
import { silentAudio } from 'realtime-assistant/testing';
import type { SilentAudio } from 'realtime-assistant/testing';

type AudioSystem = NonNullable<CustomParts['audio']>;
type Opened = Awaited<ReturnType<AudioSystem['openInput']>> | Awaited<ReturnType<AudioSystem['openOutput']>>;

/** How the browser answers when it is asked for the microphone: with one, with a question to the visitor, or with no. */
export type MicrophoneManner = 'ready' | 'asking' | AssistantErrorCode;

const devices = {
  microphones: [
    { id: 'desk', label: 'Desk microphone' },
    { id: 'headset', label: 'Headset' },
  ],
  speakers: [
    { id: 'room', label: 'Loudspeakers' },
    { id: 'headset', label: 'Headset' },
  ],
  hasMicrophone: true,
};

/** The silent sound of the package's own test kit, with devices to choose from and levels for the orb to move with. */
export class StageSound {
  readonly silent: SilentAudio = silentAudio();
  microphone: MicrophoneManner = 'ready';
  #input = 0;
  #output = 0;
  readonly #listeners = new Set<() => void>();

  readonly system: AudioSystem = {
    unlock: () => {},
    openInput: async (options = {}) => {
      if (options.onLevel) this.#listeners.add(options.onLevel);
      if (this.microphone === 'asking') await new Promise(() => {});
      else if (this.microphone !== 'ready') throw new AssistantError(this.microphone, 'As the script wants it.');
      return withLevel(await this.silent.openInput(options), () => this.#input);
    },
    openOutput: async (options = {}) => {
      if (options.onLevel) this.#listeners.add(options.onLevel);
      return withLevel(await this.silent.openOutput(options), () => this.#output);
    },
    openHoldSound: (url, options) => this.silent.openHoldSound(url, options),
    watchDevices: (listener) => {
      queueMicrotask(() => listener(devices));
      return () => {};
    },
    setSpeaker: (id) => this.silent.setSpeaker(id),
    close: () => this.silent.close(),
  };

  /** How loud both sides are, 0 to 1 (RMS: speech has 0.05 to 0.2). */
  show({ input = 0, output = 0 }: { readonly input?: number; readonly output?: number }): void {
    this.#input = input;
    this.#output = output;
    for (const listener of this.#listeners) listener();
  }
}

/** The same port and the same mute, with a level that the script sets. */
function withLevel<T extends Opened>(opened: T, level: () => number): T {
  return Object.create(opened, { level: { get: level } }) as T;
}
