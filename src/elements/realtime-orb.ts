import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import { orbStyles } from './realtime-orb.styles.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { showStates, toggleState } from './session-states.ts';
import { statusWords } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import { theme } from './theme.ts';

/** A figure that follows a voice or a beat. */
interface Follower {
  readonly selector: string;
  /** 0: the loudness now, 1 and 2: that of a moment before. With a beat: its stroke, and the way to the next. */
  readonly follows: 0 | 1 | 2;
  /** By how much it grows beyond its rest at full level. */
  readonly gain: number;
  /** The change that moves it by some tenths of a pixel in a panel: less is not worth a frame. */
  readonly least?: number;
  readonly kind?: 'bar' | 'leaving';
}

/** What moves in a state, beyond what the style sheet says of it. */
const followers: Readonly<Record<string, readonly Follower[]>> = {
  listening: [{ selector: '.arc', follows: 1, gain: 0.12, least: 0.12 }],
  hearing: [
    { selector: '.bar.a', follows: 0, gain: 1.8, least: 0.05, kind: 'bar' },
    { selector: '.bar.b', follows: 1, gain: 1.8, least: 0.05, kind: 'bar' },
    { selector: '.bar.c', follows: 2, gain: 1.5, least: 0.05, kind: 'bar' },
    { selector: '.halo', follows: 0, gain: 0.16, least: 0.1 },
  ],
  speaking: [
    { selector: '.swell', follows: 0, gain: 0.21, least: 0.06 },
    { selector: '.wave:not(.far)', follows: 1, gain: 0.125, least: 0.1 },
    { selector: '.wave.far', follows: 2, gain: 0.23, least: 0.06 },
  ],
  holding: [
    { selector: '.disc', follows: 0, gain: 0.083 },
    { selector: '.dot', follows: 0, gain: 0.4 },
    { selector: '.halo', follows: 0, gain: 0.085 },
    { selector: '.wave:not(.far)', follows: 1, gain: 0.43, kind: 'leaving' },
  ],
};

/** Written on the figure itself: a property that the style sheet computes with would cost every frame a second one. */
function draw({ style }: SVGElement, level: number, { gain, kind }: Follower): void {
  const size = (1 + gain * level).toFixed(3);
  style.scale = kind === 'bar' ? `1 ${size}` : size;
  if (kind === 'leaving') style.opacity = (level * (1 - level) * 2.6).toFixed(3);
}

/** Levels are measured over 50 ms: to look more often shows nothing new, and each look that shows costs a frame. */
const lookMs = 50;
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
  readonly #levels: [number, number, number] = [0, 0, 0];
  /** The figures that move now, with the level that each shows. */
  #moving: { readonly figure: SVGElement; readonly how: Follower; shown: number }[] = [];
  #movesAs: string | undefined;
  #sight: IntersectionObserver | undefined;
  #calm: MediaQueryList | undefined;
  #onScreen = false;
  #frame = 0;
  #looks: ReturnType<typeof setInterval> | undefined;

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
    document.addEventListener('visibilitychange', this.#animate);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.disconnect();
    this.#onScreen = false;
    document.removeEventListener('visibilitychange', this.#animate);
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
  readonly #animate = (): void => {
    const movesAs = this.#onScreen && !document.hidden && !this.#calm?.matches ? this.#motion() : undefined;
    if (movesAs === this.#movesAs) return;
    this.#movesAs = movesAs;
    clearInterval(this.#looks);
    cancelAnimationFrame(this.#frame);
    for (const { figure } of this.#moving) figure.removeAttribute('style');
    this.#moving = (followers[movesAs ?? ''] ?? []).flatMap((how) =>
      [...this.renderRoot.querySelectorAll<SVGElement>(how.selector)].map((figure) => ({ figure, how, shown: 0 })),
    );
    // Who begins to speak begins in silence; from listening to hearing the voice goes on.
    if (movesAs !== 'hearing') this.#levels.fill(0);
    if (movesAs === 'holding') this.#keepBeat();
    else if (movesAs !== undefined) this.#looks = setInterval(this.#followVoice, lookMs);
  };

  /** What moves it now, if anything. */
  #motion(): string | undefined {
    const { status, holding, microphone, muted } = this.#session.value ?? {};
    if (holding) return 'holding';
    if (status === 'speaking') return status;
    return (status === 'listening' || status === 'hearing') && microphone === 'on' && !muted ? status : undefined;
  }

  /** The stroke, which swells just before the beat and dies away after it, and the way to the next. */
  readonly #keepBeat = (): void => {
    const phase = this.#session.session?.holdPhase ?? null;
    const at = phase ?? 0;
    this.#levels[0] = phase === null ? 0 : Math.max((1 - at) ** 3, Math.max(0, (at - 0.88) / 0.12) ** 2);
    this.#levels[1] = at;
    this.#show();
    this.#frame = requestAnimationFrame(this.#keepBeat);
  };

  readonly #followVoice = (): void => {
    const session = this.#session.session;
    if (!session) return;
    const level = this.#movesAs === 'speaking' ? session.outputLevel : session.inputLevel;
    // Speech has an RMS of 0.05 to 0.2; the root spreads that over most of the way. Up at once, down gently.
    const loudness = Math.min(1, Math.sqrt(Math.max(0, level)) * 1.9);
    const [now, before, earlier] = this.#levels;
    this.#levels[0] = now + (loudness - now) * (loudness > now ? 0.9 : 0.4);
    this.#levels[1] = before + (now - before) * 0.7;
    this.#levels[2] = earlier + (before - earlier) * 0.7;
    this.#show();
  };

  #show(): void {
    for (const moving of this.#moving) {
      const { figure, how, shown } = moving;
      const level = this.#levels[how.follows];
      if (Math.abs(level - shown) <= (how.least ?? 0)) continue;
      moving.shown = level;
      draw(figure, level, how);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-orb': RealtimeOrb;
  }
}
