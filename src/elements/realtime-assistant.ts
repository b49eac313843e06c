import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AssistantFrame } from './assistant-frame.ts';
import { RealtimeCloseEvent, RealtimeOpenEvent } from './face-events.ts';
import { launcherIcon } from './icon.ts';
import { onDemand } from './load-on-demand.ts';
import { exportedNames, nestedParts } from './nested-parts.ts';
import { assistantStyles } from './realtime-assistant.styles.ts';
import { RealtimeLauncher } from './realtime-launcher.ts';
import type { Layout } from './realtime-panel.ts';
import { SessionElement } from './session-element.ts';
import { toggleState } from './toggle-state.ts';
import { theme } from './tokens.ts';

export type Placement = 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start' | 'inline';

const corners: ReadonlySet<string> = new Set(['bottom-end', 'bottom-start', 'top-end', 'top-start']);

/**
 * A voice assistant for any page: a launcher in a corner and the panel that it opens, or the panel alone with
 * `placement="inline"`. Panel and session are loaded when they are first wanted: when the pointer or the focus comes to the
 * launcher, when a method needs them, or, inline, when the visitor comes near.
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
  static override styles = [theme, assistantStyles];
  /** Its own ones and the launcher's; those of `RealtimePanel.parts` come with the panel. */
  static readonly parts: readonly string[] = ['launcher', 'frame', 'panel', ...exportedNames('launcher', RealtimeLauncher.parts)];

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

  #frame: AssistantFrame | undefined;
  #shown = false;
  #takeFocus = false;
  /** Where the focus was when the panel took it. */
  #before: HTMLElement | null = null;
  #wanting = false;
  #failed = false;
  #approach: IntersectionObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#approach?.disconnect();
    this.#approach = undefined;
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
    if (this.open) void this.#want();
    else if (this.#inline && !this.#frame) this.#watch();
    toggleState(this.internals, 'open', this.open || this.#inline);
    toggleState(this.internals, 'inline', this.#inline);
    // From then on the visitor may have made it whole.
    if (!this.#frame) toggleState(this.internals, 'compact', this.layout === 'compact');
  }

  protected override render(): TemplateResult {
    const corner = corners.has(this.placement) ? this.placement : 'bottom-end';
    const frame = this.#frame?.render(this.words, this.#inline ? undefined : corner);
    if (this.#inline && !this.#failed) return html`${frame}`;
    return html`<realtime-launcher
        part="launcher"
        exportparts=${nestedParts('launcher', RealtimeLauncher.parts)}
        class=${this.#inline ? '' : `corner ${corner}`}
        lang=${this.words.lang}
        .label=${this.launcherLabel}
        .words=${this.words}
        .state=${this.#failed ? 'failed' : this.open ? 'busy' : ''}
        ?hidden=${this.open && frame}
        @realtime-launch=${this.#onLaunch}
        @pointerenter=${this.#preload}
        @pointerdown=${this.#preload}
        @focusin=${this.#preload}
      >
        <slot name="launcher-icon" slot="icon">${launcherIcon}</slot>
      </realtime-launcher>
      ${frame ?? nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    const shown = this.open && this.#frame !== undefined;
    if (shown !== this.#shown || changed.has('placement') || changed.has('layout')) this.#frame?.layOut(this.#takeFocus);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (this.#takeFocus) {
      if (shown) this.#frame?.moveFocus();
      else this.#returnFocus();
    }
    this.#takeFocus = false;
    this.dispatchEvent(shown ? new RealtimeOpenEvent() : new RealtimeCloseEvent());
  }

  get #inline(): boolean {
    return this.placement === 'inline';
  }

  /** The page asked for the microphone behind a closed panel: the question is in it. */
  protected override consentAsked(): void {
    if (!this.#inline) this.show();
  }

  #returnFocus(): void {
    const launcher = this.renderRoot.querySelector('realtime-launcher');
    const back = this.#before?.isConnected && !this.#before.matches(':disabled') ? this.#before : launcher;
    this.#before = null;
    // Who has gone on elsewhere in the page meanwhile stays there.
    if (document.activeElement === document.body || this.matches(':focus-within')) back?.focus();
  }

  /** Loads and makes the panel, once. A visitor who waits for it is told where that fails, and may try again. */
  async #want(): Promise<void> {
    if (this.#frame || this.#wanting) return;
    this.#wanting = true;
    try {
      await this.prepare();
      const { AssistantFrame } = onDemand()!;
      this.#frame = new AssistantFrame(this, this.internals);
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.#takeFocus = false;
      this.open = false;
      this.attempt(() => {
        throw error;
      });
    }
    this.#wanting = false;
    this.requestUpdate();
  }

  /** The visitor may be about to press it. */
  #preload(): void {
    // Where it fails, the press says so.
    this.prepare().catch(() => {});
  }

  /** In the page, the panel is loaded when a screen or less is between it and the visitor. */
  #watch(): void {
    if (this.#approach) return;
    this.#approach = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        this.#approach?.disconnect();
        void this.#want();
      },
      { rootMargin: '100%' },
    );
    this.#approach.observe(this);
  }

  #onLaunch(): void {
    if (this.autoStart) {
      // In the very click where the session is there already, as after a moment over the launcher it is.
      if (this.session) onDemand()?.beginTalk(this.session);
      else this.load().then((session) => onDemand()?.beginTalk(session), () => {});
    }
    if (this.#inline) void this.#want();
    else this.show();
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
