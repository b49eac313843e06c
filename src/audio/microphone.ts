import { AssistantError } from '../base/assistant-error.ts';
import type { AudioInput, AudioInputOptions } from './audio-system.ts';
import type { DeviceContext } from './device-context.ts';
import { streamRate } from './stream-format.ts';
import { throwIfAborted, unlessAborted } from './unless-aborted.ts';
import { WorkletLink } from './worklet-link.ts';
import type { MutedAs } from './worklet-settings.ts';

const what = 'The microphone';

/**
 * Opens the microphone. An abort of `options.signal` gives up the opening, or closes what was opened.
 * @throws AssistantError, see `AudioSystem`
 */
export async function openMicrophone(device: DeviceContext, options: AudioInputOptions): Promise<Microphone> {
  const signals = options.signal === undefined ? [device.signal] : [device.signal, options.signal];
  // First, so that no word is lost between the permission and the worklet.
  await unlessAborted(device.load('capture'), signals, what);
  const stream = await requestStream(options, signals);
  try {
    // Given up, or unplugged, since the browser answered: no event will tell of it any more.
    throwIfAborted(signals, what);
    const track = stream.getAudioTracks()[0];
    if (track?.readyState !== 'live') {
      throw new AssistantError('microphone-missing', 'The microphone was taken away before it was open.');
    }
    // A page that may listen may make sounds too: what was refused for want of a gesture is granted now.
    device.resume();
    return new Microphone(device, stream, track, options, signals);
  } catch (error) {
    stopTracks(stream);
    if (error instanceof AssistantError) throw error;
    throw new AssistantError('audio-unsupported', 'The browser could not read the microphone.', { cause: error });
  }
}

export class Microphone implements AudioInput {
  readonly #track: MediaStreamTrack;
  readonly #link: WorkletLink;
  #muted = false;
  #mutedAs: MutedAs;

  /** Takes over the stream, unless it throws. */
  constructor(
    device: DeviceContext,
    stream: MediaStream,
    track: MediaStreamTrack,
    options: AudioInputOptions,
    signals: readonly AbortSignal[],
  ) {
    this.#track = track;
    let hasEnded = false;
    const ended = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      options.onEnded?.();
    };
    this.#mutedAs = options.mutedAs ?? 'nothing';
    // Before a block of it can be heard; the worklet is told below, when it is there.
    track.enabled = options.muted !== true;
    const source = device.context.createMediaStreamSource(stream);
    // The browser mixes down to mono, whatever the device's channels are.
    let echo: AudioWorkletNode | undefined;
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
        source.connect(node);
        device.heard.connect(node, 0, 1);
        echo = node;
      },
      detach: () => {
        // The browser's recording sign goes out with the click.
        stopTracks(stream);
        source.disconnect();
        if (echo !== undefined) device.heard.disconnect(echo, 0, 1);
      },
      onBroken: ended,
      signals,
    });
    this.muted = options.muted ?? false;
    track.addEventListener('ended', ended, { signal: this.#link.signal });
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
    this.#track.enabled = !muted;
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

  close(): Promise<void> {
    return this.#link.close();
  }

  #tellMuted(): void {
    this.#link.control({ type: 'mute', muted: this.#muted, as: this.#mutedAs });
  }
}

async function requestStream(options: AudioInputOptions, signals: readonly AbortSignal[]): Promise<MediaStream> {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) {
    throw isSecureContext
      ? new AssistantError('audio-unsupported', 'The browser offers no microphone to pages.')
      : new AssistantError(
          'insecure-page',
          'Browsers give the microphone only to pages served by HTTPS (or localhost).',
        );
  }
  const audio: MediaTrackConstraints = {
    channelCount: { ideal: 1 },
    echoCancellation: options.echoCancellation ?? true,
    noiseSuppression: options.noiseSuppression ?? true,
    autoGainControl: options.autoGainControl ?? true,
    ...(options.deviceId === undefined ? {} : { deviceId: { exact: options.deviceId } }),
  };
  throwIfAborted(signals, what);
  const pending = devices.getUserMedia({ audio });
  try {
    // A prompt may stay open for as long as the visitor likes; only its owner gives it up.
    return await unlessAborted(pending, signals, what);
  } catch (error) {
    if (!(error instanceof AssistantError)) throw explain(error);
    // The visitor may still allow what nobody wants any more.
    pending.then(stopTracks, () => {});
    throw error;
  }
}

/** Names of the failures: Media Capture and Streams, 10.2; the reasons that browsers really have for them. */
function explain(error: unknown): AssistantError {
  const options = { cause: error };
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new AssistantError(
        'microphone-denied',
        "The microphone was refused: by the visitor, by the system's settings, or by the page's permissions policy " +
          '(a frame needs allow="microphone").',
        options,
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new AssistantError(
        'microphone-missing',
        'No microphone, or not the one that was asked for, is there.',
        options,
      );
    case 'NotReadableError':
    case 'AbortError':
      return new AssistantError(
        'microphone-in-use',
        'The microphone is there but could not be opened: another program holds it, or its driver failed.',
        options,
      );
    default:
      return new AssistantError('audio-unsupported', 'The browser could not open the microphone.', options);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
