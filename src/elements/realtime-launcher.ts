import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { RealtimeLaunchEvent } from './face-events.ts';
import { launcherIcon } from './icon.ts';
import { launcherStrings } from './launcher-strings.ts';
import type { LauncherLive } from './launcher-live.ts';
import { whenOnDemand } from './load-on-demand.ts';
import { buttonBase, theme } from './tokens.ts';

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
    buttonBase,
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
      button:focus-visible {
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
      /* It is being loaded, and seldom for longer than the eye takes: only then is there anything to see. */
      .busy .icon {
        animation: busy 1s 0.3s infinite alternate;
      }
      @keyframes busy {
        to {
          opacity: 0.3;
        }
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

  /** Set by the owner while the panel is being loaded (`busy`), or where it could not be (`failed`). */
  @property({ attribute: false }) state: '' | 'busy' | 'failed' = '';

  /** Its words before anything is loaded; then those of the provider. */
  @property({ attribute: false }) words: Partial<typeof launcherStrings> = launcherStrings;

  #live: LauncherLive | undefined;

  constructor() {
    super();
    void whenOnDemand.then(({ LauncherLive }) => {
      this.#live = new LauncherLive(this);
      this.requestUpdate();
    });
  }

  protected override render(): TemplateResult {
    const { openAssistant, openAssistantLive, openFailed } = { ...launcherStrings, ...(this.#live ?? this).words };
    const live = this.#live?.label === undefined ? undefined : this.#live;
    const trouble = this.state === 'failed' ? openFailed : '';
    const label = live?.label ?? (trouble || this.label);
    const name = live ? `${openAssistantLive}: ${label}` : label ?? openAssistant;
    return html`<div class="shell ${live ? 'live' : ''} ${this.state}">
        <button
          part="button"
          class="main ${label ? 'worded' : ''}"
          aria-haspopup="dialog"
          aria-label=${name}
          aria-busy=${this.state === 'busy'}
          @click=${() => this.dispatchEvent(new RealtimeLaunchEvent())}
        >
          ${live?.picture ?? html`<span class="icon"><slot name="icon">${launcherIcon}</slot></span>`}
          ${label ? html`<span part="label" class="label">${label}</span>` : nothing}
        </button>
        ${live?.endButton ?? nothing}
      </div>
      <span class="visually-hidden" role="status">${trouble}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-launcher': RealtimeLauncher;
  }
}
