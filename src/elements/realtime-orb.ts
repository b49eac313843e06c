import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { AssistantSession } from '../session/assistant-session.ts';
import { orbStyles } from './realtime-orb.styles.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { showStates, toggleState } from './session-states.ts';
import { statusWords } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import { theme } from './theme.ts';

const audible = new Set(['listening', 'hearing', 'speaking']);

/**
 * Shows at a glance what the assistant is doing: each status has a shape of its own, and what is heard or said moves
 * it; while a hold sound plays, it keeps the beat of that. It draws only while it is on screen and there is something to
 * hear, and rests under `prefers-reduced-motion`.
 *
 * @tag realtime-orb
 * @csspart drawing - The SVG.
 * @cssprop [--realtime-orb-size=6rem] - Width and height.
 * @cssprop [--realtime-accent-2] - Second colour of its body, mixed into the accent.
 * @cssstate idle - Not connected.
 * @cssstate connecting - The connection is being opened.
 * @cssstate listening - Connected, waiting for the visitor.
 * @cssstate hearing - The visitor speaks.
 * @cssstate thinking - An answer is being made.
 * @cssstate speaking - An answer is heard.
 * @cssstate reconnecting - The connection broke and is being restored.
 * @cssstate error - Gave up.
 * @cssstate muted - The microphone is muted.
 * @cssstate holding - The hold sound plays, because a tool runs longer than a moment.
 * @cssstate visible - It is on screen.
 */
export class RealtimeOrb extends LitElement {
  static override styles = [theme, orbStyles];
  static readonly parts: readonly string[] = ['drawing'];

  readonly #internals = this.attachInternals();
  readonly #words = new StringsController(this);
  readonly #session = new SessionController(
    this,
    ({ status, muted, microphone, mode, holding }) => ({ status, muted, microphone, mode, holding }),
    sameValues,
  );
  readonly #levels = [0, 0, 0];
  #sight: IntersectionObserver | undefined;
  #calm: MediaQueryList | undefined;
  #onScreen = false;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#internals.role = 'img';
    this.#calm = matchMedia('(prefers-reduced-motion: reduce)');
    this.#sight = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? false;
      toggleState(this.#internals, 'visible', this.#onScreen);
      this.#animate();
    });
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.disconnect();
    this.#onScreen = false;
    this.#animate();
  }

  protected override render(): TemplateResult {
    const value = this.#session.value;
    showStates(this.#internals, value);
    toggleState(this.#internals, 'holding', value?.holding ?? false);
    this.#internals.ariaLabel = statusWords(value, this.#words.value);
    return html`<svg part="drawing" viewBox="0 0 100 100" aria-hidden="true">
      <defs>
        <linearGradient id="body" x1="0.2" y1="0" x2="0.8" y2="1">
          <stop class="top" offset="0" />
          <stop class="bottom" offset="1" />
        </linearGradient>
      </defs>
      <circle class="halo" cx="50" cy="50" r="46" />
      <circle class="ring wave far" cx="50" cy="50" r="46" />
      <circle class="ring wave" cx="50" cy="50" r="46" />
      <circle class="ring arc" cx="50" cy="50" r="44" />
      <g class="swell">
        <path
          fill="url(#body)"
          class="blob"
          d="M52 12c24-2 34 20 32 40-1 16 2 30-22 34-26 4-48-10-48-34 0-26 14-38 38-40Z"
        />
        <path
          fill="url(#body)"
          class="blob second"
          d="M44 16c20-6 44 4 44 30 0 20-12 42-36 42-20 0-40-12-38-34 1-18 10-32 30-38Z"
        />
        <path
          fill="url(#body)"
          class="blob third"
          d="M46 22c20-3 34 8 33 28-1 16-6 27-25 30-20 2-34-8-33-29 1-18 8-27 25-29Z"
        />
      </g>
      <circle fill="url(#body)" class="disc" cx="50" cy="50" r="34" />
      <path fill="url(#body)" class="sign" d="M43 20.5a8 8 0 0 1 14 0l26 46a8 8 0 0 1-7 12H24a8 8 0 0 1-7-12Z" />
      <path class="mark" d="M50 36v18M50 66v.01" />
      <rect class="bar c" x="31" y="39" width="5" height="22" rx="2.5" />
      <rect class="bar b" x="39.25" y="33" width="5" height="34" rx="2.5" />
      <rect class="bar a" x="47.5" y="28" width="5" height="44" rx="2.5" />
      <rect class="bar b" x="55.75" y="33" width="5" height="34" rx="2.5" />
      <rect class="bar c" x="64" y="39" width="5" height="22" rx="2.5" />
      <g class="dots">
        <circle class="dot" cx="36" cy="50" r="4.6" />
        <circle class="dot" cx="50" cy="50" r="4.6" />
        <circle class="dot" cx="64" cy="50" r="4.6" />
      </g>
      <g class="off">
        <path d="M44.5 47v5.5a6 6 0 0 0 9.4 5M56.5 51V40a6 6 0 0 0-11.4-2.6" />
        <path d="M38 52a12.5 12.5 0 0 0 19.5 10.5m4.8-6a12 12 0 0 0 .7-4.5M50 65v5M35 35l30 31" />
      </g>
    </svg>`;
  }

  protected override updated(): void {
    this.#animate();
  }

  /** Starts or stops drawing, whichever is due. */
  #animate(): void {
    const value = this.#session.value;
    const heard = value?.status === 'speaking' || (value?.microphone === 'on' && !value.muted);
    const moves = value?.holding === true || (heard && audible.has(value?.status ?? ''));
    const due = this.#onScreen && moves && !this.#calm?.matches;
    if (due && this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
    if (!due && this.#frame !== 0) {
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#levels.fill(0);
      this.#show();
    }
  }

  readonly #draw = (): void => {
    this.#frame = 0;
    const session = this.#session.session;
    if (!session) return;
    if (this.#session.value?.holding) this.#keepBeat(session.holdPhase);
    else this.#followVoice(session);
    this.#show();
    this.#frame = requestAnimationFrame(this.#draw);
  };

  /** The stroke, which swells just before the beat and dies away after it, and the way to the next. */
  #keepBeat(phase: number | null): void {
    const at = phase ?? 0;
    this.#levels[0] = phase === null ? 0 : Math.max((1 - at) ** 3, Math.max(0, (at - 0.88) / 0.12) ** 2);
    this.#levels[1] = at;
    this.#levels[2] = 0;
  }

  #followVoice(session: AssistantSession): void {
    const level = this.#session.value?.status === 'speaking' ? session.outputLevel : session.inputLevel;
    // Speech has an RMS of 0.05 to 0.2; the root spreads that over most of the way. Up at once, down gently.
    const loudness = Math.min(1, Math.sqrt(Math.max(0, level)) * 1.9);
    const [now = 0, before = 0, earlier = 0] = this.#levels;
    this.#levels[0] = loudness > now ? now + (loudness - now) * 0.6 : now + (loudness - now) * 0.16;
    this.#levels[1] = before + (now - before) * 0.35;
    this.#levels[2] = earlier + (before - earlier) * 0.35;
  }

  #show(): void {
    const drawing = this.renderRoot.querySelector('svg');
    for (const [index, level] of this.#levels.entries()) drawing?.style.setProperty(`--_l${index}`, level.toFixed(3));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-orb': RealtimeOrb;
  }
}
