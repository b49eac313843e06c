import { AssistantError } from '../base/assistant-error.ts';
import { claimAudioSession } from './audio-session.ts';
import type { AudioInput, AudioInputOptions, MicrophoneSettings } from './audio-system.ts';
import type { DeviceContext } from './device-context.ts';
import type { DeviceList, KnownDevices } from './device-list.ts';
import { applyProcessing, requestMicrophone, stopTracks } from './microphone-stream.ts';
import { streamRate } from './stream-format.ts';
import { throwIfAborted, unlessAborted } from './unless-aborted.ts';
import { keepAwake } from './wake-lock.ts';
import { WorkletLink } from './worklet-link.ts';
import type { MutedAs } from './worklet-settings.ts';

const what = 'The microphone';

/** Waits between the tries to replace a microphone that went: a Bluetooth headset takes seconds to be there. */
const retryMs = [250, 500, 1_000, 2_000];

/**
 * Opens the microphone. An abort of `options.signal` gives up the opening, or closes what was opened.
 * @param onTrack told of each device's track when it is taken up, and null before that is stopped
 * @throws AssistantError, see `AudioSystem`
 */
export async function openMicrophone(
  device: DeviceContext,
  devices: DeviceList,
  options: AudioInputOptions,
  onTrack: (track: MediaStreamTrack | null) => void = () => {},
): Promise<Microphone> {
  const signals = options.signal === undefined ? [device.signal] : [device.signal, options.signal];
  // First, and the node too, so that no word is lost between the permission and the worklet.
  await unlessAborted(device.load('capture'), signals, what);
  throwIfAborted(signals, what);
  const microphone = new Microphone(device, devices, options, signals, onTrack);
  try {
    await microphone.start(signals);
    // A page that may listen may make sounds too: what was refused for want of a gesture is granted now.
    device.resume();
    return microphone;
  } catch (error) {
    // Not waited for: the visitor hears at once what failed, and the context waits for it.
    void microphone.close();
    if (error instanceof AssistantError) throw error;
    throw new AssistantError('audio-unsupported', 'The browser could not read the microphone.', { cause: error });
  }
}

/** A device, opened. */
interface Source {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly node: MediaStreamAudioSourceNode;
}

/**
 * One capture worklet, fed by one device after the other: what listens at its port notices nothing when a headset is
 * unplugged, the system takes another microphone, or the browser has to open it anew for other settings.
 */
export class Microphone implements AudioInput {
  readonly #device: DeviceContext;
  readonly #devices: DeviceList;
  readonly #link: WorkletLink;
  readonly #onEnded: ((error: AssistantError) => void) | undefined;
  readonly #onTrack: (track: MediaStreamTrack | null) => void;
  #settings: MicrophoneSettings;
  #capture: AudioWorkletNode | undefined;
  #source: Source | undefined;
  #muted: boolean;
  #mutedAs: MutedAs;
  #hasEnded = false;
  /** Away with a page that the browser keeps for its back button. */
  #isAway = false;
  /** Times that another device was asked for. */
  #asked = 0;
  #isReplacing = false;
  /** Ends a wait between two tries. */
  #retryNow: (() => void) | undefined;
  #defaultDevice = '';

  constructor(
    device: DeviceContext,
    devices: DeviceList,
    options: AudioInputOptions,
    signals: readonly AbortSignal[],
    onTrack: (track: MediaStreamTrack | null) => void,
  ) {
    this.#device = device;
    this.#onTrack = onTrack;
    this.#devices = devices;
    this.#settings = options;
    this.#onEnded = options.onEnded;
    this.#muted = options.muted ?? false;
    this.#mutedAs = options.mutedAs ?? 'nothing';
    // The browser mixes down to mono, whatever the device's channels are.
    const mono = { channelCount: 1, channelCountMode: 'explicit', channelInterpretation: 'speakers' } as const;
    this.#link = new WorkletLink(device, {
      name: 'capture',
      node: {
        numberOfInputs: 2,
        numberOfOutputs: 0,
        ...mono,
        processorOptions: {
          streamRate: options.streamRate ?? streamRate,
          frameMs: options.frameMs ?? 20,
          echoGate: options.echoGate ?? true,
        },
      },
      attach: (node) => {
        this.#capture = node;
        device.heard.connect(node, 0, 1);
        this.#source?.node.connect(node);
      },
      detach: () => {
        // The browser's recording sign goes out with the click.
        this.#letGo();
        if (this.#capture !== undefined) device.heard.disconnect(this.#capture, 0, 1);
      },
      onLevel: options.onLevel,
      onBroken: () => this.#end(new AssistantError('audio-unsupported', 'The sound of the page broke off.')),
      signals,
    });
    // Not as silence yet: the visitor may think about the permission for long.
    if (this.#muted) this.#link.control({ type: 'mute', muted: true, as: 'nothing' });
  }

  /** Asks for the first device. */
  async start(signals: readonly AbortSignal[]): Promise<void> {
    const { signal } = this.#link;
    // Before the browser is asked: Safari gives no microphone to a page whose sound is for listening only.
    claimAudioSession('play-and-record', signal);
    const stream = await requestMicrophone(this.#settings, signals);
    try {
      // Given up, or unplugged, since the browser answered: no event will tell of it any more.
      throwIfAborted([...signals, this.#device.lost], what);
      this.#take(stream);
    } catch (error) {
      stopTracks(stream);
      throw error;
    }
    keepAwake(signal);
    const stopWatching = this.#devices.watch((known) => this.#follow(known));
    signal.addEventListener('abort', stopWatching, { once: true });
    window.addEventListener('pagehide', ({ persisted }) => persisted && this.#leave(), { signal });
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#comeBack(), { signal });
  }

  get port(): MessagePort {
    return this.#link.port;
  }

  get level(): number {
    return this.#muted ? 0 : this.#link.level;
  }

  get muted(): boolean {
    return this.#muted;
  }

  set muted(muted: boolean) {
    if (muted === this.#muted) return;
    this.#muted = muted;
    if (this.#source !== undefined) this.#source.track.enabled = !muted;
    this.#tellMuted();
  }

  get mutedAs(): MutedAs {
    return this.#mutedAs;
  }

  set mutedAs(as: MutedAs) {
    if (as === this.#mutedAs) return;
    this.#mutedAs = as;
    if (this.#muted) this.#tellMuted();
  }

  use(settings: MicrophoneSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before.deviceId !== settings.deviceId) {
      this.#replace();
    } else if (
      (before.echoCancellation ?? true) !== (settings.echoCancellation ?? true) ||
      (before.noiseSuppression ?? true) !== (settings.noiseSuppression ?? true) ||
      (before.autoGainControl ?? true) !== (settings.autoGainControl ?? true)
    ) {
      void this.#process(settings);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #tellMuted(): void {
    this.#link.control({ type: 'mute', muted: this.#muted, as: this.#mutedAs });
  }

  /** Hears this stream from now on, and frees the one before. */
  #take(stream: MediaStream): void {
    const track = stream.getAudioTracks()[0];
    if (track?.readyState !== 'live') {
      throw new AssistantError('microphone-missing', 'The microphone was taken away before it was open.');
    }
    // Before a block of it can be heard.
    track.enabled = !this.#muted;
    const node = this.#device.context.createMediaStreamSource(stream);
    this.#letGo();
    const source = { stream, track, node };
    this.#source = source;
    if (this.#capture !== undefined) node.connect(this.#capture);
    if (this.#muted) this.#tellMuted();
    this.#onTrack(track);
    const onEnded = (): void => {
      if (source !== this.#source) return;
      this.#letGo();
      this.#replace();
    };
    track.addEventListener('ended', onEnded, { signal: this.#link.signal });
    void this.#devices.refresh();
  }

  #letGo(): void {
    const source = this.#source;
    this.#source = undefined;
    if (source === undefined) return;
    this.#onTrack(null);
    stopTracks(source.stream);
    source.node.disconnect();
  }

  /** Browsers differ in what they change on an open track; where one does not, the device is opened anew. */
  async #process(settings: MicrophoneSettings): Promise<void> {
    const source = this.#source;
    // One that is being opened was asked for with other settings.
    if (source === undefined || this.#isReplacing) return this.#replace();
    const isDone = await applyProcessing(source.track, settings);
    if (!isDone && source === this.#source && settings === this.#settings) this.#replace();
  }

  /** Opens a device anew, one at a time: what is asked for in the meantime has its turn after it. */
  #replace(): void {
    this.#asked += 1;
    if (this.#isReplacing || this.#isAway) return this.#retryNow?.();
    this.#isReplacing = true;
    void this.#openAnew().finally(() => (this.#isReplacing = false));
  }

  async #openAnew(): Promise<void> {
    let asked = 0;
    let tries = 0;
    while (!this.#link.signal.aborted && !this.#isAway) {
      if (asked !== this.#asked) tries = 0;
      asked = this.#asked;
      const error = await this.#tryOpen();
      if (asked !== this.#asked) continue;
      if (error === undefined) return;
      // Another one was to be had instead: the one before still works.
      if (this.#source !== undefined) return;
      const waitMs = error.code === 'microphone-denied' ? undefined : retryMs[tries];
      if (waitMs === undefined) return this.#end(error);
      tries += 1;
      await this.#pause(waitMs);
    }
  }

  async #tryOpen(): Promise<AssistantError | undefined> {
    let stream: MediaStream | undefined;
    try {
      stream = await requestMicrophone(this.#settings, [this.#link.signal]);
      if (this.#isAway || this.#link.signal.aborted) stopTracks(stream);
      else this.#take(stream);
      return undefined;
    } catch (error) {
      if (stream !== undefined) stopTracks(stream);
      if (error instanceof AssistantError) return error;
      return new AssistantError('audio-unsupported', 'The browser could not read the microphone.', { cause: error });
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#link.signal.removeEventListener('abort', end);
        this.#retryNow = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#link.signal.addEventListener('abort', end);
      this.#retryNow = end;
    });
  }

  /** The devices changed: the one that was chosen came back, or the system prefers another. */
  #follow({ microphones, defaultMicrophone }: KnownDevices): void {
    const before = this.#defaultDevice;
    this.#defaultDevice = defaultMicrophone;
    if (this.#source === undefined) return this.#retryNow?.();
    const { deviceId } = this.#settings;
    if (deviceId !== undefined && microphones.some(({ id }) => id === deviceId)) {
      if (this.#source.track.getSettings().deviceId !== deviceId) this.#replace();
    } else if (before !== '' && defaultMicrophone !== '' && before !== defaultMicrophone) {
      this.#replace();
    }
  }

  #leave(): void {
    this.#isAway = true;
    this.#letGo();
    this.#retryNow?.();
  }

  #comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#replace();
  }

  #end(error: AssistantError): void {
    if (this.#hasEnded || this.#link.signal.aborted) return;
    this.#hasEnded = true;
    this.#onEnded?.(error);
  }
}
