import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { cardStyles } from './card-styles.ts';
import { RealtimeDismissEvent, RealtimeLayoutEvent } from './face-events.ts';
import { FaceOptionsController } from './face-options.ts';
import { handover, handoverStyles } from './handover.ts';
import { isSpaceToTalk } from './hold-to-talk.ts';
import { closeIcon, collapseIcon, expandIcon, freshIcon, microphoneIcon, notesIcon, settingsIcon } from './icons.ts';
import { loaded } from './lazy-elements.ts';
import { exportedNames, nestedParts } from './nested-parts.ts';
import { consentParts, notesParts, ratingParts, settingsParts } from './pane-parts.ts';
import { paneButton, paneTemplate, type Pane } from './panel-pane.ts';
import { PanelQuestions } from './panel-questions.ts';
import { RealtimeComposer } from './realtime-composer.ts';
import { RealtimeControls } from './realtime-controls.ts';
import { RealtimeOrb } from './realtime-orb.ts';
import { panelStyles } from './realtime-panel.styles.ts';
import { RealtimeStatus } from './realtime-status.ts';
import { RealtimeTranscript } from './realtime-transcript.ts';
import { send, talk } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { toggleState } from './session-states.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isAnswering, isListening, isLive } from './voice-state.ts';
import { welcome, welcomeStyles } from './welcome.ts';

export type Layout = 'full' | 'compact';

/**
 * The whole conversation in one pane: heading, transcript or welcome, orb and status, composer and controls. It fills
 * the box that it is given. Escape stops an answer; when there is none to stop, it closes what is open over the
 * conversation, or asks to be dismissed. With push-to-talk, the space bar talks wherever it does not write.
 *
 * @tag realtime-panel
 * @slot heading - The title; default: the `heading` attribute.
 * @slot header-actions - Buttons in the header, before those of the panel.
 * @slot empty - The welcome, while nothing has been said.
 * @slot suggestions - Buttons with questions to begin with; pressing one sends its text.
 * @slot consent - What the visitor agrees to before the microphone is used, in place of the `consent` attribute's words.
 * @slot footer - Small print under the composer.
 * @fires {RealtimeDismissEvent} realtime-dismiss - The visitor wants to leave; it bubbles inside its tree.
 * @fires {RealtimeLayoutEvent} realtime-layout - It was made small or whole; it bubbles inside its tree.
 * @fires {RealtimeHandoverEvent} realtime-handover - The visitor wants to talk to a person.
 * @csspart bar - With `layout="compact"`: orb, status and buttons in a row.
 * @csspart expand-button - Shows the whole conversation.
 * @csspart collapse-button - Makes it a bar again.
 * @csspart header - The bar at the top.
 * @csspart heading - The title in it.
 * @csspart notes-button - Shows and hides the notes, where there is a place for them.
 * @csspart settings-button - Shows and hides the settings.
 * @csspart pane - What takes the place of the conversation: settings or notes.
 * @csspart pane-title - Its title.
 * @csspart done-button - Closes it.
 * @csspart settings - The `<realtime-settings>` in it.
 * @csspart notes - The `<realtime-notes>` in it.
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
 * @csspart consent - The `<realtime-consent>`, while it asks.
 * @csspart confirm - The question before a conversation is given up for a new one.
 * @csspart confirm-button - A yes to it.
 * @csspart keep-button - A no.
 * @csspart rating - The `<realtime-rating>`, once a conversation has ended.
 * @csspart handover - Leads to a person, where the author offers one.
 * @csspart footer - Around the slot of that name.
 * @cssstate compact - It is a bar.
 */
export class RealtimePanel extends LitElement {
  static override styles = [theme, buttons, welcomeStyles, cardStyles, handoverStyles, panelStyles];
  static readonly parts: readonly string[] = [
    'header',
    'heading',
    'notes-button',
    'settings-button',
    'pane',
    'pane-title',
    'done-button',
    'settings',
    'notes',
    'bar',
    'expand-button',
    'collapse-button',
    'consent',
    'confirm',
    'confirm-button',
    'keep-button',
    'rating',
    'handover',
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
    ...exportedNames('settings', settingsParts),
    ...exportedNames('notes', notesParts),
    ...exportedNames('consent', consentParts),
    ...exportedNames('rating', ratingParts),
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

  /** `compact`: a bar with orb, status and buttons, which visitors can make whole. */
  @property() layout: Layout = 'full';

  @state() private expanded = false;
  @state() private pane: Pane | undefined;
  @query('realtime-composer') private readonly composer!: RealtimeComposer | null;
  @query('realtime-controls') private readonly controls!: RealtimeControls | null;

  readonly #internals = this.attachInternals();
  readonly #words = new StringsController(this);
  readonly #options = new FaceOptionsController(this);
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
  readonly #questions = new PanelQuestions(this, {
    session: () => this.#session.session,
    options: () => this.#options.value,
    words: () => this.#words.value,
    onClear: () => {
      this.#session.session?.clear();
      this.focus();
    },
    onKeep: () => this.#focusPart('clear-button'),
  });

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.handleKey(event));
  }

  /** Puts the focus where the visitor goes on: into the text field, or on the controls while it rests. */
  override focus(options?: FocusOptions): void {
    if (this.#session.value?.mode !== 'push-to-talk') this.composer?.focus(options);
    if (this.renderRoot.querySelector(':focus') === null) this.controls?.focus(options);
  }

  /** What Escape and the space bar do in the panel, for a key that was pressed in the frame around it. */
  handleKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Escape') this.#onEscape(event);
    if (this.#session.value?.mode !== 'push-to-talk' || !isSpaceToTalk(event)) return;
    // Else the transcript would scroll.
    event.preventDefault();
    this.controls?.press();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('layout')) this.expanded = false;
    toggleState(this.#internals, 'compact', this.#isBar);
    if (!this.#options.value.notes && this.pane === 'notes') this.pane = undefined;
  }

  protected override render(): TemplateResult {
    return this.#isBar ? this.#bar() : this.#whole();
  }

  protected override updated(): void {
    const { textSize, findNotes } = this.#options.value;
    findNotes();
    const transcript = this.renderRoot.querySelector<HTMLElement>('realtime-transcript');
    if (textSize === 1) transcript?.style.removeProperty('--realtime-captions-scale');
    else transcript?.style.setProperty('--realtime-captions-scale', String(textSize));
  }

  get #isBar(): boolean {
    return this.layout === 'compact' && !this.expanded;
  }

  #bar(): TemplateResult {
    const words = this.#words.value;
    const value = this.#session.value;
    const idle = value !== undefined && !isLive(value.status) && !value.troubled;
    return html`${this.#questions.render()}
      <div part="bar" class="bar">
        ${this.#orb()}
        <div class="says">
          <h2 part="heading" dir="auto" class=${idle ? '' : 'visually-hidden'}>
            <slot name="heading">${this.heading ?? words.heading}</slot>
          </h2>
          ${this.#status()}
        </div>
        <div class="bar-actions">
          ${this.#controls(true)} ${this.#button('expand-button', words.expand, expandIcon, () => this.#setExpanded(true))}
          ${this.dismissible && idle ? this.#button('close-button', words.close, closeIcon, () => this.#dismiss()) : nothing}
        </div>
      </div>`;
  }

  #whole(): TemplateResult {
    const value = this.#session.value;
    const live = value !== undefined && isLive(value.status);
    const begun = (value?.begun ?? false) || this.pane !== undefined;
    const resting = begun && (value?.resting ?? true);
    // Without anything to say, the row between transcript and composer is not there.
    const stage = `stage ${resting ? 'resting' : ''} ${resting && !value?.troubled ? 'silent' : ''}`;
    const options = this.#options.value;
    // The question is what is to be read then.
    const asked = this.#questions.asksConsent;
    return html`${this.#header(value?.begun ?? false)}
      <div class="body ${this.pane ? 'paned' : ''} ${begun ? '' : 'fresh'} ${asked ? 'asked' : ''}">
        <div class="main">
          <realtime-transcript
            part="transcript"
            exportparts=${nestedParts('transcript', RealtimeTranscript.parts)}
            ?inert=${this.pane !== undefined}
          ></realtime-transcript>
          ${this.pane ? paneTemplate(this.pane, this.#words.value, () => this.#closePane()) : nothing}
        </div>
        <div part="stage" class=${stage}>
          ${this.#orb()} ${this.#status()}
          ${begun ? nothing : this.#welcome(live || asked || value === undefined || value.status === 'error')}
        </div>
      </div>
      <div class="dock">
        ${this.#questions.render()}
        <realtime-composer part="composer" exportparts=${nestedParts('composer', RealtimeComposer.parts)}>
          ${options.modes.length > 1 || value?.mode !== 'text' ? this.#controls(false) : nothing}
        </realtime-composer>
        <div part="footer" class="footer">
          ${handover(options, this.#words.value, () => this.#session.session?.snapshot.messages ?? [])}
          <slot name="footer"></slot>
        </div>
      </div>`;
  }

  #orb(): TemplateResult {
    return html`<realtime-orb
      part="orb"
      exportparts=${nestedParts('orb', RealtimeOrb.parts)}
      aria-hidden="true"
    ></realtime-orb>`;
  }

  #status(): TemplateResult {
    return html`<realtime-status part="status" exportparts=${nestedParts('status', RealtimeStatus.parts)}></realtime-status>`;
  }

  #controls(compact: boolean): TemplateResult {
    return html`<realtime-controls
      slot="controls"
      part="controls"
      exportparts=${nestedParts('controls', RealtimeControls.parts)}
      .compact=${compact}
    ></realtime-controls>`;
  }

  #header(begun: boolean): TemplateResult {
    const words = this.#words.value;
    return html`<div part="header" class="header">
      <h2 part="heading" dir="auto"><slot name="heading">${this.heading ?? words.heading}</slot></h2>
      <slot name="header-actions"></slot>
      ${this.#options.value.notes ? this.#paneButton('notes', notesIcon) : nothing}
      ${this.#paneButton('settings', settingsIcon)}
      ${begun ? this.#button('clear-button', words.newConversation, freshIcon, () => this.#questions.askToClear()) : nothing}
      ${
        this.layout === 'compact'
          ? this.#button('collapse-button', words.collapse, collapseIcon, () => this.#setExpanded(false))
          : nothing
      }
      ${this.dismissible ? this.#button('close-button', words.close, closeIcon, () => this.#dismiss()) : nothing}
    </div>`;
  }

  #button(part: string, label: string, icon: TemplateResult, onClick: () => void): TemplateResult {
    return html`<button part=${part} class="quiet" aria-label=${label} title=${label} @click=${onClick}>${icon}</button>`;
  }

  #paneButton(pane: Pane, icon: TemplateResult): TemplateResult {
    const isShown = this.pane === pane;
    const toggle = (): void => (isShown ? this.#closePane() : void this.#openPane(pane));
    return paneButton(pane, icon, this.#words.value, isShown, toggle);
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
      <div class="suggestions" role="group" aria-label=${words.suggestions} ?hidden=${this.#questions.asksConsent}>
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

  /** Not shown where its code cannot be had, without a network. */
  async #openPane(pane: Pane): Promise<void> {
    if (!(await loaded(`realtime-${pane}`))) return;
    this.pane = pane;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.pane')?.focus();
  }

  #closePane(): void {
    const { pane } = this;
    const hadFocus = this.renderRoot.querySelector('.pane:focus-within') !== null;
    this.pane = undefined;
    // The keyboard was in it, and goes back to where it came from.
    if (hadFocus) this.#focusPart(`${pane}-button`);
  }

  #setExpanded(expanded: boolean): void {
    this.expanded = expanded;
    this.pane = undefined;
    this.dispatchEvent(new RealtimeLayoutEvent(expanded ? 'full' : 'compact'));
    // The pressed button is about to go; its counterpart is where the keyboard goes on.
    void this.updateComplete.then(() => this.#focusPart(expanded ? 'collapse-button' : 'expand-button'));
  }

  #focusPart(part: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[part="${part}"]`)?.focus();
  }

  #dismiss(): void {
    this.dispatchEvent(new RealtimeDismissEvent());
  }

  #onEscape(event: KeyboardEvent): void {
    const { session } = this.#session;
    if (session && isAnswering(session.snapshot.status)) session.interrupt();
    else if (this.#questions.keep()) void 0;
    else if (this.pane) this.#closePane();
    else if (this.layout === 'compact' && this.expanded) this.#setExpanded(false);
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
