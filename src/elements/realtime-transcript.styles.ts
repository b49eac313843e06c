import { css } from 'lit';

export const transcriptStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden;
  }
  .log {
    flex: 1;
    min-block-size: 0;
    padding-block: calc(var(--_space) * 3) calc(var(--_space) * 5);
    padding-inline: var(--realtime-gutter, calc(var(--_space) * 5));
    overflow-y: auto;
    overscroll-behavior: contain;
    mask-image: linear-gradient(
      transparent,
      #000 calc(var(--_space) * 3),
      #000 calc(100% - var(--_space) * 4),
      transparent
    );
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
  }
  .log:focus-visible {
    outline-offset: -3px;
    border-radius: calc(var(--_space) * 2);
  }
  .page {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
  }
  .page + .page,
  .steps + .list {
    margin-block-start: calc(var(--_space) * 4);
  }
  /* What is far away is neither laid out nor painted; it can still be found and read. The newest page grows. */
  .page:not(:last-child) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 500em;
    /* The containment that comes with it would cut what hangs over the edge. */
    margin-inline: calc(var(--realtime-gutter, calc(var(--_space) * 5)) * -1);
    padding-inline: var(--realtime-gutter, calc(var(--_space) * 5));
  }
  .jump {
    position: absolute;
    inset-block-end: calc(var(--_space) * 2);
    inset-inline: 0;
    inline-size: fit-content;
    margin-inline: auto;
    padding-inline: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border-color: var(--_border);
    background: var(--_surface);
    box-shadow: 0 4px 16px -4px rgb(10 12 30 / 0.25);
    font-size: 0.8125em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .jump:hover {
    background: var(--_raised);
  }
  .save {
    margin-block-end: calc(var(--_space) * 3);
    color: var(--_text-muted);
    font-size: 0.8667em;
  }
  .save summary {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    inline-size: fit-content;
    min-block-size: var(--_target);
    margin-inline: auto;
    padding-inline: calc(var(--_space) * 3);
    border-radius: 999px;
    cursor: pointer;
    list-style: none;
  }
  .save summary::-webkit-details-marker {
    display: none;
  }
  .save summary:hover {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
    color: var(--_text);
  }
  .save summary:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .save svg {
    inline-size: 1.2em;
    block-size: 1.2em;
  }
  .save div {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    padding-block-end: calc(var(--_space) * 2);
  }
  .save button {
    padding-inline: calc(var(--_space) * 4);
    font-size: 1em;
    font-weight: 600;
  }
`;
