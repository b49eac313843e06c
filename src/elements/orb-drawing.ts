import type { AssistantSession } from '../session/assistant-session.ts';
import { followers, isBar, leaving, loudness, stroke, type Follower, type PoseName } from './orb-poses.ts';

/** Levels are measured over 50 ms: to look more often shows nothing new, and each look that shows costs a frame. */
const lookMs = 50;

/** Growth that is some tenths of a pixel in a panel: less is not worth a frame of the page. */
const leastGrowth: Readonly<Record<'bar' | 'figure', number>> = { bar: 0.09, figure: 0.0125 };

interface Moving {
  readonly figure: SVGElement;
  readonly how: Follower;
  shown: number;
}

/** Moves the figures of the SVG, on the page's own thread: what is shown where no worker draws. */
export class OrbDrawing {
  readonly #root: () => ParentNode;
  readonly #levels: [number, number, number] = [0, 0, 0];
  #moving: Moving[] = [];
  #pose: PoseName | undefined;
  #session: AssistantSession | undefined;
  #frame = 0;
  #looks: ReturnType<typeof setInterval> | undefined;

  constructor(root: () => ParentNode) {
    this.#root = root;
  }

  /** Follows what this pose follows; undefined: rests. */
  follow(pose: PoseName | undefined, session: AssistantSession | undefined): void {
    this.#session = session;
    if (pose === this.#pose) return;
    this.#pose = pose;
    clearInterval(this.#looks);
    cancelAnimationFrame(this.#frame);
    for (const { figure } of this.#moving) figure.removeAttribute('style');
    this.#moving = (pose === undefined ? [] : followers[pose] ?? []).flatMap((how) =>
      [...this.#root().querySelectorAll<SVGElement>(`.${how.figure}`)].map((figure) => ({ figure, how, shown: 0 })),
    );
    // Who begins to speak begins in silence; from listening to hearing the voice goes on.
    if (pose !== 'hearing') this.#levels.fill(0);
    if (pose === 'holding') this.#keepBeat();
    else if (pose !== undefined) this.#looks = setInterval(this.#followVoice, lookMs);
  }

  readonly #keepBeat = (): void => {
    const phase = this.#session?.holdPhase ?? null;
    this.#levels[0] = phase === null ? 0 : stroke(phase);
    this.#levels[1] = phase ?? 0;
    this.#show(0);
    this.#frame = requestAnimationFrame(this.#keepBeat);
  };

  readonly #followVoice = (): void => {
    const session = this.#session;
    if (!session) return;
    const heard = loudness(this.#pose === 'speaking' ? session.outputLevel : session.inputLevel);
    const [now, before, earlier] = this.#levels;
    // Up at once, down gently.
    this.#levels[0] = now + (heard - now) * (heard > now ? 0.9 : 0.4);
    this.#levels[1] = before + (now - before) * 0.7;
    this.#levels[2] = earlier + (before - earlier) * 0.7;
    this.#show(1);
  };

  /** @param patience how much of the least growth has to be there */
  #show(patience: number): void {
    for (const moving of this.#moving) {
      const { figure, how, shown } = moving;
      const isUpright = isBar(how.figure);
      const level = this.#levels[how.follows];
      const least = leastGrowth[isUpright ? 'bar' : 'figure'];
      if (Math.abs(level - shown) * how.gain <= least * patience) continue;
      moving.shown = level;
      // Written on the figure itself: a property that the style sheet computes with would cost every frame a second one.
      const size = (1 + how.gain * level).toFixed(3);
      figure.style.scale = isUpright ? `1 ${size}` : size;
      if (how.leaves) figure.style.opacity = leaving(level).toFixed(3);
    }
  }
}
