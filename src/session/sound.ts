import { AssistantError } from '../base/assistant-error.ts';
import type { AudioDevices, AudioInput, AudioOutput, AudioSystem, MicrophoneSettings } from '../audio/audio-system.ts';
import type { MutedAs } from '../audio/worklet-settings.ts';
import type { VoiceCommand } from '../voice/voice-messages.ts';
import { Hold, type HoldHandlers } from './hold.ts';
import { checkOptions, type OptionChanges, type SessionOptions } from './session-options.ts';
import type { SessionSnapshot } from './snapshot.ts';

export interface SoundHandlers extends HoldHandlers {
  /** What a face shows of it. */
  readonly patch: (change: Partial<Pick<SessionSnapshot, 'microphone' | 'devices' | 'volume'>>) => void;
  readonly fail: (error: AssistantError) => void;
  /** What this error told is over. */
  readonly heal: (error: AssistantError) => void;
}

/** Sound that breaks is opened anew, but not for ever: a driver may break it each time. */
const RESTART_LIMIT = 6;
const RESTART_WINDOW_MS = 60_000;

/**
 * The session's microphone, loudspeaker and hold sound: opens them, hands their ports to the voice loop, and gives them back. What
 * cannot be opened is told and never fatal: the conversation goes on in text, and a microphone that is plugged in later
 * is taken up.
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
  /** The visitor wants to be heard, whether or not there is a microphone now. */
  #wantsInput = false;
  /** Why there is no microphone, where one that is plugged in would help. */
  #missing: AssistantError | null = null;
  #devices: AudioDevices | null = null;
  #stopWatching: (() => void) | null = null;
  #microphoneId: string | null = null;
  #speakerId: string | null = null;
  #speakerTrouble: AssistantError | null = null;
  #restarts: number[] = [];
  #muted = false;
  #mutedAs: MutedAs = 'nothing';
  #volume = 1;
  readonly #levelListeners = new Set<() => void>();
  readonly #onLevel = (): void => {
    for (const listener of this.#levelListeners) listener();
  };

  constructor(audio: AudioSystem, voice: MessagePort, handlers: SoundHandlers) {
    this.#audio = audio;
    this.#voice = voice;
    this.#handlers = handlers;
    this.hold = new Hold(audio, handlers);
  }

  /**
   * What is not taken up at once holds from the next opening. `named`: what is new of it; the rest stays as the visitor
   * may have chosen meanwhile.
   */
  configure(options: SessionOptions, named: OptionChanges = options): void {
    this.#options = options;
    this.hold.configure(options);
    if (named.volume !== undefined) this.setVolume(named.volume);
    if (named.speakerId !== undefined) this.setSpeaker(named.speakerId);
    if (named.microphoneId !== undefined) this.setMicrophone(named.microphoneId);
    else this.#input?.use(this.#microphone);
  }

  get inputLevel(): number {
    return this.#input?.level ?? 0;
  }

  get outputLevel(): number {
    return this.#output?.level ?? 0;
  }

  /** Calls `listener` when one of the levels is another. Returns the way to stop it. */
  watchLevels(listener: () => void): () => void {
    this.#levelListeners.add(listener);
    return () => this.#levelListeners.delete(listener);
  }

  get microphoneOpen(): boolean {
    return this.#input !== null;
  }

  /** Whether there is a microphone now. One prompt at a time: a second call joins the first. */
  openInput(): Promise<boolean> {
    this.#wantsInput = true;
    this.watchDevices();
    if (this.#input !== null) return Promise.resolve(true);
    if (this.#inputOpening === null) {
      const abort = new AbortController();
      this.#handlers.patch({ microphone: 'opening' });
      const done = this.#openInput(abort.signal).finally(() => {
        if (this.#inputOpening?.abort === abort) this.#inputOpening = null;
      });
      this.#inputOpening = { abort, done };
    }
    return this.#inputOpening.done;
  }

  async #openInput(signal: AbortSignal): Promise<boolean> {
    let opened: AudioInput | null = null;
    try {
      const { echoGate, frameMs } = this.#options;
      const input = await this.#audio.openInput({
        ...this.#microphone,
        muted: this.#muted,
        mutedAs: this.#mutedAs,
        echoGate: echoGate !== 'off',
        streamRate: streamRateOf(this.#options.audioFormat),
        ...(frameMs !== undefined && { frameMs }),
        signal,
        onLevel: this.#onLevel,
        onEnded: (error) => this.#inputEnded(opened, error),
      });
      if (signal.aborted) {
        await input.close();
        return false;
      }
      opened = input;
      // What changed while the browser asked.
      input.use(this.#microphone);
      input.mutedAs = this.#mutedAs;
      input.muted = this.#muted;
      this.#input = input;
      this.#post({ type: 'capture', port: input.port }, [input.port]);
      this.#handlers.patch({ microphone: 'on' });
      if (this.#missing !== null) this.#handlers.heal(this.#missing);
      this.#missing = null;
      return true;
    } catch (cause) {
      if (signal.aborted) return false;
      const error = asAssistantError(cause, 'The microphone could not be opened.');
      // Not by us: the sound of the page broke while the visitor was asked.
      if (error.code === 'aborted' && this.#mayRestart()) return this.#openInput(signal);
      this.#inputFailed(error);
      return false;
    }
  }

  /** Nothing to tell of a microphone that was given up already. */
  #inputEnded(input: AudioInput | null, error: AssistantError): void {
    if (input === null || input !== this.#input) return;
    this.#input = null;
    this.#post({ type: 'capture', port: null });
    void input.close();
    if (error.code === 'audio-unsupported' && this.#mayRestart()) void this.openInput();
    else this.#inputFailed(error);
  }

  #inputFailed(error: AssistantError): void {
    this.#missing = error.code === 'microphone-missing' || error.code === 'microphone-in-use' ? error : null;
    this.#handlers.patch({ microphone: 'failed' });
    this.#handlers.fail(error);
  }

  async closeInput(): Promise<void> {
    this.#wantsInput = false;
    this.#missing = null;
    this.#inputOpening?.abort.abort();
    const pending = this.#inputOpening !== null;
    this.#inputOpening = null;
    const input = this.#input;
    this.#input = null;
    if (input === null && !pending) return;
    this.#post({ type: 'capture', port: null });
    this.#handlers.patch({ microphone: 'off' });
    await input?.close();
  }

  /** Opens the loudspeaker where answers are to be heard; call it in the same task as the visitor's gesture, or it stays locked. */
  startOutput(): void {
    if (this.#options.output === 'text') return;
    this.#audio.unlock();
    this.openOutput().catch((error: AssistantError) => this.#handlers.fail(error));
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
        onLevel: this.#onLevel,
        onEnded: () => this.#outputEnded(opened),
      });
      if (signal.aborted) {
        await output.close();
        return false;
      }
      opened = output;
      output.volume = this.#volume;
      this.#output = output;
      this.#playOnSpeaker();
      void running.then(() => {
        if (this.#output !== output) return;
        this.#post({ type: 'playback', port: output.port }, [output.port]);
        this.reportLatency();
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
    if (this.#mayRestart()) this.openOutput().catch((error: AssistantError) => this.#handlers.fail(error));
    else this.#handlers.fail(new AssistantError('audio-unsupported', 'The sound broke off. Answers go on in writing.'));
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
    this.#handlers.patch({ volume });
  }

  /** Null: the system's own. Taken up at once, without a break in the conversation. */
  setMicrophone(id: string | null): void {
    checkOptions({ microphoneId: id ?? '' });
    this.#microphoneId = id || null;
    this.#input?.use(this.#microphone);
    this.#tellDevices();
  }

  setSpeaker(id: string | null): void {
    checkOptions({ speakerId: id ?? '' });
    this.#speakerId = id || null;
    this.#playOnSpeaker();
    this.#tellDevices();
  }

  /** From now on the snapshot tells which devices there are. It asks the visitor for nothing. */
  watchDevices(): void {
    this.#stopWatching ??= this.#audio.watchDevices((devices) => {
      const isChange = this.#devices !== null;
      this.#devices = devices;
      this.#tellDevices();
      if (isChange && devices.hasMicrophone && this.#missing !== null && this.#wantsInput) void this.openInput();
    });
  }

  #tellDevices(): void {
    const { microphones = [], speakers = [] } = this.#devices ?? {};
    const [microphoneId, speakerId] = [this.#microphoneId, this.#speakerId];
    this.#handlers.patch({ devices: { microphones, speakers, microphoneId, speakerId } });
  }

  /** How the microphone is opened, as things stand. */
  get #microphone(): MicrophoneSettings {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.#options;
    return {
      deviceId: this.#microphoneId ?? undefined,
      echoCancellation: echoCancellation !== 'off',
      noiseSuppression: noiseSuppression !== 'off',
      autoGainControl: autoGainControl !== 'off',
    };
  }

  #playOnSpeaker(): void {
    this.#audio.setSpeaker(this.#speakerId).then(
      () => {
        if (this.#speakerTrouble !== null) this.#handlers.heal(this.#speakerTrouble);
        this.#speakerTrouble = null;
      },
      (error: AssistantError) => {
        this.#speakerTrouble = error;
        this.#handlers.fail(error);
      },
    );
  }

  #mayRestart(): boolean {
    const now = Date.now();
    this.#restarts = this.#restarts.filter((at) => now - at < RESTART_WINDOW_MS);
    if (this.#restarts.length >= RESTART_LIMIT) return false;
    this.#restarts.push(now);
    return true;
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

  /** The same for good. */
  async dispose(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    await this.close();
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
