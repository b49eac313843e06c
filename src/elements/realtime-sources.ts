import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Message, Source } from '../conversation/conversation.ts';
import { closeIcon, outsideIcon } from './icons.ts';
import { backIcon, onwardIcon } from './message-icons.ts';
import { sourcesStyles } from './realtime-sources.styles.ts';
import { safeHref } from './safe-href.ts';
import { SessionController } from './session-controller.ts';
import { splitQuote } from './split-quote.ts';
import { StringsController } from './strings-controller.ts';
import { fill } from './strings.ts';
import { supportingSentence } from './supporting-sentence.ts';
import { withTextFragment } from './text-fragment.ts';
import { buttons, theme } from './theme.ts';

const none: readonly Source[] = [];

function newestAnswer(messages: readonly Message[]): Message | undefined {
  return messages.findLast(({ sources }) => sources.length > 0);
}

/**
 * The passages an answer leans on, as chips; a chip opens a viewer with the passage, the sentence that supports the
 * answer highlighted, a link to the page, at that sentence where the browser can do so, and the way to the next one. Alone, it shows the sources of the newest answer that has any.
 *
 * @tag realtime-sources
 * @csspart list - The list of chips.
 * @csspart chip - A chip, a button.
 * @csspart viewer - The dialog with a passage.
 * @csspart viewer-title - Title of the document in it.
 * @csspart passage - The text in it.
 * @csspart quote - The highlighted sentence.
 * @csspart where - Where in the document it stands.
 * @csspart link - The link to the page.
 * @csspart previous-button - Shows the source before.
 * @csspart next-button - Shows the next source.
 * @csspart position - Which of how many sources is shown.
 */
export class RealtimeSources extends LitElement {
  static override styles = [theme, buttons, sourcesStyles];
  static readonly parts: readonly string[] = [
    'list',
    'chip',
    'viewer',
    'viewer-title',
    'where',
    'passage',
    'quote',
    'link',
    'previous-button',
    'next-button',
    'position',
  ];

  /** The passages to show. Unset: those of the newest answer in the session. */
  @property({ attribute: false }) sources: readonly Source[] | undefined;

  /** The answer's words, to find the sentence that supports them where the relay did not tell it. */
  @property({ attribute: false }) answer: string | undefined;

  @state() private shown: Source | undefined;
  @query('dialog') private readonly viewer!: HTMLDialogElement | null;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(this, ({ messages }) => newestAnswer(messages));

  protected override render(): TemplateResult | typeof nothing {
    const sources = this.#all;
    if (sources.length === 0 && !this.shown) return nothing;
    const words = this.#words.value;
    return html`<ul part="list" aria-label=${words.sources}>
        ${sources.map((source, index) => this.#chip(source, index + 1))}
      </ul>
      ${this.shown ? this.#dialog(this.shown) : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    // The property is private to the class, so its name is not a key that TypeScript lets us ask for.
    if (!(changed as Map<PropertyKey, unknown>).has('shown') || !this.shown) return;
    if (!this.viewer?.open) this.viewer?.showModal();
    const passage = this.renderRoot.querySelector('.passage');
    if (passage) passage.scrollTop = 0;
    this.renderRoot.querySelector('mark')?.scrollIntoView({ block: 'start' });
  }

  get #all(): readonly Source[] {
    return this.sources ?? this.#session.value?.sources ?? none;
  }

  #chip(source: Source, number: number): TemplateResult {
    const heading = source.heading ? html`<span> › ${source.heading}</span>` : nothing;
    return html`<li>
      <button part="chip" class="chip" aria-haspopup="dialog" @click=${() => (this.shown = source)}>
        <span class="number">${number}</span><span class="name" dir="auto">${source.title}${heading}</span>
      </button>
    </li>`;
  }

  #dialog(source: Source): TemplateResult {
    const { title, heading, text, url } = source;
    const words = this.#words.value;
    const passage = splitQuote(text, source.quote || this.#supporting(text));
    const href = safeHref(url);
    const all = this.#all;
    const position = fill(words.sourcePosition, { number: all.indexOf(source) + 1, count: all.length }, words.lang);
    const marked = passage.quote === '' ? nothing : html`<mark part="quote">${passage.quote}</mark>`;
    return html`<dialog
      part="viewer"
      aria-labelledby="title"
      @close=${() => (this.shown = undefined)}
      @click=${this.#onClick}
      @keydown=${this.#onKeydown}
    >
      <div class="header">
        <div>
          <h2 id="title" part="viewer-title"><bdi>${title}</bdi></h2>
          ${heading ? html`<p part="where" class="where"><bdi>${heading}</bdi></p>` : nothing}
        </div>
        <button class="quiet" aria-label=${words.sourceClose} @click=${() => this.viewer?.close()}>${closeIcon}</button>
      </div>
      <p part="passage" class="passage" tabindex="0" dir="auto">${passage.before}${marked}${passage.after}</p>
      ${
        href === undefined && all.length < 2
          ? nothing
          : html`<div class="footer">
            ${
              href === undefined
                ? nothing
                : html`<a
                  part="link"
                  href=${withTextFragment(href, passage.quote)}
                  target="_blank"
                  rel="noopener"
                  >${words.sourceOpenPage}${outsideIcon}</a
                >`
            }
            ${
              all.length < 2
                ? nothing
                : html`<div class="turn">
                  <button part="previous-button" class="quiet" aria-label=${words.sourcePrevious} @click=${() => this.#turn(-1)}>
                    ${backIcon}
                  </button>
                  <span part="position" role="status"><bdi>${position}</bdi></span>
                  <button part="next-button" class="quiet" aria-label=${words.sourceNext} @click=${() => this.#turn(1)}>
                    ${onwardIcon}
                  </button>
                </div>`
            }
          </div>`
      }
    </dialog>`;
  }

  /** A click beside the viewer closes it: its contents cover the dialog, so only its backdrop is hit as such. */
  #onClick(event: MouseEvent): void {
    if (event.target === event.currentTarget) this.viewer?.close();
  }

  /** Escape closes the viewer, which the browser does by itself, and not the panel around it. */
  #onKeydown(event: KeyboardEvent): void {
    // Nor do the arrows move anything behind it.
    event.stopPropagation();
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const isRtl = getComputedStyle(this).direction === 'rtl';
    this.#turn((event.key === 'ArrowRight') === isRtl ? -1 : 1);
    event.preventDefault();
  }

  /** To the next source or the one before; round at the ends. */
  #turn(by: number): void {
    const all = this.#all;
    if (this.shown && all.length > 1) this.shown = all.at((all.indexOf(this.shown) + by) % all.length);
  }

  #supporting(text: string): string {
    const answer = this.answer ?? this.#session.value?.text ?? '';
    return supportingSentence(text, answer);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-sources': RealtimeSources;
  }
}
