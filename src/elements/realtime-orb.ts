import { LitElement, html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { assetBaseContext } from './asset-base-context.ts';
import { ContextFollower } from './context-follower.ts';
import type * as orbCanvas from './orb-canvas.ts';
import { OrbDrawing } from './orb-drawing.ts';
import { figures, type FigureName } from './orb-figures.ts';
import { base, type PoseName } from './orb-poses.ts';
import { orbStyles } from './realtime-orb.styles.ts';
import { SessionController, sameValues } from './session-controller.ts';
import { showStates, toggleState } from './session-states.ts';
import { statusWords } from './status-words.ts';
import { StringsController } from './strings-controller.ts';
import { theme } from './theme.ts';

/** Whether this browser could draw in a worker at all. */
const canDrawInWorker = (): boolean =>
  typeof Worker === 'function' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype;

let canvasKind: typeof orbCanvas | undefined;
let loading: Promise<void> | undefined;

/** Outlines of the SVG; classes name what they have in common. */
const outlines = (common: string, ...names: readonly FigureName[]): unknown =>
  names.map((name) => {
    const fill = base[name].fill === 'body' ? 'url(#body)' : nothing;
    return figures[name].map((d) => svg`<path class="${common} ${name}" fill=${fill} d=${d} />`);
  });

const drawing = svg`${outlines('', 'halo')}
  ${outlines('ring', 'far', 'wave', 'arc')}
  <g class="swell">${outlines('blob', 'first', 'second', 'third')}</g>
  ${outlines('', 'disc', 'sign', 'mark')}
  ${outlines('bar', 'outer', 'inner', 'middle')}
  <g>${outlines('', 'dot')}</g>
  ${outlines('', 'off')}`;

/**
 * Shows at a glance what the assistant is doing: each status has a shape of its own, and what is heard or said moves
 * it; while a hold sound plays, it keeps the beat of that. It moves only while it is on screen, and rests under
 * `prefers-reduced-motion`. As soon as there is something to hear it is drawn on a canvas by a worker, which costs the page
 * no frame; before that, and where no worker may run, it is an SVG.
 *
 * @tag realtime-orb
 * @csspart drawing - The SVG, and the canvas that takes its place.
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
  readonly #assetBase = new ContextFollower(this, assetBaseContext, () => {});
  readonly #session = new SessionController(
    this,
    ({ status, muted, microphone, mode, holding }) => ({ status, muted, microphone, mode, holding }),
    sameValues,
  );
  readonly #drawing = new OrbDrawing(() => this.renderRoot);
  #canvas: orbCanvas.OrbCanvas | undefined;
  #isDrawn = false;
  #sight: IntersectionObserver | undefined;
  #ties = new AbortController();
  #farewell: ReturnType<typeof setTimeout> | undefined;
  #onScreen = false;
  /** Media that ask for the plain SVG at rest. */
  readonly #plain: MediaQueryList[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#farewell);
    this.#internals.role = 'img';
    this.#ties = new AbortController();
    const { signal } = this.#ties;
    this.#plain.splice(0, 2, matchMedia('(prefers-reduced-motion: reduce)'), matchMedia('(forced-colors: active)'));
    for (const media of this.#plain) media.addEventListener('change', this.#animate, { signal });
    this.#sight = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? false;
      toggleState(this.#internals, 'visible', this.#onScreen);
      this.#animate();
    });
    this.#sight.observe(this);
    document.addEventListener('visibilitychange', this.#animate, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ties.abort();
    this.#sight?.disconnect();
    this.#onScreen = false;
    this.#animate();
    // One that is only moved is back within this task, and keeps its worker.
    this.#farewell = setTimeout(() => this.#closeCanvas());
  }

  protected override render(): TemplateResult {
    const value = this.#session.value;
    showStates(this.#internals, value);
    toggleState(this.#internals, 'holding', value?.holding ?? false);
    this.#internals.ariaLabel = statusWords(value, this.#words.value);
    return html`<div class="stage">
      <svg part="drawing" viewBox="0 0 100 100" aria-hidden="true">
        <defs>
          <linearGradient id="body" x1="0.2" y1="0" x2="0.8" y2="1">
            <stop class="top" offset="0" />
            <stop class="bottom" offset="1" />
          </linearGradient>
        </defs>
        ${drawing}
      </svg>
    </div>`;
  }

  protected override updated(): void {
    this.#animate();
  }

  /** Starts or stops what moves, on the canvas or in the SVG, whichever is due. */
  readonly #animate = (): void => {
    const isPlain = this.#plain.some(({ matches }) => matches);
    const isSeen = this.#onScreen && !document.hidden;
    const follows = isPlain || !isSeen ? undefined : this.#follows;
    const pose = this.#pose;
    const { session } = this.#session;
    if (isPlain) this.#closeCanvas();
    // Not before there is something to hear: a visitor who never talks costs no thread.
    else if (follows !== undefined && !this.#canvas && canDrawInWorker()) this.#openCanvas();
    this.#canvas?.show({ pose, isSeen, follows, session });
    this.#drawing.follow(follows === undefined || this.#isDrawn ? undefined : pose, session);
  };

  #openCanvas(): void {
    if (!canvasKind) {
      // Where it does not come, the SVG stays.
      loading ??= import('./orb-canvas.ts').then((loaded) => void (canvasKind = loaded), () => {});
      void loading.then(() => canvasKind && this.#animate());
      return;
    }
    const stage = this.renderRoot.querySelector('.stage')!;
    this.#canvas = new canvasKind.OrbCanvas(stage, this.#assetBase.value, this.#showWhatIsDrawn);
  }

  #closeCanvas(): void {
    this.#canvas?.close();
    this.#canvas = undefined;
    this.#showWhatIsDrawn();
  }

  /** One of the two: the SVG, or the canvas over it. */
  readonly #showWhatIsDrawn = (): void => {
    const isDrawn = this.#canvas?.isDrawn ?? false;
    this.renderRoot.querySelector('.stage')?.classList.toggle('drawn', isDrawn);
    if (isDrawn !== this.#isDrawn) {
      this.#isDrawn = isDrawn;
      this.#animate();
    }
  };

  get #pose(): PoseName {
    const { status = 'idle', holding, muted } = this.#session.value ?? {};
    if (holding) return 'holding';
    return muted && status === 'listening' ? 'muted' : status;
  }

  /** What moves it now, if anything. */
  get #follows(): orbCanvas.OrbView['follows'] {
    const { status, holding, microphone, muted } = this.#session.value ?? {};
    if (holding) return 'beat';
    if (status === 'speaking') return 'output';
    return (status === 'listening' || status === 'hearing') && microphone === 'on' && !muted ? 'input' : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'realtime-orb': RealtimeOrb;
  }
}
