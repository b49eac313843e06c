import { html } from 'lit';
import type { LitElement, TemplateResult } from 'lit';
import { adoptMore } from './adopt-more.ts';
import { assistantFrameStyles } from './assistant-frame.styles.ts';
import type { RealtimeLayoutEvent } from './face-events.ts';
import { RealtimePanel, type Layout } from './realtime-panel.ts';
import type { Strings } from './strings.ts';
import { toggleState } from './toggle-state.ts';
import { welcome, welcomeStyles } from './welcome.ts';

/** Screens on which the panel fills the page, upright or on its side; assistant-frame.styles.ts has the same condition. */
const phone = '(max-width: 479.98px), (max-height: 479.98px) and (pointer: coarse)';

export interface FramedAssistant extends LitElement {
  readonly open: boolean;
  readonly heading: string | undefined;
  readonly layout: Layout;
  hide(): void;
}

/** The box around the panel, made when the panel is first wanted: a dialog in a corner, or a section of the page. */
export class AssistantFrame {
  readonly #host: FramedAssistant;
  readonly #internals: ElementInternals;
  readonly #phone = matchMedia(phone);
  #ties = new AbortController();
  /** What the author chose last, and what the visitor made of it. */
  #layout: Layout | undefined;
  #isBar = false;

  constructor(host: FramedAssistant, internals: ElementInternals) {
    this.#host = host;
    this.#internals = internals;
    adoptMore(host, welcomeStyles, assistantFrameStyles);
    host.addController(this);
  }

  hostConnected(): void {
    this.#ties = new AbortController();
    const { signal } = this.#ties;
    this.#phone.addEventListener('change', () => this.layOut(false), { signal });
    // A keyboard on the screen covers what is fixed to its lower edge; only the visual viewport knows.
    globalThis.visualViewport?.addEventListener('resize', () => this.#fitScreen(), { signal });
    globalThis.visualViewport?.addEventListener('scroll', () => this.#fitScreen(), { signal });
  }

  hostDisconnected(): void {
    this.#ties.abort();
  }

  /** @param corner undefined where the panel is part of the page */
  render(words: Strings, corner: string | undefined): TemplateResult {
    const { heading, layout } = this.#host;
    if (layout !== this.#layout) this.#isBar = layout === 'compact';
    this.#layout = layout;
    toggleState(this.#internals, 'compact', this.#isBar);
    const shape = this.#isBar ? 'pill' : '';
    const name = heading ?? words.heading;
    const panel = html`<realtime-panel
      part="panel"
      exportparts=${RealtimePanel.parts.join(', ')}
      .heading=${heading}
      .dismissible=${corner !== undefined}
      .layout=${layout}
      @realtime-layout=${this.#onLayout}
    >
      <slot name="heading" slot="heading">${name}</slot>
      <slot name="header-actions" slot="header-actions"></slot>
      <slot name="empty" slot="empty">${welcome(words)}</slot>
      <slot name="suggestions" slot="suggestions"></slot>
      <slot name="consent" slot="consent"></slot>
      <slot name="footer" slot="footer"></slot>
    </realtime-panel>`;
    if (corner === undefined) {
      return html`<section part="frame" class="frame ${shape}" lang=${words.lang} aria-label=${name}>${panel}</section>`;
    }
    return html`<dialog
      part="frame"
      class="frame corner ${corner} ${shape}"
      lang=${words.lang}
      tabindex="-1"
      aria-label=${name}
      @close=${this.#onClose}
      @keydown=${this.#onKeydown}
      @realtime-dismiss=${() => this.#host.hide()}
    >
      ${panel}
    </dialog>`;
  }

  /**
   * A modal dialog on a phone, where nothing else can be seen; beside the page elsewhere.
   *
   * @param takeFocus whether a visitor has asked for it: if not, it neither takes the focus nor shuts off the page
   */
  layOut(takeFocus: boolean): void {
    const dialog = this.#dialog;
    if (!dialog) return;
    const { open } = this.#host;
    const modal = open && !this.#isBar && this.#phone.matches && (takeFocus || dialog.matches(':modal'));
    if (dialog.open && (!open || modal !== dialog.matches(':modal'))) dialog.close();
    if (!open || dialog.open) return;
    if (modal) dialog.showModal();
    else dialog.setAttribute('open', '');
    this.#fitScreen();
  }

  /** Into the panel. */
  moveFocus(): void {
    const panel = this.#panel;
    // A finger has no use for the keyboard that a focused field would bring up at once.
    if (matchMedia('(pointer: coarse)').matches) this.#dialog?.focus();
    else void panel?.updateComplete.then(() => panel.focus());
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog');
  }

  get #panel(): RealtimePanel | null {
    return this.#host.renderRoot.querySelector('realtime-panel');
  }

  readonly #onLayout = (event: RealtimeLayoutEvent): void => {
    this.#isBar = event.layout === 'compact';
    // At once: a modal dialog looks for a focus of its own, and the panel's comes after it.
    this.layOut(true);
    this.#host.requestUpdate();
  };

  /** The focus is on the frame itself, where the panel does not hear of keys. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.target === this.#dialog) this.#panel?.handleKey(event);
  };

  /** The browser closed the dialog by itself: the back gesture of a phone. */
  readonly #onClose = (): void => {
    if (this.#host.open && !this.#dialog?.open) this.#host.hide();
  };

  #fitScreen(): void {
    const view = globalThis.visualViewport;
    if (!view || !this.#host.open) return;
    this.#dialog?.style.setProperty('--_visible-top', `${view.offsetTop}px`);
    this.#dialog?.style.setProperty('--_visible-height', `${view.height}px`);
  }
}
