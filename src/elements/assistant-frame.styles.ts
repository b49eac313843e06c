import { css } from 'lit';

export const assistantFrameStyles = css`
  .frame {
    max-inline-size: none;
    max-block-size: none;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    overflow: hidden;
  }
  section.frame {
    inline-size: 100%;
    block-size: 100%;
    border: 1px solid var(--_border);
  }
  realtime-panel {
    block-size: 100%;
    border-radius: inherit;
  }

  dialog.frame {
    inline-size: min(var(--realtime-panel-width, calc(var(--_rem) * 25)), calc(100vw - 2 * var(--_offset)));
    block-size: min(var(--realtime-panel-height, calc(var(--_rem) * 42)), calc(100dvh - 2 * var(--_block-room)));
    box-shadow: var(--_shadow);
    opacity: 0;
    translate: 0 calc(14px * var(--_motion));
    transition:
      opacity 0.2s,
      translate 0.2s cubic-bezier(0.2, 0.8, 0.2, 1),
      display 0.2s allow-discrete,
      overlay 0.2s allow-discrete;
  }
  /* The bar is as high as what it says; its ends are round while that is one row. */
  dialog.frame.pill {
    inline-size: min(var(--realtime-bar-width, calc(var(--_rem) * 26)), calc(100vw - 2 * var(--_offset)));
    block-size: auto;
    max-block-size: calc(100dvh - 2 * var(--_block-room));
    border-radius: min(calc(var(--_radius) * 2), calc(var(--_target) / 2 + var(--_space) * 2));
    overflow-y: auto;
  }
  section.frame.pill {
    block-size: auto;
    border-radius: calc(var(--_target) / 2 + var(--_space) * 2);
  }
  dialog.top-end,
  dialog.top-start {
    translate: 0 calc(-14px * var(--_motion));
  }
  dialog[open] {
    opacity: 1;
    translate: 0 0;
    @starting-style {
      opacity: 0;
      translate: 0 calc(14px * var(--_motion));
    }
  }
  dialog:focus {
    outline: none;
  }
  dialog::backdrop {
    background: transparent;
  }

  /* A phone: the whole screen, above its keyboard. */
  @media (max-width: 479.98px), (max-height: 479.98px) and (pointer: coarse) {
    dialog.frame.corner:not(.pill) {
      inset-block: var(--_visible-top, 0px) auto;
      inset-inline: 0;
      inline-size: 100%;
      block-size: var(--_visible-height, 100dvh);
      padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) 0 env(safe-area-inset-left, 0px);
      border-radius: 0;
      box-shadow: none;
    }
  }
  @media (prefers-contrast: more), (forced-colors: active) {
    dialog {
      border: 1px solid var(--_border);
    }
  }
  @media (forced-colors: active) {
    .frame {
      border: 1px solid CanvasText !important;
    }
  }
`;
