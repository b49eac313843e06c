import { css } from 'lit';

export const sourcesStyles = css`
  :host {
    display: block;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1.5);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .chip {
    position: relative;
    max-inline-size: 100%;
    min-block-size: calc(var(--_rem) * 2);
    padding-block: calc(var(--_space) * 0.75);
    padding-inline: calc(var(--_space) * 1) calc(var(--_space) * 3);
    border-color: var(--_border);
    background: var(--_surface);
    font-size: 0.8125em;
    line-height: 1.35;
  }
  /* The chip is slim, its target is not. */
  .chip::after {
    content: '';
    position: absolute;
    inset-block: calc((var(--_target) - var(--_rem) * 2) / -2);
    inset-inline: 0;
  }
  .chip:hover {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .number {
    display: grid;
    flex: none;
    place-items: center;
    min-inline-size: calc(var(--_rem) * 1.375);
    block-size: calc(var(--_rem) * 1.375);
    border-radius: 999px;
    background: var(--_accent-soft);
    color: var(--_text);
    font-size: 0.9em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .name span {
    color: var(--_text-muted);
    font-weight: 400;
  }

  dialog {
    inline-size: min(calc(var(--_rem) * 36), calc(100vw - var(--_space) * 8));
    max-block-size: min(calc(var(--_rem) * 40), calc(100dvh - var(--_space) * 12));
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: hidden;
    opacity: 1;
    transition: opacity 0.18s, translate 0.18s;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    @starting-style {
      opacity: 0;
      translate: 0 calc(12px * var(--_motion));
    }
  }
  dialog::backdrop {
    background: rgb(12 14 26 / 0.45);
  }
  .header {
    display: flex;
    align-items: start;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 4) calc(var(--_space) * 3);
    padding-inline: calc(var(--_space) * 6) calc(var(--_space) * 3);
  }
  .header > div {
    flex: 1;
    min-inline-size: 0;
    padding-block-start: calc(var(--_space) * 1.5);
  }
  h2 {
    margin: 0;
    font-size: 1.125em;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .where {
    margin: calc(var(--_space) * 0.5) 0 0;
    color: var(--_text-muted);
    font-size: 0.875em;
  }
  .passage {
    flex: 1;
    margin: 0;
    padding: calc(var(--_space) * 1) calc(var(--_space) * 6) calc(var(--_space) * 5);
    overflow-y: auto;
    overscroll-behavior: contain;
    white-space: pre-line;
    overflow-wrap: anywhere;
    line-height: 1.65;
  }
  .passage:focus-visible {
    outline-offset: -4px;
  }
  mark {
    /* The lines before it stay in view. */
    scroll-margin-block-start: 4em;
    border-radius: 0.2em;
    background: light-dark(#fff0b3, #564a17);
    color: inherit;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
    padding: 0.1em 0.15em;
    margin: 0 -0.15em;
  }
  .footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 calc(var(--_space) * 3);
    padding-block: calc(var(--_space) * 2);
    padding-inline: calc(var(--_space) * 6) calc(var(--_space) * 3);
    border-block-start: 1px solid var(--_border);
  }
  a {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: var(--_target);
    border-radius: calc(var(--_space) * 2);
    color: var(--_accent);
    font-weight: 600;
    text-underline-offset: 0.2em;
  }
  .turn {
    display: flex;
    align-items: center;
    margin-inline-start: auto;
    color: var(--_text-muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  :host(:dir(rtl)) .turn svg {
    scale: -1 1;
  }
  a svg {
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid CanvasText;
    }
    mark {
      background: Mark;
      color: MarkText;
      forced-color-adjust: none;
    }
    .number {
      border: 1px solid CanvasText;
    }
  }
`;
