import type { CallSound } from './audio-system.ts';
import type { DeviceContext } from './device-context.ts';
import type { Speaker } from './speaker.ts';

type TrackListener = (track: MediaStreamTrack | null) => void;

/**
 * Between a call and the page's microphone and loudspeaker, each of which may come, go, or be replaced while the call stands. While there
 * is no microphone, silence is sent: a service that hears nothing at all would wait for the end of a turn for ever.
 */
export class CallLine implements CallSound {
  readonly #listeners = new Set<TrackListener>();
  #microphone: MediaStreamTrack | null = null;
  #device: DeviceContext | undefined;
  #silence: MediaStreamTrack | undefined;
  #stream: MediaStream | null = null;
  #speaker: Speaker | undefined;

  sendFrom(listener: TrackListener): () => void {
    this.#listeners.add(listener);
    listener(this.#track);
    return () => void this.#listeners.delete(listener);
  }

  play(stream: MediaStream): () => void {
    this.#stream = stream;
    this.#speaker?.playStream(stream);
    return () => {
      if (this.#stream !== stream) return;
      this.#stream = null;
      this.#speaker?.playStream(null);
    };
  }

  set microphone(track: MediaStreamTrack | null) {
    this.#microphone = track;
    this.#tell();
  }

  set speaker(speaker: Speaker) {
    this.#speaker = speaker;
    if (this.#stream !== null) speaker.playStream(this.#stream);
  }

  /** Where silence comes from: the page's one context, for as long as it stands. */
  set device(device: DeviceContext) {
    this.#device = device;
    this.#tell();
    device.signal.addEventListener('abort', () => {
      if (this.#device !== device) return;
      this.#device = undefined;
      this.#silence = undefined;
      this.#speaker = undefined;
      this.#tell();
    });
  }

  get #track(): MediaStreamTrack | null {
    if (this.#microphone !== null) return this.#microphone;
    // Made when a call asks for it: most conversations are none.
    this.#silence ??= this.#device?.context.createMediaStreamDestination().stream.getAudioTracks()[0];
    return this.#silence ?? null;
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const track = this.#track;
    for (const listener of this.#listeners) listener(track);
  }
}
