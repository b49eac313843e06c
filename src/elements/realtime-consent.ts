import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { cardStyles } from './card-styles.ts';
import type { ConsentGate } from './consent-gate.ts';
import { gateOf } from './consent-gate.ts';
import { FaceOptionsController } from './face-options.ts';
import { consentParts } from './pane-parts.ts';
import { safeHref } from './safe-href.ts';
import { type } from './session-actions.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';

/**
 * Asks before the microphone is used for the first time, where the author wants that (`consent` of the element around it).
 * It is there only while an answer is awaited; Escape is a no.
 *
 * @tag realtime-consent
 * @slot - The author's own words, links included; default: those of `consent`.
 * @csspart card - The box.
 * @csspart heading - Its title.
 * @csspart text - What the visitor agrees to.
 * @csspart link - Leads to the privacy notice.
 * @csspart agree-button - Agrees, and goes on with what was wanted.
 * @csspart decline-button - Goes on by typing.
 * @cssstate asking - An answer is awaited.
 */
export class RealtimeConsent extends LitElement {
  static override styles = [theme, buttons, cardStyles];
  static readonly parts: readonly string[] = consentParts;

  readonly #internals = this.attachInternals();
  readonly #words = new StringsController(this);
  readonly #options = new FaceOptionsController(this);
  readonly #session = new SessionController(this, () => null);
  #gate: ConsentGate | undefined;
  #stop: (() => void) | undefined;
  #asked = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  protected override willUpdate(): void {
    this.#follow(gateOf(this.#session.session));
  }

  protected override render(): TemplateResult | typeof nothing {
    const asks = this.#gate?.isAsking ?? false;
    if (asks) this.#internals.states.add('asking');
    else this.#internals.states.delete('asking');
    if (!asks) return nothing;
    const words = this.#words.value;
    const { consentText, privacyUrl } = this.#options.value;
    const href = privacyUrl === undefined ? undefined : safeHref(privacyUrl);
    return html`<div
      part="card"
      class="card"
      role="group"
      tabindex="-1"
      aria-labelledby="heading"
      aria-describedby="text"
      @keydown=${this.#onKeydown}
    >
      <h3 part="heading" id="heading"><bdi>${words.consentHeading}</bdi></h3>
      <div id="text">
        <slot><p part="text" dir="auto">${consentText || words.consentText}
          ${href === undefined ? nothing : html`<a part="link" href=${href} target="_blank" rel="noopener">${words.privacy}</a>`}</p></slot>
      </div>
      <div class="answers">
        <button part="agree-button" class="filled pill" @click=${() => this.#gate?.answer(true)}>
          <bdi>${words.consentAgree}</bdi>
        </button>
        <button part="decline-button" class="soft pill" @click=${this.#decline}><bdi>${words.typeInstead}</bdi></button>
      </div>
    </div>`;
  }

  protected override updated(): void {
    const asks = this.#gate?.isAsking ?? false;
    if (asks && !this.#asked) this.renderRoot.querySelector<HTMLElement>('.card')?.focus();
    this.#asked = asks;
  }

  #follow(gate: ConsentGate | undefined): void {
    if (gate === this.#gate) return;
    this.#stop?.();
    this.#gate = gate;
    this.#stop = gate?.subscribe(() => this.requestUpdate());
  }

  #decline(): void {
    this.#gate?.answer(false);
    if (this.#session.session) type(this.#session.session);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#decline();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-consent': RealtimeConsent;
  }
}
