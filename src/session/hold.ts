import { AssistantError } from '../base/assistant-error.ts';
import type { AudioSystem, HoldSound } from '../audio/audio-system.ts';
import type { SessionOptions } from './session-options.ts';
import type { AssistantStatus } from './snapshot.ts';

/**
 * How long a tool runs before the wait is filled. So long a silence is the usual one before an answer that needs
 * thought; beyond it, people begin to take it for trouble (K. Kendrick and F. Torreira, "The Timing and Construction of
 * Preference", Discourse Processes 52, 2015). Most tools are faster, and are never heard.
 */
export const MOMENT_MS = 700;

export interface HoldHandlers {
  /** Whether the hold sound plays, whenever that changes. */
  readonly onHolding: (holding: boolean) => void;
  /** It cannot be played; told once an address. */
  readonly onError: (error: AssistantError) => void;
}

/**
 * Decides when the hold sound plays: while a tool runs longer than a moment and neither side speaks. It is loaded when
 * it is due for the first time, and kept as long as there is sound at all.
 */
export class Hold {
  readonly #audio: AudioSystem;
  readonly #handlers: HoldHandlers;
  #url: string | null = null;
  #volume = 1;
  #sound: HoldSound | null = null;
  #opening: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A tool runs, and it is quiet. */
  #due = false;
  /** It has been for longer than a moment. */
  #ripe = false;
  #holding = false;
  /** The visitor wanted silence: until no tool runs any more. */
  #silenced = false;
  #failed = false;

  constructor(audio: AudioSystem, handlers: HoldHandlers) {
    this.#audio = audio;
    this.#handlers = handlers;
  }

  /** How far what is heard is from one beat to the next, 0 to 1; null while nothing is heard. */
  get phase(): number | null {
    return this.#holding ? (this.#sound?.phase ?? null) : null;
  }

  configure({ holdSound, output }: Partial<SessionOptions>): void {
    // Who wants no voice wants no music.
    const url = output === 'text' || !holdSound ? null : holdSound;
    if (url === this.#url) return;
    this.close();
    this.#url = url;
    this.#failed = false;
    if (this.#due) this.#wait();
  }

  set volume(volume: number) {
    this.#volume = volume;
    if (this.#sound !== null) this.#sound.volume = volume;
  }

  /** What goes on now, after each change of it. */
  update(status: AssistantStatus, toolsRun: boolean): void {
    if (!toolsRun) this.#silenced = false;
    const due = toolsRun && status === 'thinking' && !this.#silenced;
    const spoken = status === 'hearing' || status === 'speaking';
    if (due !== this.#due) {
      this.#due = due;
      if (due) this.#wait();
      else this.#rest(spoken ? 'at-once' : 'gently');
    } else if (spoken) {
      // What fades out gently has to hurry.
      this.#sound?.stop('at-once');
    }
  }

  /** The visitor asked for silence. */
  silence(): void {
    this.#silenced = true;
    this.#due = false;
    this.#rest('at-once');
  }

  /** Frees the sound. It is loaded anew when it is due again. */
  close(): void {
    this.#rest('at-once');
    this.#opening?.abort();
    this.#opening = null;
    this.#sound?.close();
    this.#sound = null;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#url === null || this.#failed) return;
    this.#timer = setTimeout(() => {
      this.#ripe = true;
      void this.#begin();
    }, MOMENT_MS);
  }

  #rest(manner: 'at-once' | 'gently'): void {
    clearTimeout(this.#timer);
    this.#ripe = false;
    if (!this.#holding) return;
    this.#sound?.stop(manner);
    this.#hold(false);
  }

  async #begin(): Promise<void> {
    if (this.#sound === null && !(await this.#open())) return;
    // While it was loaded the wait may have ended, and another may have begun.
    if (!this.#ripe) return;
    this.#sound?.play();
    this.#hold(true);
  }

  /** Whether there is a sound now. */
  async #open(): Promise<boolean> {
    if (this.#url === null || this.#opening !== null) return false;
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const sound = await this.#audio.openHoldSound(this.#url, { volume: this.#volume, signal: opening.signal });
      if (opening.signal.aborted) {
        sound.close();
        return false;
      }
      this.#sound = sound;
      sound.volume = this.#volume;
      return true;
    } catch (cause) {
      if (opening.signal.aborted) return false;
      this.#failed = true;
      const error = cause instanceof AssistantError ? cause : null;
      this.#handlers.onError(
        error ?? new AssistantError('hold-sound-failed', 'The hold sound could not be played.', { cause }),
      );
      return false;
    } finally {
      if (this.#opening === opening) this.#opening = null;
    }
  }

  #hold(holding: boolean): void {
    if (holding === this.#holding) return;
    this.#holding = holding;
    this.#handlers.onHolding(holding);
  }
}
