import { html, nothing } from 'lit';
import type { LitElement, ReactiveController, TemplateResult } from 'lit';
import type { AssistantSession } from '../session/assistant-session.ts';
import { gateOf } from './consent-gate.ts';
import type { FaceOptions } from './face-options.ts';
import { loaded } from './lazy-elements.ts';
import { nestedParts } from './nested-parts.ts';
import { consentParts, ratingParts } from './pane-parts.ts';
import type { Strings } from './strings.ts';
import { isLive } from './voice-state.ts';

export interface QuestionParts {
  readonly session: () => AssistantSession | undefined;
  readonly options: () => FaceOptions;
  readonly words: () => Strings;
  /** The visitor gave the conversation up for a new one. */
  readonly onClear: () => void;
  /** The visitor kept it. */
  readonly onKeep: () => void;
}

/** What a panel asks its visitor, above what they answer with: consent, whether to begin anew, how it was. */
export class PanelQuestions implements ReactiveController {
  readonly #host: LitElement;
  readonly #parts: QuestionParts;
  #session: AssistantSession | undefined;
  #stop: (() => void) | undefined;
  #confirms = false;
  #rates = false;
  #wasLive = false;

  constructor(host: LitElement, parts: QuestionParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  get asksConsent(): boolean {
    return gateOf(this.#session)?.isAsking ?? false;
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  hostUpdate(): void {
    const session = this.#parts.session();
    this.#follow(session);
    const { status, messages } = session?.snapshot ?? { status: 'idle', messages: [] };
    const live = isLive(status);
    if (live || messages.length === 0) this.#rates = false;
    const ended = this.#wasLive && !live && messages.some(({ role }) => role === 'assistant');
    if (ended && this.#parts.options().asksRating) {
      void loaded('realtime-rating').then((there) => {
        this.#rates = there;
        this.#host.requestUpdate();
      });
    }
    this.#wasLive = live;
    if (messages.length === 0) this.#confirms = false;
  }

  askToClear(): void {
    this.#confirms = true;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      this.#host.shadowRoot!.querySelector<HTMLElement>('[part=confirm]')?.focus();
    });
  }

  /** Keeps the conversation, where that was in question. */
  keep(): boolean {
    if (!this.#confirms) return false;
    this.#answer(this.#parts.onKeep);
    return true;
  }

  render(): TemplateResult {
    const words = this.#parts.words();
    return html`${
      this.asksConsent
        ? html`<realtime-consent part="consent" exportparts=${nestedParts('consent', consentParts)}
          >${this.#hasOwnWords ? html`<slot name="consent"></slot>` : nothing}</realtime-consent>`
        : nothing
    }
    ${
      this.#confirms
        ? html`<div
          part="confirm"
          class="card"
          role="group"
          tabindex="-1"
          aria-labelledby="confirm-title"
          aria-describedby="confirm-text"
        >
          <h3 id="confirm-title"><bdi>${words.clearHeading}</bdi></h3>
          <p id="confirm-text"><bdi>${words.clearText}</bdi></p>
          <div class="answers">
            <button part="confirm-button" class="filled pill" @click=${() => this.#answer(this.#parts.onClear)}>
              <bdi>${words.clearConfirm}</bdi>
            </button>
            <button part="keep-button" class="soft pill" @click=${() => this.keep()}><bdi>${words.keep}</bdi></button>
          </div>
        </div>`
        : nothing
    }
    ${
      this.#rates && !this.#confirms
        ? html`<realtime-rating part="rating" exportparts=${nestedParts('rating', ratingParts)}></realtime-rating>`
        : nothing
    }`;
  }

  /** A slot that is handed on counts as filled even when nothing is in it, and would hide the default words. */
  get #hasOwnWords(): boolean {
    return [...this.#host.children].some(
      (child) =>
        child.slot === 'consent' &&
        (!(child instanceof HTMLSlotElement) || child.assignedElements({ flatten: true }).length > 0),
    );
  }

  #answer(then: () => void): void {
    this.#confirms = false;
    this.#host.requestUpdate();
    then();
  }

  #follow(session: AssistantSession | undefined): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#stop?.();
    const gate = gateOf(session);
    const show = (): void => void loaded('realtime-consent').then(() => this.#host.requestUpdate());
    this.#stop = gate?.subscribe(show);
    if (gate?.isAsking) show();
  }
}
