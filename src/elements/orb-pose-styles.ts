import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import { base, isBar, poses, type Look, type LookName, type Paint, type PoseName } from './orb-poses.ts';

/** As the style sheet names the theme's colours. The body's gradient is an attribute: a style sheet cannot name it. */
const cssColours: Readonly<Record<Exclude<Paint, 'body'>, string>> = {
  accent: 'currentColor',
  'on-accent': 'var(--_on-accent)',
  muted: 'var(--_text-muted)',
  surface: 'var(--_surface)',
  danger: 'var(--_danger)',
  none: 'none',
};

/** What must hold at once; the custom states are in the element's documentation. */
const statesOf = (pose: PoseName): readonly string[] => (pose === 'muted' ? ['muted', 'listening'] : [pose]);

const write: { readonly [K in keyof Look]: (value: Look[K], figure: LookName) => string } = {
  opacity: (opacity) => `opacity:${opacity};`,
  scale: (scale, figure) => `transform:${isBar(figure) ? 'scaleY' : 'scale'}(${scale});`,
  width: (width) => `stroke-width:${width};`,
  dash: (dash) => (dash === null ? '' : `stroke-dasharray:${dash.join(' ')};`),
  turn: (turn) => {
    if (turn === 0) return '';
    const direction = turn < 0 ? ' reverse' : '';
    return `animation:turn calc(${Math.abs(turn)}s/max(var(--_motion),.01)) linear infinite${direction};`;
  },
  fill: (fill) => (fill === 'body' ? '' : `fill:${cssColours[fill]};`),
  stroke: (stroke) => (stroke === 'body' ? '' : `stroke:${cssColours[stroke]};`),
};

function declarations(figure: LookName, look: Partial<Look>): string {
  const writers = write as Readonly<Record<string, (value: unknown, figure: LookName) => string>>;
  return Object.entries(look).map(([property, value]) => writers[property]!(value, figure)).join('');
}

function* rules(): Generator<string> {
  for (const [figure, look] of Object.entries(base)) yield `.${figure}{${declarations(figure as LookName, look)}}`;
  for (const [pose, { looks }] of Object.entries(poses)) {
    const states = statesOf(pose as PoseName).map((state) => `:state(${state})`).join('');
    for (const [figure, look] of Object.entries(looks)) {
      yield `:host(${states}) .${figure}{${declarations(figure as LookName, look)}}`;
    }
  }
}

/** The table of poses as a style sheet. */
export const poseStyles: CSSResult = unsafeCSS([...rules()].join('\n'));
