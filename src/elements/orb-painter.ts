import { centreOf, figures, type FigureName } from './orb-figures.ts';
import type { Drawn, OrbMotion } from './orb-motion.ts';
import { isBar, type Paint } from './orb-poses.ts';
import { boxUnits, type OrbColours } from './orb-messages.ts';

/** Figures that are parts of one body, and swell with it. */
const blobs: ReadonlySet<FigureName> = new Set(['first', 'second', 'third']);

/** Draws the orb on a canvas: all figures, as {@link OrbMotion} says. */
export class OrbPainter {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #outlines: readonly { readonly name: FigureName; readonly index: number; readonly path: Path2D }[];
  #paints: Readonly<Partial<Record<Paint, string | CanvasGradient>>> = {};

  constructor(context: OffscreenCanvasRenderingContext2D) {
    this.#context = context;
    this.#outlines = Object.entries(figures).flatMap(([name, outlines]) =>
      outlines.map((outline, index) => ({ name: name as FigureName, index, path: new Path2D(outline) })),
    );
  }

  use({ top, bottom, ...plain }: OrbColours): void {
    // From corner to corner of the disc's box, a little slanted.
    const body = this.#context.createLinearGradient(29.6, 16, 70.4, 84);
    body.addColorStop(0, top);
    body.addColorStop(1, bottom);
    this.#paints = { ...plain, body };
  }

  paint(motion: OrbMotion): void {
    const context = this.#context;
    const { width, height } = context.canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const unit = width / boxUnits;
    const margin = (boxUnits - 100) / 2;
    const drawn = motion.drawn();
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const { name, index, path } of this.#outlines) {
      const look = drawn[name];
      if (look.opacity < 0.004) continue;
      context.setTransform(unit, 0, 0, unit, unit * margin, unit * margin);
      if (blobs.has(name)) this.#place(50, 50, drawn.swell.scale, drawn.swell.scale, 0);
      if (name === 'dot') context.translate(0, -motion.hop(index));
      const [x, y] = centreOf(name, index);
      this.#place(x, y, isBar(name) ? 1 : look.scale, look.scale, look.angle);
      this.#draw(path, look);
    }
  }

  #place(x: number, y: number, scaleX: number, scaleY: number, turns: number): void {
    const context = this.#context;
    context.translate(x, y);
    if (turns !== 0) context.rotate(2 * Math.PI * turns);
    context.scale(scaleX, scaleY);
    context.translate(-x, -y);
  }

  #draw(path: Path2D, { opacity, mix, before, fill, stroke, width, dash }: Drawn): void {
    const context = this.#context;
    const isChanging = before.fill !== fill || before.stroke !== stroke;
    for (const [paint, share] of [[before, isChanging ? 1 - mix : 0], [{ fill, stroke }, isChanging ? mix : 1]] as const) {
      if (share === 0) continue;
      context.globalAlpha = Math.min(1, opacity * share);
      const inside = this.#paints[paint.fill];
      if (inside !== undefined) {
        context.fillStyle = inside;
        context.fill(path);
      }
      const line = this.#paints[paint.stroke];
      if (line === undefined) continue;
      context.strokeStyle = line;
      context.lineWidth = width;
      context.setLineDash(dash ?? []);
      context.stroke(path);
    }
  }
}
