import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { RealtimeDismissEvent } from './face-events.ts';
import { closeIcon, freshIcon, microphoneIcon, settingsIcon } from './icons.ts';
import { exportedNames, nestedParts } from './nested-parts.ts';
import { RealtimeComposer } from './realtime-composer.ts';
import { RealtimeControls } from './realtime-controls.ts';
import { RealtimeDevices } from './realtime-devices.ts';
import { RealtimeOrb } from './realtime-orb.ts';
import { panelStyles } from './realtime-panel.styles.ts';
import { RealtimeStatus } from './realtime-status.ts';
import { RealtimeTranscript } from './realtime-transcript.ts';
import { send, talk } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isAnswering, isListening, isLive } from './voice-state.ts';
import { welcome, welcomeStyles } from './welcome.ts';

/**
 * The whole conversation in one pane: heading, transcript or welcome, orb and status, composer and controls. It fills
 * the box that it is given. Escape stops an answer; when there is none to stop, it closes the sound settings, or asks to
 * be dismissed.
 *
 * @tag realtime-panel
 * @slot heading - The title; default: the `heading` attribute.
 * @slot header-actions - Buttons in the header, before those of the panel.
 * @slot empty - The welcome, while nothing has been said.
 * @slot suggestions - Buttons with questions to begin with; pressing one sends its text.
 * @slot footer - Small print under the composer.
 * @fires {RealtimeDismissEvent} realtime-dismiss - The visitor wants to leave; it bubbles inside its tree.
 * @csspart header - The bar at the top.
 * @csspart heading - The title in it.
 * @csspart settings-button - Shows and hides the sound settings.
 * @csspart settings - Around the sound settings.
 * @csspart devices - The `<realtime-devices>` in it.
 * @csspart clear-button - Begins a new conversation.
 * @csspart close-button - Closes the panel.
 * @csspart transcript - The `<realtime-transcript>`.
 * @csspart stage - Orb and status.
 * @csspart orb - The `<realtime-orb>`.
 * @csspart status - The `<realtime-status>`.
 * @csspart welcome - What is shown while nothing has been said.
 * @csspart start-button - "Start talking".
 * @csspart composer - The `<realtime-composer>`.
 * @csspart controls - The `<realtime-controls>`.
 * @csspart footer - Around the slot of that name.
 */
export class RealtimePanel extends LitElement {
  static override styles = [theme, buttons, welcomeStyles, panelStyles];
  static readonly parts: readonly string[] = [
    'header',
    'heading',
    'settings-button',
    'settings',
    'devices',
    'clear-button',
    'close-button',
    'transcript',
    'stage',
    'orb',
    'status',
    'welcome',
    'start-button',
    'composer',
    'controls',
    'footer',
    ...exportedNames('devices', RealtimeDevices.parts),
    ...exportedNames('transcript', RealtimeTranscript.parts),
    ...exportedNames('orb', RealtimeOrb.parts),
    ...exportedNames('status', RealtimeStatus.parts),
    ...exportedNames('composer', RealtimeComposer.parts),
    ...exportedNames('controls', RealtimeControls.parts),
  ];

  /** The title; default: the provider's words. */
  @property() heading: string | undefined;

  /** Whether there is a close button, and Escape asks to be dismissed. */
  @property({ type: Boolean }) dismissible = false;

  @state() private settingsShown = false;
  @query('realtime-composer') private readonly composer!: RealtimeComposer | null;
  @query('realtime-controls') private readonly controls!: RealtimeControls | null;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, mode, microphone, messages, error }) => ({
      status,
      mode,
      begun: messages.length > 0,
      troubled: error !== null,
      // Connected, and nothing goes on that the visitor does not see: typing needs no row that says "ready".
      resting: !isLive(status) || (status === 'listening' && !isListening({ mode, microphone })),
    }),
    sameValues,
  );

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.#onKeydown(event));
  }

  /** Puts the focus where the visitor goes on: into the text field, or on the controls while it rests. */
  override focus(options?: FocusOptions): void {
    this.composer?.focus(options);
    if (this.renderRoot.querySelector(':focus') === null) this.controls?.focus(options);
  }

  protected override render(): TemplateResult {
    const value = this.#session.value;
    const live = value !== undefined && isLive(value.status);
    const begun = value?.begun ?? false;
    const resting = begun && (value?.resting ?? true);
    // Without anything to say, the row between transcript and composer is not there.
    const stage = `stage ${resting ? 'resting' : ''} ${resting && !value?.troubled ? 'silent' : ''}`;
    return html`${this.#header(begun)} ${this.settingsShown ? this.#settings() : nothing}
      <div class="body ${begun ? '' : 'fresh'}">
        <realtime-transcript
          part="transcript"
          exportparts=${nestedParts('transcript', RealtimeTranscript.parts)}
        ></realtime-transcript>
        <div part="stage" class=${stage}>
          <realtime-orb
            part="orb"
            exportparts=${nestedParts('orb', RealtimeOrb.parts)}
            aria-hidden="true"
          ></realtime-orb>
          <realtime-status part="status" exportparts=${nestedParts('status', RealtimeStatus.parts)}></realtime-status>
          ${begun ? nothing : this.#welcome(live || value === undefined || value.status === 'error')}
        </div>
      </div>
      <div class="dock">
        <realtime-composer part="composer" exportparts=${nestedParts('composer', RealtimeComposer.parts)}>
          <realtime-controls
            slot="controls"
            part="controls"
            exportparts=${nestedParts('controls', RealtimeControls.parts)}
          ></realtime-controls>
        </realtime-composer>
        <div part="footer" class="footer"><slot name="footer"></slot></div>
      </div>`;
  }

  #header(begun: boolean): TemplateResult {
    const words = this.#words.value;
    return html`<div part="header" class="header">
      <h2 part="heading" dir="auto"><slot name="heading">${this.heading ?? words.heading}</slot></h2>
      <slot name="header-actions"></slot>
      <button
        part="settings-button"
        class="quiet settings-button"
        aria-label=${words.soundSettings}
        title=${words.soundSettings}
        aria-expanded=${this.settingsShown}
        aria-controls="settings"
        @click=${() => (this.settingsShown = !this.settingsShown)}
      >
        ${settingsIcon}
      </button>
      ${
        begun
          ? html`<button
            part="clear-button"
            class="quiet"
            aria-label=${words.newConversation}
            title=${words.newConversation}
            @click=${this.#clear}
          >
            ${freshIcon}
          </button>`
          : nothing
      }
      ${
        this.dismissible
          ? html`<button
            part="close-button"
            class="quiet"
            aria-label=${words.close}
            title=${words.close}
            @click=${this.#dismiss}
          >
            ${closeIcon}
          </button>`
          : nothing
      }
    </div>`;
  }

  /** Made when it is wanted: it looks for devices as soon as it is there. */
  #settings(): TemplateResult {
    return html`<div
      part="settings"
      id="settings"
      class="settings"
      role="group"
      aria-label=${this.#words.value.soundSettings}
    >
      <realtime-devices part="devices" exportparts=${nestedParts('devices', RealtimeDevices.parts)}></realtime-devices>
    </div>`;
  }

  #welcome(busy: boolean): TemplateResult {
    const words = this.#words.value;
    const { session } = this.#session;
    const offerTalk = !busy && this.#session.value?.mode === 'hands-free';
    return html`<div part="welcome" class="welcome">
      ${
        busy
          ? nothing
          : html`<div>
            <slot name="empty">${welcome(words)}</slot>
          </div>`
      }
      ${
        offerTalk && session
          ? html`<button part="start-button" class="filled pill start" @click=${this.#startTalking}>
            ${microphoneIcon}${words.startTalking}
          </button>`
          : nothing
      }
      <div class="suggestions" role="group" aria-label=${words.suggestions}>
        <slot name="suggestions" @click=${this.#onSuggestion}></slot>
      </div>
    </div>`;
  }

  #startTalking(): void {
    if (!this.#session.session) return;
    talk(this.#session.session);
    // The pressed button is about to go.
    this.controls?.focus();
  }

  #onSuggestion(event: Event): void {
    const chosen = (event.target as Element).closest('button, [role=button]');
    const text = chosen?.textContent?.trim() ?? '';
    const { session } = this.#session;
    if (!session || text === '' || event.defaultPrevented) return;
    // The session has reported it where that fails.
    send(session, text).catch(() => {});
    this.focus();
  }

  #clear(): void {
    this.#session.session?.clear();
    this.focus();
  }

  #hideSettings(): void {
    // The keyboard was in it, and goes with it.
    if (this.renderRoot.querySelector('.settings:focus-within') !== null) {
      this.renderRoot.querySelector<HTMLElement>('.settings-button')?.focus();
    }
    this.settingsShown = false;
  }

  #dismiss(): void {
    this.dispatchEvent(new RealtimeDismissEvent());
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const { session } = this.#session;
    if (session && isAnswering(session.snapshot.status)) session.interrupt();
    else if (this.settingsShown) this.#hideSettings();
    else if (this.dismissible) this.#dismiss();
    else return;
    // Else a dialog around the panel would close by itself.
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-panel': RealtimePanel;
  }
}
