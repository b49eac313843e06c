import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { sendIcon } from './icons.ts';
import { send } from './session-actions.ts';
import { SessionController } from './session-controller.ts';
import { StringsController } from './strings-controller.ts';
import { buttons, theme } from './theme.ts';
import { isHandsFree } from './voice-state.ts';

/** Longest message in characters: far more than anyone types, far less than a relay refuses. */
const longestMessage = 8000;

/**
 * Where the visitor types. Enter sends, Shift and Enter begins a new line. While a hands-free conversation goes on the
 * field rests and says why; while nobody listens it is open.
 *
 * @tag realtime-composer
 * @slot controls - Buttons beside the send button, such as `<realtime-controls>`.
 * @csspart box - The frame around field and buttons.
 * @csspart input - The text field.
 * @csspart send-button - Sends the message.
 */
export class RealtimeComposer extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    theme,
    buttons,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: calc(var(--_space) * 1.5);
        padding: calc(var(--_space) * 1.25);
        border: 1px solid var(--_border);
        border-radius: calc(var(--_radius) + var(--_space) * 2);
        background: var(--_surface);
        transition: border-color 0.15s, box-shadow 0.15s;
      }
      form:has(textarea:focus-visible) {
        border-color: var(--_accent);
        box-shadow: 0 0 0 1px var(--_accent);
      }
      form.resting {
        background: var(--_raised);
        border-color: transparent;
      }
      textarea {
        flex: 1 1 calc(var(--_rem) * 8);
        min-inline-size: 0;
        min-block-size: var(--_target);
        max-block-size: 7.5em;
        margin: 0;
        padding: calc((var(--_target) - 1.5em) / 2) calc(var(--_space) * 3);
        border: 0;
        outline: 0;
        background: transparent;
        color: inherit;
        font: inherit;
        /* Below 16 pixels, phones zoom into the page when the field takes the focus. */
        font-size: max(16px, 1em);
        line-height: 1.5;
        resize: none;
        field-sizing: content;
        scrollbar-width: thin;
      }
      /* With buttons, the field has a row of its own: whatever buttons come and go, nothing else moves. */
      .equipped textarea,
      .equipped .actions {
        flex: 1 1 100%;
      }
      .resting textarea:disabled {
        color: var(--_text-muted);
        -webkit-text-fill-color: currentColor;
      }
      textarea::placeholder {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        color: var(--_text-muted);
        opacity: 1;
      }
      .actions {
        display: flex;
        align-items: end;
        justify-content: end;
        gap: calc(var(--_space) * 1.5);
        min-inline-size: 0;
        margin-inline-start: auto;
      }
      ::slotted(*) {
        flex: 1;
      }
      @media (forced-colors: active) {
        form:has(textarea:focus-visible) {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
  static readonly parts: readonly string[] = ['box', 'input', 'send-button'];

  /** What the empty field says; default: the provider's words. */
  @property() placeholder: string | undefined;

  @state() private empty = true;
  @state() private equipped = false;
  @query('textarea') private readonly field!: HTMLTextAreaElement | null;

  readonly #words = new StringsController(this);
  readonly #session = new SessionController(this, isHandsFree);
  #rested = false;

  /** The text in the field. */
  get value(): string {
    return this.field?.value ?? '';
  }
  set value(text: string) {
    if (!this.field) return;
    this.field.value = text.slice(0, longestMessage);
    this.empty = this.field.value.trim() === '';
  }

  protected override render(): TemplateResult {
    const words = this.#words.value;
    const handsFree = this.#session.value ?? false;
    const invitation = this.placeholder ?? words.inputPlaceholder;
    const classes = `${handsFree ? 'resting' : ''} ${this.equipped ? 'equipped' : ''}`;
    return html`<form part="box" class=${classes} @submit=${this.#onSubmit}>
      <textarea
        part="input"
        rows="1"
        maxlength=${longestMessage}
        dir="auto"
        enterkeyhint="send"
        aria-label=${words.inputLabel}
        placeholder=${handsFree ? words.inputRests : invitation}
        ?disabled=${handsFree || !this.#session.session}
        @input=${() => (this.empty = this.value.trim() === '')}
        @keydown=${this.#onKeydown}
      ></textarea>
      <div class="actions">
        <slot name="controls" @slotchange=${this.#onSlotchange}></slot>
        <button
          part="send-button"
          class="filled"
          aria-label=${words.send}
          title=${words.send}
          ?hidden=${handsFree}
          ?disabled=${this.empty || !this.#session.session}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  protected override updated(): void {
    const resting = this.#session.value ?? false;
    // Who pressed "type instead" wants to type.
    const typing = this.#rested && !resting && this.#session.session?.snapshot.mode === 'text';
    if (typing && this.matches(':focus-within')) this.field?.focus();
    this.#rested = resting;
  }

  #onSlotchange(event: Event): void {
    this.equipped = (event.target as HTMLSlotElement).assignedElements().length > 0;
  }

  #onKeydown(event: KeyboardEvent): void {
    // While a word is being composed, Enter picks it. 229 is how Safari says so, after its composition has ended.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.#send();
    // The button has just been disabled and would keep the focus to itself.
    this.field?.focus();
  }

  #send(): void {
    const text = this.value.trim();
    const { session } = this.#session;
    if (text === '' || !session) return;
    this.value = '';
    send(session, text).catch(() => {
      // The session has reported why. What the visitor wrote is theirs: it comes back, unless they went on writing.
      if (this.empty) this.value = text;
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-composer': RealtimeComposer;
  }
}
