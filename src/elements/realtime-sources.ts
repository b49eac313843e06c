import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Message, Source } from '../conversation/conversation.ts';
import { closeIcon, outsideIcon } from './icons.ts';
import { sourcesStyles } from './realtime-sources.styles.ts';
import { safeHref } from './safe-href.ts';
import { SessionController } from './session-controller.ts';
import { splitQuote } from './split-quote.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';

const none: readonly Source[] = [];

function newestSources(messages: readonly Message[]): readonly Source[] {
  return messages.findLast(({ sources }) => sources.length > 0)?.sources ?? none;
}

/**
 * The passages an answer leans on, as chips; a chip opens a viewer with the passage, the sentence that supports the
 * answer highlighted, and a link to the page. Alone, it shows the sources of the newest answer that has any.
 *
 * @tag realtime-sources
 * @csspart list - The list of chips.
 * @csspart chip - A chip, a button.
 * @csspart viewer - The dialog with a passage.
 * @csspart viewer-title - Title of the document in it.
 * @csspart passage - The text in it.
 * @csspart quote - The highlighted sentence.
 * @csspart link - The link to the page.
 */
export class RealtimeSources extends LitElement {
  static override styles = [theme, buttons, sourcesStyles];
  static readonly parts: readonly string[] = ['list', 'chip', 'viewer', 'viewer-title', 'passage', 'quote', 'link'];

  /** The passages to show. Unset: those of the newest answer in the session. */
  @property({ attribute: false }) sources: readonly Source[] | undefined;

  @state() private shown: Source | undefined;
  @query('dialog') private readonly viewer!: HTMLDialogElement | null;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(this, ({ messages }) => newestSources(messages));

  protected override render(): TemplateResult | typeof nothing {
    const sources = this.sources ?? this.#session.value ?? none;
    if (sources.length === 0 && !this.shown) return nothing;
    const words = this.#words.value;
    return html`<ul part="list" aria-label=${words.sources}>
        ${sources.map((source, index) => this.#chip(source, index + 1))}
      </ul>
      ${this.shown ? this.#dialog(this.shown) : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    // The property is private to the class, so its name is not a key that TypeScript lets us ask for.
    if (!(changed as Map<PropertyKey, unknown>).has('shown') || !this.shown || this.viewer?.open) return;
    this.viewer?.showModal();
    this.renderRoot.querySelector('mark')?.scrollIntoView({ block: 'start' });
  }

  #chip(source: Source, number: number): TemplateResult {
    const heading = source.heading ? html`<span> › ${source.heading}</span>` : nothing;
    return html`<li>
      <button part="chip" class="chip" aria-haspopup="dialog" @click=${() => (this.shown = source)}>
        <span class="number">${number}</span><span class="name" dir="auto">${source.title}${heading}</span>
      </button>
    </li>`;
  }

  #dialog({ title, heading, text, quote, url }: Source): TemplateResult {
    const words = this.#words.value;
    const passage = splitQuote(text, quote);
    const href = safeHref(url);
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
          ${heading ? html`<p class="where"><bdi>${heading}</bdi></p>` : nothing}
        </div>
        <button class="quiet" aria-label=${words.sourceClose} @click=${() => this.viewer?.close()}>${closeIcon}</button>
      </div>
      <p part="passage" class="passage" tabindex="0" dir="auto">${passage.before}${marked}${passage.after}</p>
      ${
        href === undefined
          ? nothing
          : html`<div class="footer">
            <a part="link" href=${href} target="_blank" rel="noopener">${words.sourceOpenPage}${outsideIcon}</a>
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
    if (event.key === 'Escape') event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-sources': RealtimeSources;
  }
}
