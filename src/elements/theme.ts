import { css } from 'lit';
import { buttonBase } from './tokens.ts';

export { theme } from './tokens.ts';

/** Buttons as all parts have them: round ones with an icon, pills with words. */
export const buttons = [
  buttonBase,
  css`
    .quiet {
      color: var(--_text-muted);
    }
    .quiet:hover:not(:disabled) {
      background: color-mix(in oklab, var(--_text) 7%, transparent);
      color: var(--_text);
    }
    .soft {
      background: color-mix(in oklab, var(--_text) 7%, transparent);
    }
    .soft:hover:not(:disabled) {
      background: color-mix(in oklab, var(--_text) 13%, transparent);
    }
    .filled {
      background: var(--_accent);
      color: var(--_on-accent);
    }
    .filled:hover:not(:disabled) {
      background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
    }
    .danger {
      background: var(--_danger-soft);
      color: var(--_danger);
    }
    .danger:hover:not(:disabled) {
      background: color-mix(in oklab, var(--_danger) 18%, var(--_surface));
    }
    .pill {
      padding-inline: calc(var(--_space) * 5);
      font-weight: 600;
    }
    @media (forced-colors: active) {
      button[aria-pressed='true'],
      button[aria-pressed='true']:hover:not(:disabled) {
        forced-color-adjust: none;
        background: Highlight;
        color: HighlightText;
      }
    }
  `,
];
