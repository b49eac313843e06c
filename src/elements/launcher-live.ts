import { css, html } from 'lit';
import type { LitElement, ReactiveController, TemplateResult } from 'lit';
import { adoptMore } from './adopt-more.ts';
import { endIcon } from './icons.ts';
import { end } from './session-actions.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { statusWords, type StatusParts } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import type { Strings } from './strings.ts';
import { buttons } from './theme.ts';
import { isLive } from './voice-state.ts';

const styles = css`
  .live {
    background: var(--_surface);
    color: var(--_text);
  }
  .live .main {
    gap: calc(var(--_space) * 2.5);
    padding-inline: calc(var(--_space) * 2.5) calc(var(--_space) * 2);
  }
  .live realtime-orb {
    --realtime-orb-size: min(calc(var(--_size) * 0.7), 14vw);
  }
  .end {
    margin-inline-end: calc((var(--_size) - var(--_target)) / 2);
  }
`;

/** What a launcher shows while a spoken conversation goes on behind a closed panel; loaded with the session. */
export class LauncherLive implements ReactiveController {
  readonly #host: LitElement;
  readonly #words: StringsController;
  readonly #session: SessionController<StatusParts>;

  #isStyled = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
    this.#words = new StringsController(host);
    this.#session = new SessionController<StatusParts>(
      host,
      ({ status, mode, microphone, muted }) => ({ status, mode, microphone, muted }),
      sameValues,
    );
  }

  hostConnected(): void {
    if (!this.#isStyled) adoptMore(this.#host, buttons, styles);
    this.#isStyled = true;
  }

  get words(): Strings {
    return this.#words.value;
  }

  /** What the assistant is doing; undefined while nothing goes on that a visitor has to be told of. */
  get label(): string | undefined {
    const value = this.#session.value;
    return value && isLive(value.status) && value.mode !== 'text' ? statusWords(value, this.words) : undefined;
  }

  /** In place of the icon. */
  get picture(): TemplateResult {
    return html`<realtime-orb aria-hidden="true"></realtime-orb>`;
  }

  get endButton(): TemplateResult {
    const label = this.words.end;
    return html`<button part="end-button" class="end danger" aria-label=${label} title=${label} @click=${this.#end}>
      ${endIcon}
    </button>`;
  }

  readonly #end = (): void => {
    if (this.#session.session) end(this.#session.session);
    this.#host.focus();
  };
}
