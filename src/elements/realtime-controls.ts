import { LitElement, css, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { endIcon, keyboardIcon, microphoneIcon, microphoneOffIcon, stopIcon } from './icons.ts';
import { end, letGo, press, talk, type } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isAnswering, isHandsFree, isListening, isLive } from './voice-state.ts';

/**
 * The buttons of a conversation: mute, stop, hands-free, end; with push-to-talk, a button to hold. Only those that do
 * something now are there.
 *
 * @tag realtime-controls
 * @csspart button - Every button.
 * @csspart mute-button - Mutes the microphone.
 * @csspart stop-button - Stops the answer.
 * @csspart hands-free-button - Switches between talking and typing.
 * @csspart hold-button - Hold to talk.
 * @csspart end-button - Ends the conversation.
 */
export class RealtimeControls extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    buttons,
    css`
      :host {
        display: inline-block;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: calc(var(--_space) * 1.5);
      }
      button[aria-pressed='true'],
      button[aria-pressed='true']:hover:not(:disabled) {
        background: var(--_danger-soft);
        color: var(--_danger);
      }
      .hold {
        user-select: none;
        -webkit-user-select: none;
        -webkit-touch-callout: none;
        touch-action: none;
      }
      .hold:active,
      .hold.held {
        background: var(--_accent);
        color: var(--_on-accent);
      }
    `,
  ];
  static readonly parts: readonly string[] = [
    'button',
    'mute-button',
    'stop-button',
    'hands-free-button',
    'hold-button',
    'end-button',
  ];

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, mode, microphone, muted }) => ({ status, mode, microphone, muted }),
    sameValues,
  );
  #held = false;
  #hadFocus = false;

  override disconnectedCallback(): void {
    this.#letGo();
    super.disconnectedCallback();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const value = this.#session.value;
    const live = value !== undefined && isLive(value.status);
    const handsFree = value !== undefined && isHandsFree(value);
    return html`<div class="row" role="group" aria-label=${words.controls}>
      ${
        live && value.microphone === 'on' && (value.muted || isListening(value))
          ? html`<button
            part="button mute-button"
            class="quiet"
            aria-pressed=${value.muted}
            aria-label=${words.mute}
            title=${words.mute}
            @click=${() => this.#session.session?.setMuted(!value.muted)}
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
            @click=${() => this.#session.session?.interrupt()}
          >
            ${stopIcon}
          </button>`
          : nothing
      }
      ${value?.mode === 'push-to-talk' ? this.#holdButton() : this.#handsFreeButton(handsFree)}
      ${live && value.mode !== 'text' ? this.#endButton() : nothing}
    </div>`;
  }

  protected override updated(): void {
    // The pressed button may have gone with what it did; the keyboard must not be lost with it.
    if (this.#hadFocus && this.shadowRoot?.activeElement === null) {
      this.renderRoot.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    }
  }

  #handsFreeButton(on: boolean): TemplateResult {
    const words = this.#words.value;
    const { session } = this.#session;
    return html`<button
      part="button hands-free-button"
      class=${on ? 'quiet' : 'soft'}
      role="switch"
      aria-checked=${on}
      aria-label=${words.talk}
      title=${on ? words.typeInstead : words.talk}
      ?disabled=${!session}
      @click=${() => session && (on ? type(session) : talk(session))}
    >
      ${on ? keyboardIcon : microphoneIcon}
    </button>`;
  }

  #holdButton(): TemplateResult {
    const words = this.#words.value;
    return html`<button
      part="button hold-button"
      class="soft hold ${this.#held ? 'held' : ''}"
      aria-label=${words.holdToTalk}
      title=${words.holdToTalk}
      ?disabled=${!this.#session.session}
      @pointerdown=${this.#onPointerdown}
      @pointerup=${this.#letGo}
      @pointercancel=${this.#letGo}
      @keydown=${this.#onKeydown}
      @keyup=${this.#letGo}
      @blur=${this.#letGo}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${microphoneIcon}
    </button>`;
  }

  #endButton(): TemplateResult {
    const words = this.#words.value;
    return html`<button
      part="button end-button"
      class="danger"
      aria-label=${words.end}
      title=${words.end}
      @click=${() => this.#session.session && end(this.#session.session)}
    >
      ${endIcon}
    </button>`;
  }

  #onPointerdown(event: PointerEvent): void {
    if (event.button !== 0) return;
    // A finger that slides off the button still holds it.
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#press();
  }

  #onKeydown(event: KeyboardEvent): void {
    if ((event.key !== ' ' && event.key !== 'Enter') || event.repeat) return;
    event.preventDefault();
    this.#press();
  }

  #press(): void {
    const { session } = this.#session;
    if (!session || this.#held) return;
    this.#held = true;
    this.requestUpdate();
    press(session);
  }

  #letGo(): void {
    if (!this.#held) return;
    this.#held = false;
    this.requestUpdate();
    if (this.#session.session) letGo(this.#session.session);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-controls': RealtimeControls;
  }
}
