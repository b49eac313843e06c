import type { Paint, PoseName } from './orb-poses.ts';

/*
 * What the page tells the worker that draws the orb. It answers twice: it greets as all workers do, and says `drawn`
 * when there is something to be seen on its canvas.
 */

/** Changes whenever these messages do: a page may find an older worker's file where it looks for its own. */
export const ORB_PROTOCOL = 1;

/** Side of the canvas in units of the drawing, whose own square has 100: loud waves go beyond it. */
export const boxUnits = 124;

/** CSS colours without variables, the two ends of the body's gradient, and how fast all turns: 0 to 1. */
export type OrbColours = Readonly<Record<Exclude<Paint, 'body' | 'none'> | 'top' | 'bottom', string>>;

export type OrbCommand =
  | { readonly type: 'start'; readonly canvas: OffscreenCanvas }
  /** In device pixels. */
  | { readonly type: 'size'; readonly pixels: number }
  | { readonly type: 'theme'; readonly colours: OrbColours; readonly tempo: number }
  | { readonly type: 'show'; readonly pose: PoseName }
  /** Whether anybody sees it. */
  | { readonly type: 'run'; readonly isSeen: boolean }
  | { readonly type: 'beat'; readonly phase: number | null }
  /** The loudness, as an RMS: twenty times a second, so without a wrapping. */
  | number;

export interface OrbReport {
  readonly type: 'drawn';
}
