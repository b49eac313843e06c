import { css } from 'lit';

/**
 * The tokens. Public names (`--realtime-…`) are only read here, so they inherit from wherever a designer sets them; the
 * private ones (`--_…`) are what the style sheets use. docs/theming.md lists them.
 *
 * Sizes hang on `--_rem`, not on rem: pages that set `html { font-size: 62.5% }` would shrink the text to ten pixels,
 * and a visitor who asks the browser for larger text should get it all the same.
 */
export const theme = css`
  :host {
    --_rem: max(16px, 1rem);
    /* Larger text needs its room: on a narrow screen, gaps and targets do not grow with it. */
    --_space: var(--realtime-space, min(calc(var(--_rem) * 0.25), 1.4vw));
    --_radius: var(--realtime-radius, calc(var(--_rem) * 1.25));
    --_accent: var(--realtime-accent, light-dark(#4250d5, #a3b0ff));
    /* Black or white, whichever reads better on the accent: 0.57 is the lightness at which both have about 4.5 : 1. */
    --_on-accent: var(--realtime-on-accent, oklch(from var(--_accent) clamp(0, (0.57 - l) * 1000, 1) 0 0));
    --_surface: var(--realtime-surface, light-dark(#ffffff, #171922));
    --_text: var(--realtime-text, light-dark(#1a1c27, #eceef5));
    --_text-muted: var(--realtime-text-muted, light-dark(#5a5f72, #a9aec0));
    --_border: var(--realtime-border, light-dark(#e2e4ec, #343847));
    --_raised: var(--realtime-surface-raised, light-dark(#f3f4f9, #242735));
    --_danger: var(--realtime-danger, light-dark(#b3261e, #ff9c92));
    --_accent-soft: color-mix(in oklab, var(--_accent) 12%, var(--_surface));
    --_danger-soft: color-mix(in oklab, var(--_danger) 10%, var(--_surface));
    --_shadow: var(
      --realtime-shadow,
      0 0 0 1px light-dark(rgb(20 24 60 / 0.06), rgb(255 255 255 / 0.1)),
      0 2px 6px light-dark(rgb(20 24 60 / 0.06), rgb(0 0 0 / 0.4)),
      0 16px 48px -8px light-dark(rgb(20 24 60 / 0.22), rgb(0 0 0 / 0.6))
    );
    --_motion: var(--realtime-motion, 1);
    --_target: clamp(44px, calc(var(--_rem) * 2.75), 13vw);

    box-sizing: border-box;
    color: var(--_text);
    font-family: var(--realtime-font, inherit);
    font-size: var(--realtime-font-size, calc(var(--_rem) * 0.9375));
    font-style: normal;
    font-weight: 400;
    font-variant: normal;
    line-height: 1.5;
    letter-spacing: normal;
    word-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    cursor: auto;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-contrast: more) {
    :host {
      --_text-muted: var(--_text);
      --_border: var(--_text);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_motion: 0;
    }
  }
`;

/** Buttons as the launcher and all parts have them. */
export const buttonBase = css`
  button {
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: var(--_target);
    min-block-size: var(--_target);
    margin: 0;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 999px;
    background: transparent;
    color: inherit;
    font: inherit;
    cursor: pointer;
    transition: background-color 0.15s, color 0.15s, border-color 0.15s, opacity 0.15s;
  }
  button:disabled {
    cursor: default;
    opacity: 0.4;
  }
  button:focus-visible,
  a:focus-visible,
  [tabindex]:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  button svg {
    flex: none;
    inline-size: calc(var(--_rem) * 1.25);
    block-size: calc(var(--_rem) * 1.25);
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonBorder;
    }
    button:focus-visible,
    a:focus-visible,
    [tabindex]:focus-visible {
      outline-color: Highlight;
    }
  }
`;
