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
  @media (max-width: 479.98px) {
    dialog.frame.corner {
      inset-block: var(--_visible-top, 0px) auto;
      inset-inline: 0;
      inline-size: 100%;
      block-size: var(--_visible-height, 100dvh);
      padding-block-start: env(safe-area-inset-top, 0px);
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
