import { css } from 'lit';

export const devicesStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 3);
    container-type: inline-size;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2.2fr);
    align-items: center;
    column-gap: calc(var(--_space) * 3);
    min-inline-size: 0;
  }
  /* Too narrow for words and list side by side: the longest word would break. */
  @container (max-width: 19.5em) {
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  label {
    color: var(--_text-muted);
    font-size: 0.9333em;
    overflow-wrap: anywhere;
  }
  .choice {
    position: relative;
    min-inline-size: 0;
  }
  /* Browsers put their own arrow hard against the border. */
  .choice::after {
    position: absolute;
    inset-block-start: calc(50% - 0.35em);
    inset-inline-end: calc(var(--_space) * 4);
    inline-size: 0.4em;
    block-size: 0.4em;
    border: solid currentColor;
    border-width: 0 0.125em 0.125em 0;
    rotate: 45deg;
    pointer-events: none;
    content: '';
  }
  .choice:has(:disabled)::after {
    opacity: 0.5;
  }
  select {
    appearance: none;
    inline-size: 100%;
    min-block-size: var(--_target);
    margin: 0;
    padding-inline: calc(var(--_space) * 3) calc(var(--_space) * 9);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    /* Below 16 pixels, phones zoom into the page when the list takes the focus. */
    font-size: max(16px, 1em);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  select:disabled,
  input:disabled {
    cursor: default;
    opacity: 0.5;
  }
  select:focus-visible,
  input:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .check {
    display: flex;
    grid-column: -2 / -1;
    align-items: center;
    gap: calc(var(--_space) * 3);
    min-block-size: calc(var(--_space) * 4);
  }
  .check button {
    margin-block-start: calc(var(--_space) * 1.5);
    padding-inline: calc(var(--_space) * 3.5);
    font-size: 0.8667em;
    font-weight: 600;
  }
  .check [aria-pressed='true'] {
    color: var(--_accent);
    background: var(--_accent-soft);
  }
  .message {
    grid-column: -2 / -1;
    margin: 0;
    color: var(--_danger);
    font-size: 0.8667em;
  }
  .meter {
    flex: 1;
    block-size: calc(var(--_space) * 1.5);
    overflow: hidden;
    border-radius: 999px;
    background: color-mix(in oklab, var(--_text) 12%, transparent);
  }
  .bar {
    block-size: 100%;
    inline-size: calc(100% * var(--_level, 0));
    border-radius: inherit;
    background: var(--_accent);
  }
  .volume {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: var(--_target);
    margin: 0;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .meter {
      outline: 1px solid CanvasText;
    }
    .bar {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
