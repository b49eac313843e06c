import { css } from 'lit';

export const controlsStyles = css`
  :host {
    display: inline-block;
    min-inline-size: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: calc(var(--_space) * 1.5);
  }
  button[aria-pressed='true'],
  button[aria-pressed='true']:hover:not(:disabled) {
    background: var(--_danger-soft);
    color: var(--_danger);
  }

  /* The switch stands at the start, the buttons at the end of their row. */
  .switch {
    /* Long words make a second line of their own, not of the row. */
    flex: 1 1 0;
    justify-content: start;
    min-inline-size: min-content;
    max-inline-size: max-content;
    gap: calc(var(--_space) * 2.5);
    margin-inline-end: auto;
    padding-inline: calc(var(--_space) * 2) calc(var(--_space) * 3);
    font-size: 0.9333em;
    font-weight: 550;
    line-height: 1.2;
    text-align: start;
  }
  /* All buttons of a talk beside it, so that none of them begins a second row when it comes. */
  @media (max-width: 359.98px) {
    .row {
      gap: calc(var(--_space) * 1);
    }
    .switch {
      gap: calc(var(--_space) * 1.5);
      padding-inline: calc(var(--_space) * 0.5);
      font-size: 0.8667em;
    }
  }
  .switch:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }
  .track {
    --_track: calc(var(--_rem) * 1.375);
    position: relative;
    flex: none;
    inline-size: calc(var(--_track) * 1.7);
    block-size: var(--_track);
    border: 2px solid var(--_text-muted);
    border-radius: 999px;
    transition: background-color 0.15s, border-color 0.15s;
  }
  .thumb {
    position: absolute;
    inset-block: 3px;
    inset-inline-start: 3px;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_text-muted);
    transition: inset-inline-start calc(0.15s * var(--_motion)), background-color 0.15s;
  }
  [aria-checked='true'] .track {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  [aria-checked='true'] .thumb {
    inset-inline-start: calc(var(--_track) * 0.7 + 1px);
    inset-block: 1px;
    background: var(--_on-accent);
  }

  .hold {
    flex: 1 1 calc(var(--_rem) * 9);
    padding-inline: calc(var(--_space) * 3);
    font-weight: 600;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    touch-action: none;
  }
  .compact {
    gap: calc(var(--_space) * 1);
  }
  .compact .hold {
    flex-basis: auto;
  }
  .hold.held,
  .hold.held:hover {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* What records has a shape of its own: a dot that beats, in place of the microphone. */
  .recording {
    flex: none;
    inline-size: calc(var(--_rem) * 0.75);
    block-size: calc(var(--_rem) * 0.75);
    margin-inline: calc(var(--_rem) * 0.25);
    border-radius: 50%;
    background: currentColor;
    animation: beat calc(1.2s / max(var(--_motion), 0.01)) ease-in-out infinite;
  }
  @keyframes beat {
    50% {
      opacity: 0.4;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .recording {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .track {
      border-color: ButtonText;
    }
    .thumb {
      background: ButtonText;
    }
    [aria-checked='true'] .track,
    .hold.held,
    .hold.held:hover {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
    [aria-checked='true'] .thumb {
      background: HighlightText;
    }
  }
`;
