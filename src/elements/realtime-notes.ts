import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { FaceOptionsController } from './face-options.ts';
import { backIcon, deleteIcon } from './icons.ts';
import type { Note, NoteStore, NoteSummary } from './note-store.ts';
import { notesParts } from './pane-parts.ts';
import { notesStyles } from './realtime-notes.styles.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import type { StringKey } from './strings.ts';
import { buttons, theme } from './theme.ts';

/**
 * The visitor's notes: a list, each to be opened and deleted. It has nothing of its own: where they are kept is the
 * `notes` of the element around it, or its own property; without either there is nothing to see.
 *
 * @tag realtime-notes
 * @csspart list - The list.
 * @csspart note - Each note in it.
 * @csspart open-button - Opens it.
 * @csspart delete-button - Deletes it, after a question.
 * @csspart ask - The question.
 * @csspart back-button - From a note back to the list.
 * @csspart text - The text of a note.
 * @csspart message - What is said where there is nothing to list.
 */
export class RealtimeNotes extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [theme, buttons, notesStyles];
  static readonly parts: readonly string[] = notesParts;

  /** Where the notes are kept; default: the `notes` of the element around it. */
  @property({ attribute: false }) store: NoteStore | undefined;

  @state() private list: readonly NoteSummary[] | undefined;
  @state() private note: Note | undefined;
  /** The note whose deletion is in question. */
  @state() private asked: string | undefined;
  @state() private message: StringKey | undefined;

  readonly #words = new StringsController(this);
  readonly #options = new FaceOptionsController(this);
  readonly #session = new SessionController(this, () => null);
  #told: EventTarget | undefined;
  #shown: NoteStore | undefined;
  #ties = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ties.abort();
    this.#shown = undefined;
    this.#listen(undefined);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#listen(this.#session.session);
    const store = this.store ?? this.#options.value.notes;
    if (store === this.#shown || !this.isConnected) return;
    this.#shown = store;
    this.note = undefined;
    this.asked = undefined;
    this.list = undefined;
    if (store) void this.#load();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#shown) return nothing;
    const words = this.#words.value;
    const said = this.message && words[this.message];
    return html`<p part="message" class="message" role="status">${said === undefined ? nothing : html`<bdi>${said}</bdi>`}</p>
      ${
        this.message === 'notesFailed'
          ? html`<button class="soft pill" @click=${() => this.#load()}><bdi>${words.retry}</bdi></button>`
          : nothing
      }
      ${this.note ? this.#opened(this.note) : this.#listed()}`;
  }

  #listed(): TemplateResult | typeof nothing {
    if (!this.list || this.list.length === 0) return nothing;
    return html`<ul part="list">
      ${this.list.map(
        (note) =>
          html`<li part="note">
            <div class="line">
              <button part="open-button" class="open" @click=${() => this.#open(note.id)}>
                <span class="title" dir="auto">${note.title}</span>
                ${note.at === undefined ? nothing : html`<span class="at">${this.#day(note.at)}</span>`}
              </button>
              ${this.#deleteButton(note)}
            </div>
            ${this.#question(note.id)}
          </li>`,
      )}
    </ul>`;
  }

  #opened(note: Note): TemplateResult {
    const words = this.#words.value;
    return html`<article>
      <div class="line">
        <button part="back-button" class="quiet back" @click=${() => this.#close()}>
          ${backIcon}<bdi>${words.notesBack}</bdi>
        </button>
        ${this.#deleteButton(note)}
      </div>
      ${this.#question(note.id)}
      <h3 dir="auto">${note.title}</h3>
      <p part="text" class="text" dir="auto">${note.text}</p>
    </article>`;
  }

  #deleteButton({ id, title }: NoteSummary): TemplateResult {
    const label = `${this.#words.value.noteDelete}: ${title}`;
    return html`<button
      part="delete-button"
      class="quiet"
      aria-label=${label}
      title=${label}
      aria-expanded=${this.asked === id}
      @click=${() => (this.asked = this.asked === id ? undefined : id)}
    >
      ${deleteIcon}
    </button>`;
  }

  #question(id: string): TemplateResult | typeof nothing {
    if (this.asked !== id) return nothing;
    const words = this.#words.value;
    return html`<div part="ask" class="ask" role="group" aria-label=${words.noteDeleteAsk}>
      <p><bdi>${words.noteDeleteAsk}</bdi></p>
      <button class="danger pill" @click=${() => this.#remove(id)}><bdi>${words.noteDelete}</bdi></button>
      <button class="soft pill" @click=${() => (this.asked = undefined)}><bdi>${words.keep}</bdi></button>
    </div>`;
  }

  #day(at: number): string {
    return new Date(at).toLocaleDateString(this.#options.value.locale, { dateStyle: 'medium' });
  }

  /** What the visitor notes, changes or deletes by word of mouth is in the list at once. */
  #listen(session: EventTarget | undefined): void {
    if (session === this.#told) return;
    this.#told?.removeEventListener('realtime-note', this.#onNote);
    this.#told = session;
    session?.addEventListener('realtime-note', this.#onNote);
  }

  readonly #onNote = (): void => {
    if (this.#shown && !this.note) void this.#load();
  };

  #close(): void {
    this.note = undefined;
    this.asked = undefined;
    this.#refocus();
  }

  #load(): Promise<void> {
    if (!this.list) this.message = 'notesLoading';
    return this.#try(async (store, signal) => {
      this.list = await store.list(signal);
      return this.list.length === 0 ? 'notesEmpty' : undefined;
    });
  }

  #open(id: string): Promise<void> {
    return this.#try(async (store, signal) => {
      const note = await store.open(id, signal);
      if (signal.aborted) return;
      this.note = note;
      this.asked = undefined;
      this.#refocus();
    });
  }

  #remove(id: string): Promise<void> {
    return this.#try(async (store, signal) => {
      await store.remove(id, signal);
      if (signal.aborted) return;
      this.note = undefined;
      this.asked = undefined;
      this.list = this.list?.filter((note) => note.id !== id);
      this.#refocus();
      return 'noteDeleted';
    });
  }

  /** What the visitor wanted first is given up for what they want now, and told where it fails. */
  async #try(work: (store: NoteStore, signal: AbortSignal) => Promise<StringKey | void>): Promise<void> {
    this.#ties.abort();
    const { signal } = (this.#ties = new AbortController());
    try {
      const message = await work(this.#shown!, signal);
      if (!signal.aborted) this.message = message ?? undefined;
    } catch {
      if (!signal.aborted) this.message = 'notesFailed';
    }
  }

  /** The pressed button has gone with what it did. */
  #refocus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('article button, ul button')?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-notes': RealtimeNotes;
  }
}
