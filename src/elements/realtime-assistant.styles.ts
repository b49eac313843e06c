import { css } from 'lit';

export const assistantStyles = css`
  :host {
    --_offset: var(--realtime-offset, min(calc(var(--_rem) * 1.25), 6vw));
    --_layer: var(--realtime-z-index, 9999);
    display: contents;
  }
  :host(:state(inline)) {
    display: block;
    block-size: var(--realtime-panel-height, calc(var(--_rem) * 40));
    min-block-size: 0;
  }
  /* As high as the bar will be. */
  :host(:state(inline):state(compact)) {
    block-size: auto;
    min-block-size: calc(var(--_target) + var(--_space) * 4);
  }
  .corner {
    --_block-room: calc(var(--_offset) + env(safe-area-inset-bottom, 0px));
    position: fixed;
    z-index: var(--_layer);
    inset: auto;
    margin: 0;
  }
  realtime-launcher {
    max-inline-size: calc(100vw - 2 * var(--_offset));
  }
  .bottom-end,
  .bottom-start {
    inset-block-end: var(--_block-room);
  }
  .top-end,
  .top-start {
    --_block-room: calc(var(--_offset) + env(safe-area-inset-top, 0px));
    inset-block-start: var(--_block-room);
  }
  .bottom-end,
  .top-end {
    inset-inline-end: var(--_offset);
  }
  .bottom-start,
  .top-start {
    inset-inline-start: var(--_offset);
  }

  @media print {
    .corner {
      display: none;
    }
  }
`;
