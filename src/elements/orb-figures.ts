/*
 * The figures of the orb, in a square of 100 units: one outline each, for the SVG of the page and for the canvas of the
 * worker alike. What of them is seen, and how, is in orb-poses.ts.
 */

/** Clockwise from three o'clock, as an SVG circle: dashes begin there. */
const circle = (x: number, y: number, r: number): string =>
  `M${x + r} ${y}a${r} ${r} 0 1 1${-2 * r} 0a${r} ${r} 0 1 1${2 * r} 0Z`;

/** An upright bar with round ends, in the middle of the height. */
const bar = (x: number, height: number): string => {
  const straight = height - 5;
  return `M${x} ${50 - straight / 2}a2.5 2.5 0 0 1 5 0v${straight}a2.5 2.5 0 0 1-5 0Z`;
};

/** Outlines that belong to one kind of figure, whose look they share; in the order in which they are drawn. */
export const figures = {
  halo: [circle(50, 50, 46)],
  far: [circle(50, 50, 46)],
  wave: [circle(50, 50, 46)],
  arc: [circle(50, 50, 44)],
  first: ['M52 12c24-2 34 20 32 40-1 16 2 30-22 34-26 4-48-10-48-34 0-26 14-38 38-40Z'],
  second: ['M44 16c20-6 44 4 44 30 0 20-12 42-36 42-20 0-40-12-38-34 1-18 10-32 30-38Z'],
  third: ['M46 22c20-3 34 8 33 28-1 16-6 27-25 30-20 2-34-8-33-29 1-18 8-27 25-29Z'],
  disc: [circle(50, 50, 34)],
  sign: ['M43 20.5a8 8 0 0 1 14 0l26 46a8 8 0 0 1-7 12H24a8 8 0 0 1-7-12Z'],
  mark: ['M50 36v18M50 66v.01'],
  outer: [bar(31, 22), bar(64, 22)],
  inner: [bar(39.25, 34), bar(55.75, 34)],
  middle: [bar(47.5, 44)],
  dot: [circle(36, 50, 4.6), circle(50, 50, 4.6), circle(64, 50, 4.6)],
  off: [
    'M44.5 47v5.5a6 6 0 0 0 9.4 5M56.5 51V40a6 6 0 0 0-11.4-2.6',
    'M38 52a12.5 12.5 0 0 0 19.5 10.5m4.8-6a12 12 0 0 0 .7-4.5M50 65v5M35 35l30 31',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FigureName = keyof typeof figures;

/** Middle of each outline's box where that is another than the middle of the drawing. */
const centres: Readonly<Partial<Record<FigureName, readonly (readonly [number, number])[]>>> = {
  first: [[49.1, 49.3]],
  second: [[50.9, 51.2]],
  third: [[50, 50.9]],
  outer: [[33.5, 50], [66.5, 50]],
  inner: [[41.75, 50], [58.25, 50]],
  dot: [[36, 50], [50, 50], [64, 50]],
};

/** The point around which an outline turns and grows. */
export const centreOf = (name: FigureName, index: number): readonly [number, number] => centres[name]?.[index] ?? [50, 50];
