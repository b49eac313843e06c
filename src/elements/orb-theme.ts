import type { OrbColours } from './orb-messages.ts';

export interface OrbTheme {
  readonly colours: OrbColours;
  /** How fast all turns, 0 to 1. */
  readonly tempo: number;
}

/**
 * Resolves the theme's custom properties to colours that a worker understands. An element that nobody sees wears them
 * (`.probe` of the style sheet), and transitions them: so the browser itself tells when one changes, by whatever media
 * query, class or inheritance.
 */
export class OrbThemeProbe {
  readonly element = document.createElement('span');

  /** @param onChange the theme may be another */
  constructor(onChange: () => void) {
    this.element.className = 'probe';
    this.element.addEventListener('transitionend', onChange);
  }

  read(): OrbTheme {
    const worn = getComputedStyle(this.element);
    const colours = {
      accent: worn.color,
      'on-accent': worn.backgroundColor,
      muted: worn.fill,
      surface: worn.stroke,
      danger: worn.floodColor,
      top: worn.stopColor,
      bottom: worn.lightingColor,
    };
    return { colours, tempo: Number(worn.opacity) };
  }
}
