import type { FigureName } from './orb-figures.ts';

/*
 * How the figures stand in each state, and which of them follow a voice or a beat. The style sheet of the SVG is made of
 * this table, and the canvas is drawn by it.
 */

/** Colours of the theme; `body` is the gradient. */
export type Paint = 'accent' | 'body' | 'on-accent' | 'muted' | 'surface' | 'danger' | 'none';

export interface Look {
  readonly opacity: number;
  /** Of a bar, its height alone. */
  readonly scale: number;
  /** Of the line, in units of the drawing. */
  readonly width: number;
  /** Line and gap; none where it is absent. */
  readonly dash: readonly [number, number] | null;
  /** Seconds of a turn; 0: it stands still. Less than 0: against the clock. */
  readonly turn: number;
  readonly fill: Paint;
  readonly stroke: Paint;
}

/** What a pose is made of: the figures, and the body of the three blobs, which swells as one. */
export type LookName = FigureName | 'swell';

export type PoseName =
  | 'idle'
  | 'connecting'
  | 'listening'
  | 'hearing'
  | 'thinking'
  | 'holding'
  | 'speaking'
  | 'muted'
  | 'reconnecting'
  | 'error';

type Looks = Readonly<Partial<Record<LookName, Partial<Look>>>>;

interface Pose {
  /** The pose that it is a variant of; else `idle`. */
  readonly of?: PoseName;
  readonly looks: Looks;
  /** The halo breathes. */
  readonly breathes?: true;
  /** The dots hop, one after the other. */
  readonly hops?: true;
}

const barNames: ReadonlySet<LookName> = new Set(['outer', 'inner', 'middle']);
/** Whether it only ever changes its height. */
export const isBar = (name: LookName): boolean => barNames.has(name);

const still = { opacity: 1, scale: 1, width: 0, dash: null, turn: 0, fill: 'none', stroke: 'none' } as const;
const ring = { ...still, opacity: 0, width: 2.5, stroke: 'accent' } as const;
const blob = { ...still, opacity: 0, fill: 'body' } as const;
const bar = { ...still, scale: 0.5, fill: 'on-accent' } as const;

/** Where nothing else is said: a disc with bars in a halo. */
export const base: Readonly<Record<LookName, Look>> = {
  halo: { ...still, opacity: 0.12, fill: 'accent' },
  far: ring,
  wave: ring,
  arc: ring,
  swell: still,
  first: blob,
  second: blob,
  third: blob,
  disc: { ...still, fill: 'body' },
  sign: { ...still, opacity: 0, fill: 'danger' },
  mark: { ...still, opacity: 0, width: 5.5, stroke: 'surface' },
  outer: bar,
  inner: bar,
  middle: bar,
  dot: { ...still, opacity: 0, fill: 'on-accent' },
  off: { ...still, opacity: 0, width: 4, stroke: 'surface' },
};

const bars = (look: Partial<Look>): Looks => ({ outer: look, inner: look, middle: look });
const noBars = bars({ opacity: 0 });

export const poses: Readonly<Record<PoseName, Pose>> = {
  idle: { looks: {} },
  // A small disc inside a turning arc.
  connecting: { looks: { disc: { scale: 0.78 }, arc: { opacity: 1, width: 4, dash: [70, 205], turn: 1.1 } } },
  // A whole ring, breathing.
  listening: { looks: { arc: { opacity: 0.55, scale: 0.98 }, ...bars({ scale: 0.3 }) }, breathes: true },
  // Bars that follow the voice.
  hearing: {
    looks: {
      ...bars({ scale: 0.36 }),
      outer: { scale: 0.4 },
      halo: { opacity: 0.2, scale: 0.98 },
      arc: { opacity: 1, width: 4 },
    },
  },
  // Three dots, one after the other.
  thinking: { looks: { ...noBars, dot: { opacity: 1 } }, hops: true },
  // Thinking with a hold sound: the dots and the disc swell on the beat, and a wave leaves it.
  holding: {
    of: 'thinking',
    looks: { disc: { scale: 0.96 }, dot: { scale: 0.84 }, halo: { scale: 0.94 }, wave: { scale: 0.74 } },
  },
  // A body without a fixed outline, and waves that leave it.
  speaking: {
    looks: {
      ...noBars,
      disc: { opacity: 0 },
      swell: { scale: 0.94 },
      first: { opacity: 0.45, turn: 7 },
      second: { opacity: 0.45, turn: -11 },
      third: { opacity: 1, turn: 5 },
      wave: { opacity: 0.5, scale: 0.96 },
      far: { opacity: 0.22, scale: 1.04 },
      halo: { opacity: 0 },
    },
  },
  // A struck-out microphone on a hollow disc.
  muted: {
    of: 'listening',
    looks: { ...noBars, off: { opacity: 1 }, disc: { fill: 'muted' }, arc: { opacity: 0 }, halo: { fill: 'muted' } },
  },
  // Hollow, inside broken pieces that look for each other.
  reconnecting: {
    looks: {
      ...noBars,
      disc: { fill: 'none', stroke: 'accent', width: 4, scale: 0.62 },
      arc: { opacity: 1, width: 4, dash: [24, 22], turn: 4 },
    },
  },
  // A sign, not a disc.
  error: { looks: { ...noBars, disc: { opacity: 0 }, halo: { fill: 'danger' }, sign: { opacity: 1 }, mark: { opacity: 1 } } },
};

/** A figure that follows a voice or a beat. */
export interface Follower {
  readonly figure: LookName;
  /** 0: the loudness now, 1 and 2: that of a moment before. With a beat: its stroke, and the way to the next. */
  readonly follows: 0 | 1 | 2;
  /** By how much it grows beyond its pose at full level. */
  readonly gain: number;
  /** It fades in on its way out, and away. */
  readonly leaves?: true;
}

export const followers: Readonly<Partial<Record<PoseName, readonly Follower[]>>> = {
  listening: [{ figure: 'arc', follows: 1, gain: 0.12 }],
  hearing: [
    { figure: 'middle', follows: 0, gain: 1.8 },
    { figure: 'inner', follows: 1, gain: 1.8 },
    { figure: 'outer', follows: 2, gain: 1.5 },
    { figure: 'halo', follows: 0, gain: 0.16 },
  ],
  speaking: [
    { figure: 'swell', follows: 0, gain: 0.21 },
    { figure: 'wave', follows: 1, gain: 0.125 },
    { figure: 'far', follows: 2, gain: 0.23 },
  ],
  holding: [
    { figure: 'disc', follows: 0, gain: 0.083 },
    { figure: 'dot', follows: 0, gain: 0.4 },
    { figure: 'halo', follows: 0, gain: 0.085 },
    { figure: 'wave', follows: 1, gain: 0.43, leaves: true },
  ],
};

/** Speech has an RMS of 0.05 to 0.2; the root spreads that over most of the way. */
export const loudness = (level: number): number => Math.min(1, Math.sqrt(Math.max(0, level)) * 1.9);

/** The stroke of a beat, which swells just before it and dies away after it; `phase` as of `AssistantSession.holdPhase`. */
export const stroke = (phase: number): number => Math.max((1 - phase) ** 3, Math.max(0, (phase - 0.88) / 0.12) ** 2);

/** How much is seen of what leaves, on its way from 0 to 1. */
export const leaving = (way: number): number => way * (1 - way) * 2.6;

/** The pose in full. */
export function looksOf(name: PoseName): Record<LookName, Look> {
  const { of, looks } = poses[name];
  const whole = { ...(of === undefined ? base : looksOf(of)) };
  for (const [figure, look] of Object.entries(looks)) {
    whole[figure as LookName] = { ...whole[figure as LookName], ...look };
  }
  return whole;
}
