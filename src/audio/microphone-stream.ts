import { AssistantError } from '../base/assistant-error.ts';
import type { MicrophoneSettings } from './audio-system.ts';
import { throwIfAborted, unlessAborted } from './unless-aborted.ts';

const what = 'The microphone';

/**
 * Asks the browser, and through it the visitor, for the microphone of `settings`, or for the system's own where that one
 * is not there.
 *
 * @throws AssistantError `microphone-denied`, `microphone-missing`, `microphone-in-use`, `insecure-page`,
 * `audio-unsupported`, `aborted`
 */
export async function requestMicrophone(
  settings: MicrophoneSettings,
  signals: readonly AbortSignal[],
): Promise<MediaStream> {
  const { deviceId } = settings;
  if (deviceId === undefined) return request(processingOf(settings), signals);
  try {
    return await request({ ...processingOf(settings), deviceId: { exact: deviceId } }, signals);
  } catch (error) {
    if (!(error instanceof AssistantError) || error.code !== 'microphone-missing') throw error;
    return request(processingOf(settings), signals);
  }
}

/** The same for a track that is open already; false where the browser cannot, or says that it did and did not. */
export async function applyProcessing(track: MediaStreamTrack, settings: MicrophoneSettings): Promise<boolean> {
  const wanted = processingOf(settings);
  try {
    await track.applyConstraints(wanted);
  } catch {
    return false;
  }
  const now = track.getSettings();
  return (['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).every(
    (name) => now[name] === undefined || now[name] === wanted[name],
  );
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function processingOf({ echoCancellation, noiseSuppression, autoGainControl }: MicrophoneSettings) {
  return {
    channelCount: { ideal: 1 },
    echoCancellation: echoCancellation ?? true,
    noiseSuppression: noiseSuppression ?? true,
    autoGainControl: autoGainControl ?? true,
  } satisfies MediaTrackConstraints;
}

async function request(audio: MediaTrackConstraints, signals: readonly AbortSignal[]): Promise<MediaStream> {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) {
    throw isSecureContext
      ? new AssistantError('audio-unsupported', 'The browser offers no microphone to pages.')
      : new AssistantError(
          'insecure-page',
          'Browsers give the microphone only to pages served by HTTPS (or localhost).',
        );
  }
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
