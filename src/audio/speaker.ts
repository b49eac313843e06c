import { AssistantError } from '../base/assistant-error.ts';
import { claimAudioSession } from './audio-session.ts';
import type { AudioOutput, AudioOutputOptions } from './audio-system.ts';
import type { DeviceContext } from './device-context.ts';
import { StreamPlayer } from './stream-player.ts';
import { outputLatencySeconds } from './output-latency.ts';
import { streamRate } from './stream-format.ts';
import { throwIfAborted, unlessAborted } from './unless-aborted.ts';
import { WorkletLink } from './worklet-link.ts';

const what = 'The loudspeaker';
/** A change of volume glides over about three times this, so that it does not click. */
const glideSeconds = 0.015;

/**
 * Opens the loudspeaker. An abort of `options.signal` gives up the opening, or closes what was opened.
 * @throws AssistantError, see `AudioSystem`
 */
export async function openSpeaker(device: DeviceContext, options: AudioOutputOptions): Promise<Speaker> {
  const volume = requireVolume(options.volume ?? 1);
  const signals = options.signal === undefined ? [device.signal] : [device.signal, options.signal];
  await unlessAborted(device.load('playback'), signals, what);
  throwIfAborted(signals, what);
  try {
    return new Speaker(device, volume, signals, options);
  } catch (error) {
    if (error instanceof AssistantError) throw error;
    throw new AssistantError('audio-unsupported', 'The browser could not start the audio output.', { cause: error });
  }
}

export class Speaker implements AudioOutput {
  readonly #device: DeviceContext;
  readonly #link: WorkletLink;
  readonly #gain: GainNode;
  #volume: number;
  #stream: StreamPlayer | undefined;

  constructor(
    device: DeviceContext,
    volume: number,
    signals: readonly AbortSignal[],
    options: AudioOutputOptions = {},
  ) {
    const { onRunning, onEnded } = options;
    this.#device = device;
    this.#volume = volume;
    this.#gain = new GainNode(device.context, { gain: volume });
    this.#link = new WorkletLink(device, {
      name: 'playback',
      node: {
        numberOfInputs: 0,
        numberOfOutputs: 1,
        outputChannelCount: [1],
        processorOptions: { streamRate: options.streamRate ?? streamRate },
      },
      attach: (node) => node.connect(this.#gain).connect(device.heard),
      onLevel: options.onLevel,
      onBroken: () => {
        onEnded?.();
        void this.close();
      },
      signals,
    });
    claimAudioSession('playback', this.#link.signal);
    if (onRunning === undefined) return;
    if (device.running) queueMicrotask(onRunning);
    else device.onceRunning(onRunning, device.signal);
  }

  get port(): MessagePort {
    return this.#link.port;
  }

  get level(): number {
    return Math.max(this.#link.level, this.#stream?.level ?? 0);
  }

  /** Plays a call's stream too, or none any more. */
  playStream(stream: MediaStream | null): void {
    this.#stream?.close();
    this.#stream = stream === null ? undefined : new StreamPlayer(this.#device.context, stream, this.#gain);
  }

  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = requireVolume(volume);
    this.#gain.gain.setTargetAtTime(volume, this.#device.context.currentTime, glideSeconds);
  }

  get latencyMs(): number {
    return outputLatencySeconds(this.#device.context) * 1_000;
  }

  get running(): boolean {
    return this.#device.running;
  }

  async close(): Promise<void> {
    this.playStream(null);
    await this.#link.close();
    this.#gain.disconnect();
  }
}

function requireVolume(volume: number): number {
  if (volume >= 0 && volume <= 1) return volume;
  throw new AssistantError('invalid-option', `volume is ${volume}; it has to be a number from 0 to 1.`);
}
