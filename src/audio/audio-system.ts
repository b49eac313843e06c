import type { AssistantError } from '../base/assistant-error.ts';
import type { Beat } from './beat.ts';
import type { CaptureSettings, MutedAs, PlaybackSettings } from './worklet-settings.ts';

/** A device that a visitor can choose. */
export interface AudioDevice {
  /** As in `enumerateDevices()`: the same on every page of this site, until the visitor clears its data. */
  readonly id: string;
  /** The system's name for it; empty until the visitor has allowed the microphone. */
  readonly label: string;
}

export interface AudioDevices {
  readonly microphones: readonly AudioDevice[];
  /** Empty where the browser lets no page choose (Firefox, Safari). */
  readonly speakers: readonly AudioDevice[];
  /** True also while the browser does not yet tell which ones. */
  readonly hasMicrophone: boolean;
}

/** Which microphone is opened, and what the browser does to its sound. */
export interface MicrophoneSettings {
  /** Device of `enumerateDevices()`; the system's own where it is absent or gone. */
  readonly deviceId?: string | undefined;
  /** These three are on unless they are false. */
  readonly echoCancellation?: boolean;
  readonly noiseSuppression?: boolean;
  readonly autoGainControl?: boolean;
}

/** The microphone, opened. */
export interface AudioInput {
  /** Speaks {@link CaptureMessage} and takes {@link CaptureCommand}; transfer it to the voice loop. */
  readonly port: MessagePort;
  /** RMS of the last 50 ms, 0 to 1; 0 while muted. Read it in a frame of your own. */
  readonly level: number;
  /** Truthful: a muted track is disabled, so that the browser's own indicator agrees. */
  muted: boolean;
  /** What is sent while it is muted. */
  mutedAs: MutedAs;
  /** Takes other settings while it is open: the port stays, and so does the mute. Where that fails, what was stays. */
  use(settings: MicrophoneSettings): void;
  /** The track ends at once; what was heard before reaches the port. */
  close(): Promise<void>;
}

/** The loudspeaker, opened. */
export interface AudioOutput {
  /** Takes {@link PlaybackCommand} and speaks {@link PlaybackMessage}; transfer it to the voice loop. */
  readonly port: MessagePort;
  readonly level: number;
  /** 0 to 1. */
  volume: number;
  /** What the device still holds after the worklet let it go, in milliseconds; 0 where the browser does not tell. */
  readonly latencyMs: number;
  /** False while the browser waits for a gesture of the visitor before it makes a sound. */
  readonly running: boolean;
  close(): Promise<void>;
}

/**
 * The sound of a call, which the connection carries itself (WebRTC). Input and output are opened as ever: this gives away the
 * microphone's track, and lets the loudspeaker play a stream.
 */
export interface CallSound {
  /**
   * Tells the track to send, at once and whenever another one takes its place: the microphone's, or silence where there is none. Returns
   * the way to stop. The track is not the listener's: a muted microphone's is disabled.
   */
  sendFrom(listener: (track: MediaStreamTrack | null) => void): () => void;
  /** Plays the stream with the volume and on the device of the loudspeaker, while one is open. Returns the way to stop. */
  play(stream: MediaStream): () => void;
}

export interface AudioInputOptions extends Partial<CaptureSettings>, MicrophoneSettings {
  readonly muted?: boolean;
  /** Default: `nothing`. */
  readonly mutedAs?: MutedAs;
  /**
   * Called once if it cannot go on; close the input then. A device that disappears is replaced first, by the one that was
   * asked for or by the system's own: this tells that none was to be had (`microphone-…`), or that all sound of the page
   * broke (`audio-unsupported`), in which case opening anew may help.
   */
  readonly onEnded?: (error: AssistantError) => void;
  /** Called when `level` is another, at most some twenty times a second; without it no face moves with the voice. */
  readonly onLevel?: () => void;
  /** Gives up the opening (also while the browser still asks the visitor), or closes what was opened. */
  readonly signal?: AbortSignal;
}

export interface AudioOutputOptions extends Partial<PlaybackSettings> {
  readonly volume?: number;
  /** Called once when sound can be heard: at once, or after the gesture that the browser waits for. */
  readonly onRunning?: () => void;
  /** Called once if the loudspeaker breaks while open. Opening anew may help. */
  readonly onEnded?: () => void;
  /** Called when `level` is another, as that of the input. */
  readonly onLevel?: () => void;
  /** Gives up the opening, or closes what was opened. */
  readonly signal?: AbortSignal;
}

/** A sound for the time of waiting, loaded: it goes round softly under the conversation. */
export interface HoldSound {
  /** Fades in, from its beginning. Nothing happens while it plays. */
  play(): void;
  /** `at-once` gives way to speech, within 60 ms; `gently` fades out. */
  stop(manner: 'at-once' | 'gently'): void;
  /** 0 to 1, as that of the answers; the sound itself is 12 dB below it. */
  volume: number;
  /** Its beat, once it was found; null before, and where there is none. */
  readonly beat: Beat | null;
  /**
   * How far what is heard now is from one beat to the next, 0 to 1, by the clock of the sound; of a plain pulse where no
   * beat is known. Null while nothing is heard. Read it in a frame of your own.
   */
  readonly phase: number | null;
  close(): void;
}

export interface HoldSoundOptions {
  readonly volume?: number;
  /** Gives up the opening, or closes what was opened. */
  readonly signal?: AbortSignal;
}

/**
 * A page's sound, behind one AudioContext at the device's own rate. Opening rejects with an `AssistantError`:
 * `microphone-denied`, `microphone-missing`, `microphone-in-use`, `insecure-page`, `audio-unsupported`,
 * `worklet-blocked`, `hold-sound-failed`, `aborted`.
 */
export interface AudioSystem {
  /** Call it inside a gesture of the visitor, before any `await`: browsers start audio only then. */
  unlock(): void;
  openInput(options?: AudioInputOptions): Promise<AudioInput>;
  openOutput(options?: AudioOutputOptions): Promise<AudioOutput>;
  /**
   * Loads a hold sound. What it takes to play one is loaded with the first.
   * @param url absolute, or relative to the page; CORS applies
   */
  openHoldSound(url: string, options?: HoldSoundOptions): Promise<HoldSound>;
  /**
   * Tells which devices there are, soon and whenever that changes. It asks the visitor for nothing. Returns the way to
   * stop.
   */
  watchDevices(listener: (devices: AudioDevices) => void): () => void;
  /**
   * Plays on this device from now on, null being the system's own, which stands in while the device is away. Rejects with
   * `speaker-missing` where the browser does not know it or lets no page choose; then the system's own plays. Holds while
   * sound is open.
   */
  setSpeaker(id: string | null): Promise<void>;
  /** Absent: this sound goes into no call. */
  readonly call?: CallSound;
  /** Closes what is open and frees the context. May be opened again afterwards. */
  close(): Promise<void>;
}
