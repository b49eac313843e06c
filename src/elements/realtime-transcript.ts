import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Message } from '../conversation/conversation.ts';
import { Announcer } from './announcer.ts';
import { alertIcon, cutIcon, latestIcon } from './icons.ts';
import { exportedNames, nestedParts } from './nested-parts.ts';
import { RealtimeSources } from './realtime-sources.ts';
import { transcriptStyles } from './realtime-transcript.styles.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';

/** A visitor this near to the end, in pixels, still reads along. */
const nearEnd = 40;
/** Sentences that stay for a screen reader; older ones were read or will never be. */
const keptSentences = 12;
const noMessages: readonly Message[] = [];

/**
 * What was said and written, by both sides and in any mode. It follows the newest words while the visitor is at the
 * end, and stays where the visitor has scrolled to. A screen reader hears each finished sentence of a written answer
 * once.
 *
 * @tag realtime-transcript
 * @slot empty - Shown while nothing has been said.
 * @csspart log - The scrolling region.
 * @csspart message - One turn.
 * @csspart user-message - A turn of the visitor.
 * @csspart assistant-message - A turn of the assistant.
 * @csspart bubble - Its text.
 * @csspart caret - The mark behind words that are still being written.
 * @csspart note - What is said under a turn that was interrupted or failed.
 * @csspart sources - The sources of an answer, a `<realtime-sources>`.
 * @csspart latest-button - The button that leads back to the newest words.
 * @cssprop [--realtime-gutter=1.25rem] - Space at both sides.
 * @cssprop [--realtime-user-bubble] - Background of the visitor's turns; default: the accent.
 * @cssprop [--realtime-user-text] - Text on it.
 * @cssprop [--realtime-assistant-bubble] - Background of the answers; default: the raised surface.
 * @cssprop [--realtime-assistant-text] - Text on it.
 */
export class RealtimeTranscript extends LitElement {
  static override styles = [theme, buttons, transcriptStyles];
  static readonly parts: readonly string[] = [
    'log',
    'message',
    'user-message',
    'assistant-message',
    'bubble',
    'caret',
    'note',
    'sources',
    'latest-button',
    ...exportedNames('sources', RealtimeSources.parts),
  ];

  @state() private atEnd = true;
  @query('.log') private readonly log!: HTMLElement | null;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(this, ({ messages }) => messages);
  readonly #announcer = new Announcer();
  #sentences: readonly { readonly id: number; readonly text: string }[] = [];
  #nextSentence = 0;
  #lastOwn: string | undefined;
  #top = 0;
  #resized: ResizeObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // Text that wraps anew, a keyboard that appears: the end stays in view for who is at the end.
    this.#resized = new ResizeObserver(() => this.#follow());
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  /** Scrolls to the newest words and follows them from there. */
  scrollToLatest(): void {
    this.atEnd = true;
    this.#follow();
    this.log?.focus({ preventScroll: true });
  }

  protected override willUpdate(): void {
    const messages = this.#session.value ?? noMessages;
    if (this.#session.session) {
      const fresh = this.#announcer.take(messages).map((text) => ({ id: this.#nextSentence++, text }));
      if (fresh.length > 0) this.#sentences = [...this.#sentences, ...fresh].slice(-keptSentences);
    }
    // Who has just sent something wants to see it, wherever they have scrolled to.
    const own = messages.findLast(({ role }) => role === 'user')?.id;
    if (own !== this.#lastOwn) this.atEnd = true;
    this.#lastOwn = own;
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const messages = this.#session.value ?? noMessages;
    return html`<div
        part="log"
        class="log"
        role="log"
        aria-live="off"
        aria-label=${words.transcriptLabel}
        tabindex=${messages.length === 0 ? nothing : 0}
        @scroll=${this.#onScroll}
      >
        ${
          messages.length === 0
            ? html`<slot name="empty"></slot>`
            : html`<ol>
              ${repeat(
                messages,
                ({ id }) => id,
                (message) => guard([message, words], () => this.#turn(message)),
              )}
            </ol>`
        }
      </div>
      <div class="visually-hidden" aria-live="polite">
        ${repeat(
          this.#sentences,
          ({ id }) => id,
          ({ text }) => html`<p>${text}</p>`,
        )}
      </div>
      ${
        this.atEnd
          ? nothing
          : html`<button part="latest-button" class="latest" @click=${this.scrollToLatest}>
            ${latestIcon}${words.jumpToLatest}
          </button>`
      }`;
  }

  protected override updated(): void {
    this.#follow();
  }

  #turn(message: Message): TemplateResult {
    const words = this.#words.value;
    const { role, status, text, sources } = message;
    const who = role === 'user' ? words.youSaid : words.assistantSaid;
    // A failed turn without text has nothing to show but why.
    const bubble =
      status === 'failed' && text === ''
        ? nothing
        : html`<div part="bubble" class="bubble"><div dir="auto">${this.#text(message)}</div></div>`;
    return html`<li part="message ${role}-message" class="${role} ${status}">
      <span class="visually-hidden">${who}</span>${bubble}${this.#note(message)}${
      sources.length > 0
        ? html`<realtime-sources
            part="sources"
            exportparts=${nestedParts('sources', RealtimeSources.parts)}
            .sources=${sources}
          ></realtime-sources>`
        : nothing
    }
    </li>`;
  }

  #text({ role, status, text }: Message): unknown {
    if (status !== 'in-progress') return text;
    const words = this.#words.value;
    if (text !== '') return role === 'user' ? text : html`${text}<span part="caret" class="caret"></span>`;
    const waiting = role === 'user' ? words.hearingYou : words.writing;
    return html`<span class="dots"><i></i><i></i><i></i></span><span class="visually-hidden">${waiting}</span>`;
  }

  #note({ role, status, modality }: Message): TemplateResult | typeof nothing {
    const words = this.#words.value;
    if (status === 'interrupted') {
      return html`<p part="note" class="note">${cutIcon}<span>${words.interrupted}</span></p>`;
    }
    if (status !== 'failed') return nothing;
    const failedOwn = modality === 'voice' ? words.failedVoice : words.failedText;
    return html`<p part="note" class="note">
      ${alertIcon}<span>${role === 'user' ? failedOwn : words.failedAnswer}</span>
    </p>`;
  }

  #follow(): void {
    const { log } = this;
    if (!log || !this.atEnd) return;
    log.scrollTop = log.scrollHeight;
    this.#top = log.scrollTop;
  }

  #onScroll(): void {
    const { log } = this;
    if (!log) return;
    const near = log.scrollHeight - log.scrollTop - log.clientHeight <= nearEnd;
    // Only a visitor scrolls up. A pane that gets lower, or text that grows, also leaves the end, and is followed.
    if (near) this.atEnd = true;
    else if (log.scrollTop < this.#top) this.atEnd = false;
    this.#top = log.scrollTop;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-transcript': RealtimeTranscript;
  }
}
