import { AssistantError } from '../base/assistant-error.ts';
import type { AudioInput, AudioOutput, AudioSystem } from '../audio/audio-system.ts';
import type { VoiceCommand } from '../voice/voice-messages.ts';
import { Hold, type HoldHandlers } from './hold.ts';
import type { SessionOptions } from './session-options.ts';
import type { MicrophoneState } from './snapshot.ts';
import type { MutedAs } from '../audio/worklet-settings.ts';

export interface SoundHandlers extends HoldHandlers {
  readonly onMicrophone: (state: MicrophoneState, error: AssistantError | null) => void;
  /** The loudspeaker broke while it was open. */
  readonly onSpeakerLost: (error: AssistantError) => void;
}

/**
 * The session's microphone, loudspeaker and hold sound: opens them, hands their ports to the voice loop, and gives them back. What
 * cannot be opened is told and never fatal: the conversation goes on in text.
 */
export class Sound {
  readonly hold: Hold;
  readonly #audio: AudioSystem;
  readonly #voice: MessagePort;
  readonly #handlers: SoundHandlers;
  #input: AudioInput | null = null;
  #output: AudioOutput | null = null;
  #inputOpening: { readonly abort: AbortController; readonly done: Promise<boolean> } | null = null;
  #outputOpening: Promise<boolean> | null = null;
  #outputAbort = new AbortController();
  #options: Partial<SessionOptions> = {};
  #muted = false;
  #mutedAs: MutedAs = 'nothing';
  #volume = 1;

  constructor(audio: AudioSystem, voice: MessagePort, handlers: SoundHandlers) {
    this.#audio = audio;
    this.#voice = voice;
    this.#handlers = handlers;
    this.hold = new Hold(audio, handlers);
  }

  /** What is not taken up at once holds from the next opening. */
  configure(options: SessionOptions): void {
    this.#options = options;
    this.hold.configure(options);
    if (options.volume !== undefined) this.setVolume(options.volume);
  }

  get inputLevel(): number {
    return this.#input?.level ?? 0;
  }

  get outputLevel(): number {
    return this.#output?.level ?? 0;
  }

  get microphoneOpen(): boolean {
    return this.#input !== null;
  }

  unlock(): void {
    this.#audio.unlock();
  }

  /** Whether there is a microphone now. One prompt at a time: a second call joins the first. */
  openInput(): Promise<boolean> {
    if (this.#input !== null) return Promise.resolve(true);
    if (this.#inputOpening === null) {
      const abort = new AbortController();
      this.#handlers.onMicrophone('opening', null);
      const done = this.#openInput(abort.signal).finally(() => {
        if (this.#inputOpening?.abort === abort) this.#inputOpening = null;
      });
      this.#inputOpening = { abort, done };
    }
    return this.#inputOpening.done;
  }

  async #openInput(signal: AbortSignal): Promise<boolean> {
    try {
      const { echoCancellation, noiseSuppression, autoGainControl, echoGate, frameMs, microphoneId } = this.#options;
      const input = await this.#audio.openInput({
        muted: this.#muted,
        mutedAs: this.#mutedAs,
        echoCancellation: echoCancellation !== 'off',
        noiseSuppression: noiseSuppression !== 'off',
        autoGainControl: autoGainControl !== 'off',
        echoGate: echoGate !== 'off',
        streamRate: streamRateOf(this.#options.audioFormat),
        ...(frameMs !== undefined && { frameMs }),
        ...(microphoneId !== undefined && { deviceId: microphoneId }),
        signal,
        onEnded: () => void this.#inputEnded(),
      });
      if (signal.aborted) {
        await input.close();
        return false;
      }
      input.mutedAs = this.#mutedAs;
      input.muted = this.#muted;
      this.#input = input;
      this.#post({ type: 'capture', port: input.port }, [input.port]);
      this.#handlers.onMicrophone('on', null);
      return true;
    } catch (cause) {
      if (signal.aborted) return false;
      this.#handlers.onMicrophone('failed', asAssistantError(cause, 'The microphone could not be opened.'));
      return false;
    }
  }

  async #inputEnded(): Promise<void> {
    await this.closeInput();
    this.#handlers.onMicrophone(
      'failed',
      new AssistantError('microphone-missing', 'The microphone was taken away. You can go on in text.'),
    );
  }

  async closeInput(): Promise<void> {
    this.#inputOpening?.abort.abort();
    const pending = this.#inputOpening !== null;
    this.#inputOpening = null;
    const input = this.#input;
    this.#input = null;
    if (input === null && !pending) return;
    this.#post({ type: 'capture', port: null });
    this.#handlers.onMicrophone('off', null);
    await input?.close();
  }

  /** Whether there is sound now. Failing is told by the returned promise's rejection with an `AssistantError`. */
  openOutput(): Promise<boolean> {
    if (this.#output !== null) return Promise.resolve(true);
    if (this.#outputOpening === null) {
      const opening = this.#openOutput(this.#outputAbort.signal).finally(() => {
        if (this.#outputOpening === opening) this.#outputOpening = null;
      });
      this.#outputOpening = opening;
    }
    return this.#outputOpening;
  }

  async #openOutput(signal: AbortSignal): Promise<boolean> {
    // Until the browser lets sound through, answers are only written: nobody wants to hear old ones with the first click.
    let onRunning = (): void => {};
    const running = new Promise<void>((resolve) => {
      onRunning = resolve;
    });
    let opened: AudioOutput | null = null;
    try {
      const output = await this.#audio.openOutput({
        volume: this.#volume,
        streamRate: streamRateOf(this.#options.audioFormat),
        signal,
        onRunning,
        onEnded: () => this.#outputEnded(opened),
      });
      if (signal.aborted) {
        await output.close();
        return false;
      }
      opened = output;
      output.volume = this.#volume;
      this.#output = output;
      void running.then(() => {
        if (this.#output === output) this.#post({ type: 'playback', port: output.port }, [output.port]);
      });
      return true;
    } catch (cause) {
      if (signal.aborted) return false;
      throw asAssistantError(cause, 'Sound could not be started.');
    }
  }

  /** Nothing to tell of a loudspeaker that was given up already. */
  #outputEnded(output: AudioOutput | null): void {
    if (output === null || output !== this.#output) return;
    this.#output = null;
    this.#post({ type: 'playback', port: null });
    this.#handlers.onSpeakerLost(new AssistantError('audio-unsupported', 'The sound broke off. Answers go on in writing.'));
  }

  /** What the device holds back now; it may change while it plays (Bluetooth). */
  reportLatency(): void {
    if (this.#output !== null) this.#post({ type: 'latency', ms: this.#output.latencyMs });
  }

  setMuted(muted: boolean, as: MutedAs): void {
    this.#muted = muted;
    this.#mutedAs = as;
    if (this.#input === null) return;
    this.#input.mutedAs = as;
    this.#input.muted = muted;
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.hold.volume = volume;
    if (this.#output !== null) this.#output.volume = volume;
  }

  /** Frees microphone, loudspeaker and context. It can be opened again. */
  async close(): Promise<void> {
    const output = this.#output;
    this.#output = null;
    this.hold.close();
    this.#outputAbort.abort();
    this.#outputAbort = new AbortController();
    this.#outputOpening = null;
    const closing = this.closeInput();
    if (output !== null) this.#post({ type: 'playback', port: null });
    // All at once: who opens sound again in the meantime must not find it closed behind them.
    await Promise.all([closing, output?.close(), this.#audio.close()]);
  }

  #post(command: VoiceCommand, transfer: Transferable[] = []): void {
    this.#voice.postMessage(command, transfer);
  }
}

/** Frames a second on the wire. */
function streamRateOf(format: SessionOptions['audioFormat']): number {
  return format === undefined || format === 'pcm16' ? 24_000 : 8_000;
}

function asAssistantError(cause: unknown, message: string): AssistantError {
  return cause instanceof AssistantError ? cause : new AssistantError('audio-unsupported', message, { cause });
}
