import { AssistantError } from '../base/assistant-error.ts';
import type { Store } from '../base/store.ts';
import type { VoiceCommand } from '../voice/voice-messages.ts';
import type { Activity } from './activity.ts';
import type { SessionOptions } from './session-options.ts';
import type { AssistantMode, SessionSnapshot } from './snapshot.ts';
import type { Sound } from './sound.ts';

export interface ListeningParts {
  readonly sound: Sound;
  readonly activity: Activity;
  readonly store: Store<SessionSnapshot>;
  readonly options: () => SessionOptions;
  readonly connected: () => boolean;
  readonly connect: () => Promise<void>;
  readonly interrupt: () => void;
  readonly post: (command: VoiceCommand) => void;
  /** What the status follows from has changed. */
  readonly onChange: () => void;
  readonly fail: (error: AssistantError) => void;
}

function voiceUnavailable(): AssistantError {
  return new AssistantError('voice-unavailable', 'This network lets no sound through. Text goes on.');
}

/** Who is heard when: the mode, the turns of push-to-talk, and the mute button. */
export class Listening {
  readonly #parts: ListeningParts;
  #muted: boolean;
  /** A turn of push-to-talk has ended, and its last sound is on its way. */
  #isFlushing = false;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
    this.#muted = parts.store.value.muted;
    this.apply();
  }

  /** Opens the microphone, where this way carries sound. Answers whether there is one. */
  open(): Promise<boolean> {
    const { sound, store, connected, fail } = this.#parts;
    if (!connected() || store.value.transport !== 'http') return sound.openInput();
    fail(voiceUnavailable());
    return Promise.resolve(false);
  }

  /** Opens the microphone; with push-to-talk, begins a turn. */
  async start(): Promise<void> {
    const { sound, activity, store, connect, interrupt, onChange } = this.#parts;
    if (store.value.mode === 'push-to-talk') {
      interrupt();
      if (!activity.turnOpen) this.#forgetSilence();
      activity.turnOpen = true;
    }
    const microphone = this.open();
    this.apply();
    onChange();
    try {
      const [open] = await Promise.all([microphone, connect()]);
      if (store.value.transport === 'http') {
        void sound.closeInput();
        throw voiceUnavailable();
      }
      if (!open) throw store.value.error ?? new AssistantError('aborted', 'The microphone was released again.');
    } catch (error) {
      this.closeTurn();
      throw error;
    }
  }

  /** Releases the microphone; with push-to-talk, ends the turn. */
  async stop(): Promise<void> {
    const { sound, activity, store, post, onChange } = this.#parts;
    if (store.value.mode !== 'push-to-talk') return sound.closeInput();
    if (!activity.turnOpen) return;
    post({ type: 'end-turn' });
    this.#isFlushing = true;
    activity.turnOpen = false;
    // The microphone stays on for the moment that it takes to flush the last syllable: `turn-flushed` mutes it.
    onChange();
  }

  /** The last sound of a turn is here. */
  turnFlushed(): void {
    this.#isFlushing = false;
    this.apply();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.apply();
    this.#parts.store.patch({ muted });
  }

  setMode(mode: AssistantMode): void {
    const { sound, store, connected, post } = this.#parts;
    if (mode === store.value.mode) return;
    store.patch({ mode });
    this.closeTurn();
    if (mode === 'text') void sound.closeInput();
    else if (mode === 'hands-free' && connected()) void this.open();
    // What turn detection heard and did not take is nobody's turn.
    else if (mode === 'push-to-talk') post({ type: 'send', command: { type: 'clear-audio' } });
  }

  /** This way carries no sound: the visitor goes on in writing, and is told so. */
  giveUpSound(): void {
    const { sound, store, fail } = this.#parts;
    if (store.value.mode === 'text') return;
    void sound.closeInput();
    fail(voiceUnavailable());
  }

  /** A call sends silence between the turns as well, which is no part of any. */
  #forgetSilence(): void {
    const { store, connected, post } = this.#parts;
    const { transport } = store.value;
    if (!connected() || this.#isFlushing || (transport !== 'call' && transport !== 'direct')) return;
    post({ type: 'send', command: { type: 'clear-audio' } });
  }

  closeTurn(): void {
    this.#parts.activity.turnOpen = false;
    this.apply();
    this.#parts.onChange();
  }

  /** Truthful: the track is disabled while muted, and between the turns of push-to-talk. */
  apply(): void {
    const { sound, activity, store, options } = this.#parts;
    const pushToTalk = store.value.mode === 'push-to-talk';
    // Between two turns of push-to-talk there is nothing whose end a service would wait for.
    const as = pushToTalk ? 'nothing' : (options().mutedAs ?? 'silence');
    sound.setMuted(this.#muted || (pushToTalk && !activity.hearing), as);
  }
}
