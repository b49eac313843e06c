import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { RealtimeCloseEvent, RealtimeOpenEvent, type RealtimeLayoutEvent } from './face-events.ts';
import { launcherIcon } from './icons.ts';
import { exportedNames, nestedParts } from './nested-parts.ts';
import { assistantStyles } from './realtime-assistant.styles.ts';
import { RealtimeLauncher } from './realtime-launcher.ts';
import { RealtimePanel, type Layout } from './realtime-panel.ts';
import { talk } from './session-actions.ts';
import { SessionElement } from './session-element.ts';
import { toggleState } from './session-states.ts';
import { theme } from './theme.ts';
import { isLive } from './voice-state.ts';
import { welcome, welcomeStyles } from './welcome.ts';

export type Placement = 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start' | 'inline';

const corners: ReadonlySet<string> = new Set(['bottom-end', 'bottom-start', 'top-end', 'top-start']);

/** Screens on which the panel fills the page, upright or on its side; realtime-assistant.styles.ts has the same condition. */
const phone = '(max-width: 479.98px), (max-height: 479.98px) and (pointer: coarse)';

/**
 * A voice assistant for any page: a launcher in a corner and the panel that it opens, or the panel alone with
 * `placement="inline"`.
 *
 * ```html
 * <realtime-assistant relay-url="wss://relay.example.org/realtime"></realtime-assistant>
 * ```
 *
 * @tag realtime-assistant
 * @slot heading - The title of the panel.
 * @slot header-actions - Buttons in the panel's header.
 * @slot empty - The welcome, while nothing has been said.
 * @slot suggestions - Buttons with questions to begin with; pressing one sends its text.
 * @slot consent - What the visitor agrees to before the microphone is used, in place of the `consent` attribute's words.
 * @slot footer - Small print at the end of the panel.
 * @slot launcher-icon - The picture on the launcher.
 * @fires {RealtimeOpenEvent} realtime-open - The panel was opened.
 * @fires {RealtimeCloseEvent} realtime-close - The panel was closed. The conversation may go on.
 * @fires {RealtimeHandoverEvent} realtime-handover - The visitor wants to talk to a person; see `messages`. Can be cancelled.
 * @fires {RealtimeConversationRatingEvent} realtime-conversation-rating - The visitor's `score` of a conversation, 1 to 5.
 * @csspart launcher - The `<realtime-launcher>`.
 * @csspart frame - The box around the panel.
 * @csspart panel - The `<realtime-panel>`.
 * @cssprop [--realtime-accent] - Main colour; the rest follows from it. See docs/theming.md for light and dark.
 * @cssprop [--realtime-on-accent] - Text on the accent; default: black or white, whichever reads better.
 * @cssprop [--realtime-surface] - Background.
 * @cssprop [--realtime-surface-raised] - Background of answers and hovered buttons.
 * @cssprop [--realtime-text] - Text.
 * @cssprop [--realtime-text-muted] - Hints and labels.
 * @cssprop [--realtime-border] - Lines.
 * @cssprop [--realtime-danger] - Errors, and ending a conversation.
 * @cssprop [--realtime-radius=1.25rem] - Roundness of panel and bubbles.
 * @cssprop [--realtime-space=0.25rem] - The unit of all spacing.
 * @cssprop [--realtime-font] - Font family; default: the page's.
 * @cssprop [--realtime-font-size=0.9375rem] - Text size.
 * @cssprop [--realtime-shadow] - Shadow of panel and launcher.
 * @cssprop [--realtime-motion=1] - 0 takes the movement out; so does `prefers-reduced-motion`.
 * @cssprop [--realtime-offset=1.25rem] - Distance from the edges of the page; by default at most 6 % of its width.
 * @cssprop [--realtime-z-index=9999] - Layer of launcher and panel.
 * @cssprop [--realtime-panel-width=25rem] - Width of the panel in a corner.
 * @cssprop [--realtime-panel-height] - Height of the panel; default: 42rem in a corner, 40rem inline.
 * @cssprop [--realtime-bar-width=26rem] - Width of the bar of `layout="compact"`.
 * @cssprop [--realtime-captions-scale=1] - Size of the transcript's text, until the visitor chooses one.
 * @cssstate open - The panel is shown.
 * @cssstate inline - The panel is part of the page.
 * @cssstate compact - The panel is a bar.
 */
export class RealtimeAssistant extends SessionElement {
  static override styles = [theme, welcomeStyles, assistantStyles];
  static readonly parts: readonly string[] = [
    'launcher',
    'frame',
    'panel',
    ...exportedNames('launcher', RealtimeLauncher.parts),
    ...RealtimePanel.parts,
  ];

  /** Whether the panel is shown. The one attribute that the element writes back. */
  @property({ type: Boolean, reflect: true }) open = false;

  /**
   * Where it stands: `bottom-end`, `bottom-start`, `top-end`, `top-start`, or `inline` in the page. Sides are logical:
   * `end` is left in a page that runs from right to left.
   */
  @property() placement: Placement = 'bottom-end';

  /** `compact`: the panel is a bar with orb, status and buttons, for talk; visitors can make it `full`. */
  @property() layout: Layout = 'full';

  /** Title of the panel. */
  @property() heading: string | undefined;

  /** Words on the launcher; without them it is a round button. */
  @property({ attribute: 'launcher-label' }) launcherLabel: string | undefined;

  /** In hands-free mode, opening the panel starts the conversation, and asks for the microphone, in that very click. */
  @property({ type: Boolean, attribute: 'auto-start' }) autoStart = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  @query('realtime-launcher') private readonly launcher!: RealtimeLauncher | null;
  @query('realtime-panel') private readonly panel!: RealtimePanel | null;

  /** The panel is made when it is first wanted: most visitors of a page never open it. */
  #wanted = false;
  #takeFocus = false;
  /** Where the focus was when the panel took it. */
  #before: HTMLElement | null = null;
  #isBar = false;
  #narrow: MediaQueryList | undefined;
  #ties = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ties = new AbortController();
    const { signal } = this.#ties;
    this.#narrow = matchMedia(phone);
    this.#narrow.addEventListener('change', () => this.#layOut(), { signal });
    // A keyboard on the screen covers what is fixed to its lower edge; only the visual viewport knows.
    globalThis.visualViewport?.addEventListener('resize', () => this.#fitScreen(), { signal });
    globalThis.visualViewport?.addEventListener('scroll', () => this.#fitScreen(), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ties.abort();
  }

  /** Opens the panel and puts the focus into it. */
  show(): void {
    if (!this.open) this.#before = focusedElement();
    this.#takeFocus = true;
    this.open = true;
  }

  /** Closes the panel and returns the focus to where it was, or to the launcher. A conversation goes on; `disconnect()` ends it. */
  hide(): void {
    this.#takeFocus = true;
    this.open = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('layout')) this.#isBar = this.layout === 'compact';
    if (this.open || this.#inline) this.#wanted = true;
    toggleState(this.internals, 'open', this.open || this.#inline);
    toggleState(this.internals, 'inline', this.#inline);
    toggleState(this.internals, 'compact', this.#isBar);
  }

  protected override render(): TemplateResult {
    if (this.#inline) {
      return html`<section part="frame" class="frame ${this.#shape}" lang=${this.words.lang} aria-label=${this.#name}>
        ${this.#panelTemplate(false)}
      </section>`;
    }
    const corner = corners.has(this.placement) ? this.placement : 'bottom-end';
    return html`<realtime-launcher
        part="launcher"
        exportparts=${nestedParts('launcher', RealtimeLauncher.parts)}
        class="corner ${corner}"
        lang=${this.words.lang}
        .label=${this.launcherLabel}
        ?hidden=${this.open}
        @realtime-launch=${this.#onLaunch}
      >
        <slot name="launcher-icon" slot="icon">${launcherIcon}</slot>
      </realtime-launcher>
      <dialog
        part="frame"
        class="frame corner ${corner} ${this.#shape}"
        lang=${this.words.lang}
        tabindex="-1"
        aria-label=${this.#name}
        @close=${this.#onClose}
        @keydown=${this.#onKeydown}
        @realtime-dismiss=${() => this.hide()}
      >
        ${this.#wanted ? this.#panelTemplate(true) : ''}
      </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!['open', 'placement', 'layout'].some((name) => changed.has(name))) return;
    this.#layOut();
    if (!changed.has('open') || (!this.open && changed.get('open') === undefined)) return;
    if (this.#takeFocus) this.#moveFocus();
    this.#takeFocus = false;
    this.dispatchEvent(this.open ? new RealtimeOpenEvent() : new RealtimeCloseEvent());
  }

  get #inline(): boolean {
    return this.placement === 'inline';
  }

  get #shape(): string {
    return this.#isBar ? 'pill' : '';
  }

  get #name(): string {
    return this.heading ?? this.words.heading;
  }

  #panelTemplate(dismissible: boolean): TemplateResult {
    return html`<realtime-panel
      part="panel"
      exportparts=${RealtimePanel.parts.join(', ')}
      .heading=${this.heading}
      .dismissible=${dismissible}
      .layout=${this.layout}
      @realtime-layout=${this.#onLayout}
    >
      <slot name="heading" slot="heading">${this.#name}</slot>
      <slot name="header-actions" slot="header-actions"></slot>
      <slot name="empty" slot="empty">${welcome(this.words)}</slot>
      <slot name="suggestions" slot="suggestions"></slot>
      <slot name="consent" slot="consent"></slot>
      <slot name="footer" slot="footer"></slot>
    </realtime-panel>`;
  }

  #onLaunch(): void {
    const { session } = this;
    if (this.autoStart && session?.snapshot.mode === 'hands-free' && !isLive(session.snapshot.status)) talk(session);
    this.show();
  }

  #onLayout(event: RealtimeLayoutEvent): void {
    this.#isBar = event.layout === 'compact';
    this.#takeFocus = true;
    // At once: a modal dialog looks for a focus of its own, and the panel's comes after it.
    this.#layOut();
    this.#takeFocus = false;
    this.requestUpdate();
  }

  /** The focus is on the frame itself, where the panel does not hear of keys. */
  #onKeydown(event: KeyboardEvent): void {
    if (event.target === this.dialog) this.panel?.handleKey(event);
  }

  /** The page asked for the microphone behind a closed panel: the question is in it. */
  protected override consentAsked(): void {
    if (!this.#inline) this.show();
  }

  /** The browser closed the dialog by itself: the back gesture of a phone. */
  #onClose(): void {
    if (this.open && !this.dialog?.open) this.hide();
  }

  /** A modal dialog on a narrow screen, where nothing else can be seen; beside the page elsewhere. */
  #layOut(): void {
    const { dialog } = this;
    if (!dialog) return;
    // Open from the start, it neither takes the focus nor shuts off the page: nobody has asked for it.
    const modal = this.open && !this.#isBar && (this.#narrow?.matches ?? false) && (this.#takeFocus || dialog.matches(':modal'));
    if (dialog.open && (!this.open || modal !== dialog.matches(':modal'))) dialog.close();
    if (!this.open || dialog.open) return;
    if (modal) dialog.showModal();
    else dialog.setAttribute('open', '');
    this.#fitScreen();
  }

  #fitScreen(): void {
    const view = globalThis.visualViewport;
    if (!view || !this.open) return;
    this.dialog?.style.setProperty('--_visible-top', `${view.offsetTop}px`);
    this.dialog?.style.setProperty('--_visible-height', `${view.height}px`);
  }

  #moveFocus(): void {
    if (!this.open) {
      const back = this.#before?.isConnected && !this.#before.matches(':disabled') ? this.#before : this.launcher;
      this.#before = null;
      // Who has gone on elsewhere in the page meanwhile stays there.
      if (document.activeElement === document.body || this.matches(':focus-within')) back?.focus();
      return;
    }
    // A finger has no use for the keyboard that a focused field would bring up at once.
    if (matchMedia('(pointer: coarse)').matches) this.dialog?.focus();
    else void this.panel?.updateComplete.then(() => this.panel?.focus());
  }
}

/** What has the focus in the page, if it is something to return to. */
function focusedElement(): HTMLElement | null {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-assistant': RealtimeAssistant;
  }
}
