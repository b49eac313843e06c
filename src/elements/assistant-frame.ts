import { html } from 'lit';
import type { LitElement, TemplateResult } from 'lit';
import { adoptMore } from './adopt-more.ts';
import { assistantFrameStyles } from './assistant-frame.styles.ts';
import { RealtimePanel } from './realtime-panel.ts';
import type { Strings } from './strings.ts';
import { welcome, welcomeStyles } from './welcome.ts';

/** The narrow screens on which the panel fills the page; assistant-frame.styles.ts has the same condition. */
const narrowScreen = '(max-width: 479.98px)';

export interface FramedAssistant extends LitElement {
  readonly open: boolean;
  readonly heading: string | undefined;
  readonly locale: string;
  hide(): void;
}

/** The box around the panel, made when the panel is first wanted: a dialog in a corner, or a section of the page. */
export class AssistantFrame {
  readonly #host: FramedAssistant;
  readonly #narrow = matchMedia(narrowScreen);
  #ties = new AbortController();

  constructor(host: FramedAssistant) {
    this.#host = host;
    adoptMore(host, welcomeStyles, assistantFrameStyles);
    host.addController(this);
  }

  hostConnected(): void {
    this.#ties = new AbortController();
    const { signal } = this.#ties;
    this.#narrow.addEventListener('change', () => this.layOut(false), { signal });
    // A keyboard on the screen covers what is fixed to its lower edge; only the visual viewport knows.
    globalThis.visualViewport?.addEventListener('resize', () => this.#fitScreen(), { signal });
    globalThis.visualViewport?.addEventListener('scroll', () => this.#fitScreen(), { signal });
  }

  hostDisconnected(): void {
    this.#ties.abort();
  }

  /** @param corner undefined where the panel is part of the page */
  render(words: Strings, corner: string | undefined): TemplateResult {
    const { locale, heading } = this.#host;
    const name = heading ?? words.heading;
    const panel = html`<realtime-panel
      part="panel"
      exportparts=${RealtimePanel.parts.join(', ')}
      .heading=${heading}
      .dismissible=${corner !== undefined}
    >
      <slot name="heading" slot="heading">${name}</slot>
      <slot name="header-actions" slot="header-actions"></slot>
      <slot name="empty" slot="empty">${welcome(words)}</slot>
      <slot name="suggestions" slot="suggestions"></slot>
      <slot name="footer" slot="footer"></slot>
    </realtime-panel>`;
    if (corner === undefined) {
      return html`<section part="frame" class="frame" lang=${locale} aria-label=${name}>${panel}</section>`;
    }
    return html`<dialog
      part="frame"
      class="frame corner ${corner}"
      lang=${locale}
      tabindex="-1"
      aria-label=${name}
      @close=${this.#onClose}
      @realtime-dismiss=${() => this.#host.hide()}
    >
      ${panel}
    </dialog>`;
  }

  /**
   * A modal dialog on a narrow screen, where nothing else can be seen; beside the page elsewhere.
   *
   * @param takeFocus whether a visitor has asked for it: if not, it neither takes the focus nor shuts off the page
   */
  layOut(takeFocus: boolean): void {
    const dialog = this.#dialog;
    if (!dialog) return;
    const { open } = this.#host;
    const modal = open && this.#narrow.matches && (takeFocus || dialog.matches(':modal'));
    if (dialog.open && (!open || modal !== dialog.matches(':modal'))) dialog.close();
    if (!open || dialog.open) return;
    if (modal) dialog.showModal();
    else dialog.setAttribute('open', '');
    this.#fitScreen();
  }

  /** Into the panel. */
  moveFocus(): void {
    const panel = this.#host.renderRoot.querySelector('realtime-panel');
    // A finger has no use for the keyboard that a focused field would bring up at once.
    if (matchMedia('(pointer: coarse)').matches) this.#dialog?.focus();
    else void panel?.updateComplete.then(() => panel.focus());
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog');
  }

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
