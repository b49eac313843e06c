import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { cardStyles } from './card-styles.ts';
import { RealtimeConversationRatingEvent } from './face-events.ts';
import { closeIcon, starIcon } from './icons.ts';
import { ratingParts } from './pane-parts.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { fill } from './strings.ts';
import { buttons, theme } from './theme.ts';

/**
 * Asks how the conversation was. Whoever shows it decides when: the panel does once a conversation has ended, with
 * `ask-rating`.
 *
 * @tag realtime-rating
 * @fires {RealtimeConversationRatingEvent} realtime-conversation-rating - The visitor's score, 1 to 5.
 * @csspart card - The box.
 * @csspart heading - The question.
 * @csspart scores - The row of scores.
 * @csspart score-button - One to five.
 * @csspart dismiss-button - Not now.
 * @csspart thanks - What is said afterwards.
 */
export class RealtimeRating extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    buttons,
    cardStyles,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: calc(var(--_space) * 2);
        min-block-size: var(--_target);
      }
      .card {
        padding-block: calc(var(--_space) * 2);
      }
      .scores {
        display: flex;
        flex-wrap: wrap;
        margin-inline-start: calc(var(--_space) * -2.5);
      }
      .scores button {
        color: var(--_text-muted);
      }
      .scores svg {
        inline-size: calc(var(--_rem) * 1.625);
        block-size: calc(var(--_rem) * 1.625);
      }
      /* All stars up to the one under the pointer or the focus. */
      .scores:has(:hover, :focus-visible) button {
        color: var(--_accent);
      }
      .scores:has(:hover, :focus-visible) button svg {
        fill: currentColor;
      }
      .scores button:is(:hover, :focus-visible) ~ button {
        color: var(--_text-muted);
      }
      .scores button:is(:hover, :focus-visible) ~ button svg {
        fill: none;
      }
    `,
  ];
  static readonly parts: readonly string[] = ratingParts;

  @state() private rated = false;
  @state() private dismissed = false;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(this, () => null);

  protected override render(): TemplateResult | undefined {
    if (this.dismissed) return undefined;
    const words = this.#words.value;
    return html`<div part="card" class="card" role="group" aria-labelledby="heading">
      <div class="head">
        ${
          this.rated
            ? html`<p part="thanks" id="heading" role="status" tabindex="-1"><bdi>${words.ratingThanks}</bdi></p>`
            : html`<h3 part="heading" id="heading"><bdi>${words.ratingHeading}</bdi></h3>`
        }
        <button
          part="dismiss-button"
          class="quiet"
          aria-label=${this.rated ? words.close : words.notNow}
          title=${this.rated ? words.close : words.notNow}
          @click=${() => (this.dismissed = true)}
        >
          ${closeIcon}
        </button>
      </div>
      ${
        this.rated
          ? ''
          : html`<div part="scores" class="scores">
            ${[1, 2, 3, 4, 5].map(
              (score) =>
                html`<button
                  part="score-button"
                  aria-label=${fill(words.ratingScore, { score }, words.lang)}
                  title=${fill(words.ratingScore, { score }, words.lang)}
                  @click=${() => this.#rate(score)}
                >
                  ${starIcon}
                </button>`,
            )}
          </div>`
      }
    </div>`;
  }

  #rate(score: number): void {
    this.rated = true;
    this.dispatchEvent(new RealtimeConversationRatingEvent(score, this.#session.session?.snapshot.messages ?? []));
    // The pressed star is about to go; the thanks are where the keyboard goes on.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[part=thanks]')?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-rating': RealtimeRating;
  }
}
