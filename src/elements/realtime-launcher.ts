import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { RealtimeLaunchEvent } from './face-events.ts';
import { endIcon, launcherIcon } from './icons.ts';
import { end } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { statusWords } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isLive } from './voice-state.ts';

/**
 * The button that opens the assistant. While a spoken conversation goes on behind a closed panel it says so, and can
 * end it: a visitor must never wonder whether the microphone is on.
 *
 * @tag realtime-launcher
 * @slot icon - The picture on the button.
 * @fires {RealtimeLaunchEvent} realtime-launch - The button was pressed. It bubbles, and stays in its tree.
 * @csspart button - The button.
 * @csspart label - Its words, where it has any.
 * @csspart end-button - Ends a conversation that goes on.
 * @cssprop [--realtime-launcher-size=3.75rem] - Height of the button, and its width without words.
 * @cssprop [--realtime-launcher-background] - Default: the accent.
 * @cssprop [--realtime-launcher-text] - Colour of icon and words; default: what reads well on the accent.
 */
export class RealtimeLauncher extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    buttons,
    css`
      :host {
        --_size: var(--realtime-launcher-size, calc(var(--_rem) * 3.75));
        display: inline-block;
      }
      .shell {
        display: flex;
        align-items: center;
        border-radius: calc(var(--_size) / 2);
        background: var(--realtime-launcher-background, var(--_accent));
        color: var(--realtime-launcher-text, var(--_on-accent));
        box-shadow: var(--_shadow);
        transition: translate 0.2s;
      }
      .shell:hover {
        translate: 0 calc(-2px * var(--_motion));
      }
      .main {
        flex: 0 1 auto;
        min-inline-size: var(--_size);
        min-block-size: var(--_size);
        border: 0;
        border-radius: inherit;
      }
      .icon {
        display: grid;
        flex: none;
        inline-size: calc(var(--_size) * 0.48);
        block-size: calc(var(--_size) * 0.48);
      }
      .worded .icon {
        inline-size: calc(var(--_size) * 0.42);
        block-size: calc(var(--_size) * 0.42);
      }
      .icon svg,
      ::slotted(*) {
        inline-size: 100%;
        block-size: 100%;
      }
      /* Two rings: whatever the page behind it looks like, one of them is seen. */
      .main:focus-visible,
      .end:focus-visible {
        outline: 3px solid var(--_accent);
        outline-offset: 3px;
        box-shadow: 0 0 0 3px var(--_surface);
      }
      .worded {
        padding-inline: calc(var(--_space) * 4) calc(var(--_space) * 6);
      }
      .label {
        font-size: 1.0667em;
        font-weight: 600;
        text-align: start;
        overflow-wrap: break-word;
      }
      .live {
        background: var(--_surface);
        color: var(--_text);
      }
      .live .main {
        gap: calc(var(--_space) * 2.5);
        padding-inline: calc(var(--_space) * 2.5) calc(var(--_space) * 2);
      }
      .live realtime-orb {
        --realtime-orb-size: min(calc(var(--_size) * 0.7), 14vw);
      }
      .end {
        margin-inline-end: calc((var(--_size) - var(--_target)) / 2);
      }
      @media (forced-colors: active) {
        .shell {
          border: 1px solid ButtonBorder;
        }
      }
    `,
  ];
  static readonly parts: readonly string[] = ['button', 'label', 'end-button'];

  /** Words on the button, beside the icon. Without them it is round. */
  @property() label: string | undefined;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, mode, microphone, muted }) => ({ status, mode, microphone, muted }),
    sameValues,
  );

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const value = this.#session.value;
    const live = value !== undefined && isLive(value.status) && value.mode !== 'text';
    const label = live ? statusWords(value, words) : this.label;
    const name = live ? `${words.openAssistantLive}: ${label}` : label ?? words.openAssistant;
    return html`<div class="shell ${live ? 'live' : ''}">
      <button
        part="button"
        class="main ${label ? 'worded' : ''}"
        aria-haspopup="dialog"
        aria-label=${name}
        @click=${() => this.dispatchEvent(new RealtimeLaunchEvent())}
      >
        ${
          live
            ? html`<realtime-orb aria-hidden="true"></realtime-orb>`
            : html`<span class="icon"><slot name="icon">${launcherIcon}</slot></span>`
        }
        ${label ? html`<span part="label" class="label">${label}</span>` : nothing}
      </button>
      ${live ? this.#endButton(words.end) : nothing}
    </div>`;
  }

  #endButton(label: string): TemplateResult {
    return html`<button
      part="end-button"
      class="end danger"
      aria-label=${label}
      title=${label}
      @click=${() => {
        if (this.#session.session) end(this.#session.session);
        this.focus();
      }}
    >
      ${endIcon}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-launcher': RealtimeLauncher;
  }
}
