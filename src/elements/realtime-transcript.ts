import { LitElement, html, nothing } from 'lit';
import type { CSSResult, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Approval, Message } from '../conversation/conversation.ts';
import { ActionKeys } from './action-keys.ts';
import { Announcer } from './announcer.ts';
import type * as Approvals from './approval-view.ts';
import { ContextFollower } from './context-follower.ts';
import { copyText, saveText } from './copy-text.ts';
import type { ExportFormat } from './export-conversation.ts';
import { RealtimeRatingEvent } from './face-events.ts';
import { latestIcon } from './icons.ts';
import { saveIcon } from './message-icons.ts';
import { messageView, stepsView, wantsMarkdown, type MessageFace } from './message-view.ts';
import { exportedNames } from './nested-parts.ts';
import { RealtimeSources } from './realtime-sources.ts';
import { messageStyles } from './message.styles.ts';
import { transcriptStyles } from './realtime-transcript.styles.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { fill } from './strings.ts';
import { buttons, theme } from './theme.ts';
import { languageOf } from './time-words.ts';
import { transcriptOptionsContext } from './transcript-options.ts';
import { TranscriptRows, type Rating, type Row } from './transcript-rows.ts';

/** A visitor this near to the end, in pixels, still reads along. */
const nearEnd = 40;
/** Texts that stay for a screen reader; older ones were read or will never be. */
const keptTexts = 12;
const copiedMs = 2_000;
const noMessages: readonly Message[] = [];
const allHeard: Readonly<Record<string, number>> = {};

/**
 * What was said and written, by both sides and in any mode. Words of a spoken answer come with the voice; typed ones as
 * they are written, their Markdown laid out. It follows the newest words while the visitor is at the end, and stays where the
 * visitor has scrolled to. A screen reader hears each written answer once, when it is done.
 *
 * @tag realtime-transcript
 * @slot empty - Shown while nothing has been said.
 * @fires {RealtimeRatingEvent} realtime-rating - The visitor rated an answer; see `messageId` and `value`.
 * @csspart log - The scrolling region.
 * @csspart message - One turn.
 * @csspart user-message - A turn of the visitor.
 * @csspart assistant-message - A turn of the assistant.
 * @csspart bubble - Its text.
 * @csspart heading - A heading in an answer.
 * @csspart code - A block of code in an answer.
 * @csspart copy-code-button - Copies that code.
 * @csspart table - A table in an answer.
 * @csspart text-link - A link in an answer.
 * @csspart caret - The mark behind words that are still being written or spoken.
 * @csspart note - What is said under a turn that was interrupted or failed.
 * @csspart retry-button - Tries a failed turn again.
 * @csspart pictures - The pictures that were sent with a turn.
 * @csspart picture - One of them, a canvas.
 * @csspart time - When a stretch of the conversation began.
 * @csspart actions - The buttons of a turn.
 * @csspart action - Each of them.
 * @csspart copy-button - Copies the turn.
 * @csspart rate-up-button - Rates an answer as good.
 * @csspart rate-down-button - Rates an answer as bad.
 * @csspart steps - What tools did, in the operator's words.
 * @csspart step - One of them.
 * @csspart approval - The question whether a tool may be used.
 * @csspart approval-arguments - What would be handed over to it.
 * @csspart allow-button - Allows it.
 * @csspart deny-button - Refuses it.
 * @csspart sources - The sources of an answer, a `<realtime-sources>`.
 * @csspart save - Saves the conversation: a disclosure with a button for each kind of file.
 * @csspart save-button - One of those buttons.
 * @csspart latest-button - The button that leads back to the newest words.
 * @cssprop [--realtime-gutter=1.25rem] - Space at both sides.
 * @cssprop [--realtime-user-bubble] - Background of the visitor's turns; default: the accent.
 * @cssprop [--realtime-user-text] - Text on it.
 * @cssprop [--realtime-assistant-bubble] - Background of the answers; default: the raised surface.
 * @cssprop [--realtime-assistant-text] - Text on it.
 */
export class RealtimeTranscript extends LitElement {
  static override styles = [theme, buttons, messageStyles, transcriptStyles];
  static readonly parts: readonly string[] = [
    ...'log message user-message assistant-message bubble heading code copy-code-button table text-link'.split(' '),
    ...'caret note retry-button pictures picture time actions action copy-button rate-up-button'.split(' '),
    ...'rate-down-button steps step approval approval-arguments allow-button deny-button sources save'.split(' '),
    ...'save-button latest-button'.split(' '),
    ...exportedNames('sources', RealtimeSources.parts),
  ];

  /** Each answer can be rated, thumbs up or down. Unset: as the session's element says. */
  @property({ type: Boolean, attribute: 'rate-answers' }) rateAnswers: boolean | undefined;

  /** The visitor can save the conversation as a file. Unset: as the session's element says. */
  @property({ type: Boolean }) savable: boolean | undefined;

  @state() private atEnd = true;
  @query('.log') private readonly log!: HTMLElement | null;

  readonly #words = new StringsController(this);
  readonly #options = new ContextFollower(this, transcriptOptionsContext, () => this.requestUpdate());
  readonly #session = new SessionController(
    this,
    ({ messages, heard, steps, approvals, mode, volume }) => ({
      messages,
      steps,
      approvals,
      // Who types reads faster than the voice speaks, and who has turned it down hears nothing.
      heard: mode === 'text' || volume === 0 ? allHeard : heard,
    }),
    sameValues,
  );
  readonly #announcer = new Announcer();
  readonly #rows = new TranscriptRows();
  readonly #keys = new ActionKeys();
  #face: MessageFace | undefined;
  #lazy: Pick<MessageFace, 'markdown' | 'pictures'> = { markdown: undefined, pictures: undefined };
  #approvals: typeof Approvals | undefined;
  readonly #wanted = new Set<string>();
  #pages: readonly (readonly Row[])[] = [];
  #texts: readonly { readonly id: number; readonly text: string }[] = [];
  #nextText = 0;
  #asked: readonly Approval[] = [];
  #lastOwn: string | undefined;
  /** The newest message when the visitor scrolled away. */
  #lastSeen: string | undefined;
  #ratings: ReadonlyMap<string, Rating> = new Map();
  #copiedId: string | undefined;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
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
    clearTimeout(this.#copiedTimer);
  }

  /** Scrolls to the newest words and follows them from there. */
  scrollToLatest(): void {
    this.atEnd = true;
    this.#follow();
    this.log?.focus({ preventScroll: true });
  }

  /** Offers the conversation to the visitor as a file. Call it in a gesture. */
  async saveConversation(format: ExportFormat = 'text'): Promise<void> {
    const { exportConversation, exportFiles } = await import('./export-conversation.ts');
    const words = this.#words.value;
    const text = exportConversation(this.#session.value?.messages ?? noMessages, format, words);
    const { type, ending } = exportFiles[format];
    saveText(text, `${words.transcriptLabel} ${new Date().toISOString().slice(0, 10)}.${ending}`, type);
  }

  protected override willUpdate(): void {
    const { messages = noMessages, heard = allHeard, steps = [], approvals = [] } = this.#session.value ?? {};
    this.#renewFace();
    const facts = { heard, steps, ratings: this.#ratings, copiedId: this.#copiedId };
    this.#pages = this.#rows.take(messages, facts);
    if (this.#session.session) this.#announce(messages, approvals);
    // Who has just sent something wants to see it, wherever they have scrolled to; and a question waits for its answer.
    const own = messages.findLast(({ role }) => role === 'user')?.id;
    if (own !== this.#lastOwn) this.atEnd = true;
    this.#lastOwn = own;
    if (this.atEnd) this.#lastSeen = messages.at(-1)?.id;
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const face = this.#face!;
    const approvals = this.#session.value?.approvals ?? [];
    const first = this.#rows.firstSteps;
    const isEmpty = this.#pages.length === 0 && approvals.length === 0 && first.length === 0;
    return html`<div
        part="log"
        class="log"
        role="log"
        aria-live="off"
        aria-label=${words.transcriptLabel}
        tabindex=${isEmpty ? nothing : 0}
        @scroll=${this.#onScroll}
        @focusin=${(event: FocusEvent) => this.#keys.onFocus(event)}
        @keydown=${(event: KeyboardEvent) => this.#keys.onKeydown(event)}
      >
        ${isEmpty ? html`<slot name="empty"></slot>` : nothing}
        ${this.#isSavable && this.#pages.length > 0 ? this.#saveView() : nothing} ${stepsView(first, words)}
        ${
          this.#pages.length === 0
            ? nothing
            : html`<div class="list" role="list">
              ${this.#pages.map((page) => guard([page, face], () => this.#page(page, face)))}
            </div>`
        }
        ${approvals.map((approval) => this.#approvals?.approvalView(approval, words, this.#onAnswer))}
      </div>
      <div class="visually-hidden" aria-live="polite">
        ${repeat(
          this.#texts,
          ({ id }) => id,
          ({ text }) => html`<p>${text}</p>`,
        )}
      </div>
      ${this.atEnd ? nothing : this.#latestButton()}`;
  }

  protected override updated(): void {
    const { log } = this;
    if (log) this.#keys.settle(log);
    this.#follow();
  }

  #page(rows: readonly Row[], face: MessageFace): TemplateResult {
    return html`<div class="page" role="none">
      ${repeat(
        rows,
        ({ message }) => message.id,
        (row) => guard([row, face], () => messageView(row, face)),
      )}
    </div>`;
  }

  #latestButton(): TemplateResult {
    const words = this.#words.value;
    const messages = this.#session.value?.messages ?? noMessages;
    const count = messages.length - 1 - messages.findLastIndex(({ id }) => id === this.#lastSeen);
    return html`<button part="latest-button" class="jump" @click=${this.scrollToLatest}>
      ${latestIcon}${count > 0 ? fill(words.jumpToNew, { count }, words.lang) : words.jumpToLatest}
    </button>`;
  }

  #saveView(): TemplateResult {
    const words = this.#words.value;
    const kinds = { text: words.saveText, markdown: words.saveMarkdown, json: words.saveJson } as const;
    return html`<details part="save" class="save">
      <summary>${saveIcon}${words.saveConversation}</summary>
      <div>
        ${Object.entries(kinds).map(
          ([format, name]) =>
            html`<button part="save-button" class="small soft" @click=${() => this.saveConversation(format as ExportFormat)}>
              ${name}
            </button>`,
        )}
      </div>
    </details>`;
  }

  get #isSavable(): boolean {
    return this.savable ?? this.#options.value?.savable ?? false;
  }

  /** Made anew only when something in it changed: all messages are rendered with it. */
  #renewFace(): void {
    const words = this.#words.value;
    const language = languageOf(this);
    const rates = this.rateAnswers ?? this.#options.value?.rateAnswers ?? false;
    const known = this.#face;
    const isSame = known?.words === words && known.language === language && known.rates === rates;
    if (isSame && known.markdown === this.#lazy.markdown && known.pictures === this.#lazy.pictures) return;
    this.#face = {
      ...this.#lazy,
      words,
      language,
      rates,
      want: (what) => void this.#load(what),
      onCopy: (text, message) => void this.#copy(text, message),
      onRate: (message, rating) => this.#rate(message, rating),
      // The session has reported it where that fails.
      onRetry: ({ id }) => void this.#session.session?.retry(id).catch(() => {}),
    };
  }

  /** What most conversations never need. Where it cannot be loaded, text stays as it was written. */
  async #load(what: 'markdown' | 'pictures' | 'approvals'): Promise<void> {
    if (this.#wanted.has(what)) return;
    this.#wanted.add(what);
    try {
      if (what === 'pictures') {
        this.#lazy = { ...this.#lazy, pictures: await import('./message-picture.ts') };
      } else if (what === 'approvals') {
        this.#approvals = await import('./approval-view.ts');
        this.#adopt(this.#approvals.approvalStyles);
      } else {
        const markdown = await import('./markdown.ts');
        this.#adopt(markdown.markdownStyles);
        this.#lazy = { ...this.#lazy, markdown };
      }
      this.requestUpdate();
    } catch {
      // The page is offline, or its policy forbids it.
    }
  }

  #adopt({ styleSheet }: CSSResult): void {
    const root = this.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styleSheet!];
  }

  #announce(messages: readonly Message[], approvals: readonly Approval[]): void {
    const words = this.#words.value;
    const plain = this.#lazy.markdown?.plainText;
    const fresh = this.#announcer.take(messages);
    this.#say(...fresh.map((message) => (plain && wantsMarkdown(message) ? plain(message.text) : message.text)));
    const known = new Set(this.#asked.map(({ approvalId }) => approvalId));
    const questions = approvals.filter(({ approvalId }) => !known.has(approvalId));
    this.#asked = approvals;
    if (questions.length === 0) return;
    void this.#load('approvals');
    this.atEnd = true;
    this.#say(...questions.map(({ name }) => fill(words.approvalHeading, { name }, words.lang)));
  }

  #say(...texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.#texts = [...this.#texts, ...texts.map((text) => ({ id: this.#nextText++, text }))].slice(-keptTexts);
  }

  async #copy(text: string, message?: Message): Promise<void> {
    if (!(await copyText(text))) return;
    this.#copiedId = message?.id;
    this.#say(this.#words.value.copied);
    this.requestUpdate();
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => {
      this.#copiedId = undefined;
      this.requestUpdate();
    }, copiedMs);
  }

  #rate({ id }: Message, rating: Rating): void {
    const ratings = new Map(this.#ratings);
    const value = ratings.get(id) === rating ? null : rating;
    if (value === null) ratings.delete(id);
    else ratings.set(id, value);
    this.#ratings = ratings;
    this.requestUpdate();
    const event = new RealtimeRatingEvent(id, value);
    this.dispatchEvent(event);
  }

  readonly #onAnswer = ({ approvalId }: Approval, isAllowed: boolean): void => {
    this.#session.session?.answerApproval(approvalId, isAllowed);
    // The pressed button is about to go.
    this.log?.focus({ preventScroll: true });
  };

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
