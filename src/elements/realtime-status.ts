import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AssistantSession } from '../session/assistant-session.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';
import { FaceOptionsController } from './face-options.ts';
import { handover, handoverStyles } from './handover.ts';
import { alertIcon, searchIcon } from './icons.ts';
import { connect, openMicrophone } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { showStates, toggleState } from './session-states.ts';
import { statusHint, statusWords } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import { fill } from './strings.ts';
import { buttons, theme } from './theme.ts';
import { isLive } from './voice-state.ts';

/** Changes worth a screen reader's words. The turns themselves are not: they come every few seconds and are heard. */
const announced = new Set(['connecting', 'reconnecting']);

/** As clocks show it: 0:12, 5:00. */
function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Says in words what the assistant is doing, which tool runs, what went wrong and what helps.
 *
 * @tag realtime-status
 * @csspart line - The words and the hint.
 * @csspart words - What it is doing.
 * @csspart hint - What the visitor can do.
 * @csspart place - The visitor's number in the line of a full relay.
 * @csspart notice - The box with an error.
 * @csspart retry-button - Tries again, in the box or while reconnecting.
 * @csspart handover - Leads to a person, in the box, where the author offers one.
 * @fires {RealtimeHandoverEvent} realtime-handover - The visitor wants to talk to a person.
 * @cssstate idle - Not connected.
 * @cssstate connecting - The connection is being opened.
 * @cssstate listening - Connected, waiting for the visitor.
 * @cssstate hearing - The visitor speaks.
 * @cssstate thinking - An answer is being made.
 * @cssstate speaking - An answer is heard.
 * @cssstate reconnecting - The connection broke and is being restored.
 * @cssstate error - Gave up.
 * @cssstate muted - The microphone is muted.
 * @cssstate troubled - There is an error to tell of.
 * @cssstate ended - A conversation has just ended.
 */
export class RealtimeStatus extends LitElement {
  static override styles = [
    theme,
    buttons,
    handoverStyles,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--_space) calc(var(--_space) * 2);
      }
      /* Beside a button of many letters it takes a line of its own. */
      .line > div {
        flex: 1 1 min(100%, 10em);
      }
      p {
        margin: 0;
      }
      .words {
        display: flex;
        align-items: center;
        gap: calc(var(--_space) * 1.5);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .words svg {
        flex: none;
        inline-size: 1.1em;
        block-size: 1.1em;
        color: var(--_accent);
      }
      .hint {
        color: var(--_text-muted);
        font-size: 0.8667em;
      }
      .notice {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: calc(var(--_space) * 0.5) calc(var(--_space) * 3);
        padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
        border-radius: calc(var(--_radius) * 0.8);
        background: var(--_danger-soft);
        text-align: start;
      }
      .notice > svg {
        inline-size: 1.4em;
        block-size: 1.4em;
        margin-block-start: 0.05em;
        color: var(--_danger);
      }
      .notice .hint,
      .cures {
        grid-column: 2;
      }
      .cures {
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--_space) * 2);
      }
      .cures > * {
        margin-block-start: calc(var(--_space) * 2);
      }
      .notice .hint {
        color: var(--_text);
      }
      .cures > *,
      .line button {
        justify-self: start;
        padding-inline: calc(var(--_space) * 4);
        border: 1px solid color-mix(in oklab, currentColor 35%, transparent);
        font-size: 0.8667em;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .cures > :hover {
        background: color-mix(in oklab, currentColor 8%, transparent);
      }
      .cures > [aria-disabled] {
        border-style: dashed;
        cursor: default;
      }
      @media (forced-colors: active) {
        .notice {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];
  static readonly parts: readonly string[] = ['line', 'words', 'hint', 'place', 'notice', 'retry-button', 'handover'];

  readonly #internals = this.attachInternals();
  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, mode, microphone, muted, error, tools, recovery, retryAt, messages }) => ({
      begun: messages.length > 0,
      status,
      mode,
      microphone,
      muted,
      error,
      tools,
      recovery,
      retryAt,
    }),
    sameValues,
  );
  readonly #options = new FaceOptionsController(this);
  #said = '';
  #wasLive = false;
  #ended = false;
  /** The error that names a wait, and when that is over, epoch milliseconds. */
  #wait: readonly [error: unknown, until: number] = [null, 0];
  #tick: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.#onNetwork);
    addEventListener('offline', this.#onNetwork);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('online', this.#onNetwork);
    removeEventListener('offline', this.#onNetwork);
    clearTimeout(this.#tick);
  }

  protected override willUpdate(): void {
    const value = this.#session.value;
    showStates(this.#internals, value);
    const live = value !== undefined && isLive(value.status);
    // What was kept of an earlier visit has not just ended.
    this.#ended = !live && value?.status === 'idle' && value.begun && (this.#ended || this.#wasLive);
    this.#wasLive = live;
    toggleState(this.#internals, 'ended', this.#ended);
    const error = value?.error ?? null;
    if (error !== this.#wait[0]) this.#wait = [error, Date.now() + (error?.retryAfterMs ?? 0)];
  }

  protected override render(): TemplateResult {
    const value = this.#session.value;
    const told = this.#trouble();
    toggleState(this.#internals, 'troubled', told !== undefined);
    return html`<p class="visually-hidden" role="status">${this.#toAnnounce()}</p>
      <div role="alert">${told ? this.#notice(told) : nothing}</div>
      ${
        value && (this.#ended ? !told : isLive(value.status) && !(told && value.status === 'listening'))
          ? this.#line()
          : nothing
      }`;
  }

  protected override updated(): void {
    clearTimeout(this.#tick);
    // The countdown moves each second; the rest of the time there is no timer.
    if (this.#secondsToRetry() !== null || this.#wait[1] > Date.now()) this.#tick = setTimeout(() => this.requestUpdate(), 1000);
  }

  /** What to tell about an error; without a session, that there is nothing to talk to. */
  #trouble(): ErrorWords | undefined {
    const value = this.#session.value;
    if (!value) return errorWords('invalid-option', true);
    if (!value.error || announced.has(value.status)) return undefined;
    return errorWords(value.error.code, navigator.onLine);
  }

  #line(): TemplateResult | typeof nothing {
    const value = this.#session.value;
    if (!value) return nothing;
    const words = this.#words.value;
    const seconds = this.#secondsToRetry();
    const hint = this.#ended
      ? words.hintEnded
      : fill(
          statusHint(value, seconds, words),
          { when: new Intl.RelativeTimeFormat(words.lang).format(seconds ?? 0, 'second') },
          words.lang,
        );
    const position = value.status === 'connecting' && seconds !== null ? value.error?.position : undefined;
    const tool = value.tools.at(-1);
    const said = this.#ended
      ? html`<bdi>${words.errorEnded}</bdi>`
      : tool
      ? html`${searchIcon}<bdi>${tool.label ?? words.toolRunning}</bdi>`
      : html`<bdi>${statusWords(value, words)}</bdi>`;
    return html`<div part="line" class="line">
      <div>
        <p part="words" class="words">${said}</p>
        ${hint === '' ? nothing : html`<p part="hint" class="hint"><bdi>${hint}</bdi></p>`} ${this.#place(position)}
      </div>
      ${
        value.status === 'reconnecting' && seconds !== null
          ? html`<button part="retry-button" class="quiet" @click=${() => this.#do(connect)}>${words.retryNow}</button>`
          : nothing
      }
    </div>`;
  }

  /** The visitor's number in the line of a full relay. */
  #place(position: number | undefined): TemplateResult | typeof nothing {
    if (position === undefined) return nothing;
    const words = this.#words.value;
    return html`<p part="place" class="hint"><bdi>${fill(words.errorBusyPlace, { position }, words.lang)}</bdi></p>`;
  }

  #notice({ title, hint, cure }: ErrorWords): TemplateResult {
    const words = this.#words.value;
    const { session, value } = this.#session;
    const seconds = Math.ceil((this.#wait[1] - Date.now()) / 1000);
    const waits = seconds > 0;
    const label = { connect: words.retry, microphone: words.retryMicrophone, anew: words.startAgain, none: '' }[cure];
    // A session that goes on has nothing to connect.
    const useless = cure === 'none' || (cure !== 'microphone' && isLive(value?.status ?? 'idle'));
    return html`<div part="notice" class="notice">
      ${alertIcon}
      <p class="words"><bdi>${words[title]}</bdi></p>
      <p class="hint"><bdi>${words[hint]}</bdi></p>
      ${this.#place(value?.error?.position)}
      <div class="cures">
        ${
          useless
            ? nothing
            : html`<button
              part="retry-button"
              aria-disabled=${waits ? 'true' : nothing}
              @click=${() => session && !waits && (cure === 'microphone' ? openMicrophone : connect)(session)}
            >${waits ? html`<bdi aria-hidden="true">${fill(words.retryIn, { wait: duration(seconds) }, words.lang)}</bdi
                  ><span class="visually-hidden">${label}</span>` : label}</button>`
        }
        ${cure === 'microphone' ? nothing : handover(this.#options.value, words, () => session?.snapshot.messages ?? [])}
      </div>
    </div>`;
  }

  /** Gone as soon as it is no longer true: who reads through the panel must not find "Ready" beside "Speaking". */
  #toAnnounce(): string {
    const value = this.#session.value;
    if (value && announced.has(value.status)) this.#said = statusWords(value, this.#words.value);
    else this.#said = value?.status === 'listening' && this.#said !== '' ? statusWords(value, this.#words.value) : '';
    return this.#said;
  }

  #secondsToRetry(): number | null {
    const value = this.#session.value;
    if (value?.retryAt == null) return null;
    const seconds = Math.ceil((value.retryAt - Date.now()) / 1000);
    return seconds > 0 ? seconds : null;
  }

  #do(action: (session: AssistantSession) => void): void {
    if (this.#session.session) action(this.#session.session);
  }

  readonly #onNetwork = (): void => this.requestUpdate();
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-status': RealtimeStatus;
  }
}
