import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { FaceOptionsController } from './face-options.ts';
import { HoldToTalk } from './hold-to-talk.ts';
import { endIcon, microphoneIcon, microphoneOffIcon, stopIcon } from './icons.ts';
import { controlsStyles } from './realtime-controls.styles.ts';
import { end, talk, type } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isAnswering, isHandsFree, isListening, isLive } from './voice-state.ts';

/**
 * The buttons of a conversation: the switch of hands-free talk, mute, stop, end; with push-to-talk, a button to hold. Only
 * those that do something now are there.
 *
 * @tag realtime-controls
 * @csspart button - Every button.
 * @csspart hands-free-button - The switch between talking and typing.
 * @csspart switch-track - Its drawing.
 * @csspart switch-thumb - What moves in it.
 * @csspart talk-button - Begins to talk, where no one types.
 * @csspart mute-button - Mutes the microphone.
 * @csspart stop-button - Stops the answer.
 * @csspart hold-button - Hold to talk.
 * @csspart end-button - Ends the conversation.
 * @cssstate recording - The button is held: what is said is sent.
 */
export class RealtimeControls extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [theme, buttons, controlsStyles];
  static readonly parts: readonly string[] = [
    'button',
    'hands-free-button',
    'switch-track',
    'switch-thumb',
    'talk-button',
    'mute-button',
    'stop-button',
    'hold-button',
    'end-button',
  ];

  /** For a bar without a text field: a button to talk in place of the switch. */
  @property({ type: Boolean }) compact = false;

  readonly #internals = this.attachInternals();
  readonly #words = new StringsController(this);
  readonly #options = new FaceOptionsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, mode, microphone, muted }) => ({ status, mode, microphone, muted }),
    sameValues,
  );
  readonly #hold = new HoldToTalk(this, () => this.#session.session);
  #hadFocus = false;

  /** Begins a turn of push-to-talk, for a key that is pressed elsewhere; it ends when any key is let go. */
  press(): void {
    if (this.#session.value?.mode === 'push-to-talk') this.#hold.press();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (this.#hold.isHeld) this.#internals.states.add('recording');
    else this.#internals.states.delete('recording');
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const { session, value } = this.#session;
    const live = value !== undefined && isLive(value.status);
    return html`<div class="row ${this.compact ? 'compact' : ''}" role="group" aria-label=${words.controls}>
      ${value?.mode === 'push-to-talk' ? this.#holdButton() : this.#talkButton(live)}
      ${
        live && value.microphone === 'on' && (value.muted || isListening(value))
          ? html`<button
            part="button mute-button"
            class="soft"
            aria-pressed=${value.muted}
            aria-label=${words.mute}
            title=${words.mute}
            @click=${() => session?.setMuted(!value.muted)}
          >
            ${value.muted ? microphoneOffIcon : microphoneIcon}
          </button>`
          : nothing
      }
      ${
        value && isAnswering(value.status)
          ? html`<button
            part="button stop-button"
            class="soft"
            aria-label=${words.stop}
            title=${words.stop}
            @click=${() => session?.interrupt()}
          >
            ${stopIcon}
          </button>`
          : nothing
      }
      ${
        live && value.mode !== 'text'
          ? html`<button
            part="button end-button"
            class="danger"
            aria-label=${words.end}
            title=${words.end}
            @click=${() => session && end(session)}
          >
            ${endIcon}
          </button>`
          : nothing
      }
    </div>`;
  }

  protected override updated(): void {
    // The pressed button may have gone with what it did; the keyboard must not be lost with it.
    if (this.#hadFocus && this.shadowRoot?.activeElement === null) {
      this.renderRoot.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    }
  }

  #talkButton(live: boolean): TemplateResult | typeof nothing {
    const words = this.#words.value;
    const { session, value } = this.#session;
    const on = value !== undefined && isHandsFree(value);
    if (!this.#options.value.modes.includes('hands-free') && !on) return nothing;
    if (!this.compact) {
      return html`<button
        part="button hands-free-button"
        class="switch"
        role="switch"
        aria-checked=${on}
        title=${on ? words.typeInstead : words.talk}
        ?disabled=${!session}
        @click=${() => session && (on ? type(session) : talk(session))}
      >
        <span part="switch-track" class="track"><span part="switch-thumb" class="thumb"></span></span>
        <bdi>${words.inputHandsFree}</bdi>
      </button>`;
    }
    if (live && on) return nothing;
    return html`<button
      part="button talk-button"
      class="filled"
      aria-label=${words.talk}
      title=${words.talk}
      ?disabled=${!session}
      @click=${() => session && talk(session)}
    >
      ${microphoneIcon}
    </button>`;
  }

  #holdButton(): TemplateResult {
    const words = this.#words.value;
    const { isHeld } = this.#hold;
    return html`<button
      part="button hold-button"
      class="soft hold ${isHeld ? 'held' : ''}"
      title=${words.hintHold}
      aria-keyshortcuts="Space"
      ?disabled=${!this.#session.session}
      @pointerdown=${this.#onPointerdown}
      @keydown=${this.#onKeydown}
      @blur=${() => this.#hold.release()}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${isHeld ? html`<span class="recording"></span>` : microphoneIcon}<bdi>${isHeld ? words.letGo : words.holdToTalk}</bdi>
    </button>`;
  }

  #onPointerdown(event: PointerEvent): void {
    if (event.button !== 0) return;
    // A finger that slides off the button still holds it.
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#hold.press();
  }

  #onKeydown(event: KeyboardEvent): void {
    if ((event.key !== ' ' && event.key !== 'Enter') || event.repeat) return;
    event.preventDefault();
    this.#hold.press();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-controls': RealtimeControls;
  }
}
