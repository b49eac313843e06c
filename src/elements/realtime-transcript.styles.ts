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
  ol {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
  }
  .user {
    align-items: end;
  }
  .user + .assistant {
    margin-block-start: calc(var(--_space) * -0.5);
  }
  .bubble {
    max-inline-size: min(85%, 60ch);
    padding: calc(var(--_space) * 2.25) calc(var(--_space) * 4);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .assistant .bubble {
    max-inline-size: min(100%, 68ch);
    background: var(--realtime-assistant-bubble, var(--_raised));
    color: var(--realtime-assistant-text, var(--_text));
    border-end-start-radius: calc(var(--_space) * 1.5);
  }
  .user .bubble {
    background: var(--realtime-user-bubble, var(--_accent));
    color: var(--realtime-user-text, var(--_on-accent));
    border-end-end-radius: calc(var(--_space) * 1.5);
  }
  .user.in-progress .bubble {
    background: var(--_accent-soft);
    color: var(--_text);
  }
  .failed .bubble {
    background: var(--_danger-soft);
    color: var(--_text);
  }
  .caret {
    display: inline-block;
    inline-size: 0.45em;
    block-size: 1em;
    margin-inline-start: 0.15em;
    border-radius: 0.12em;
    background: currentColor;
    opacity: 0.55;
    vertical-align: -0.14em;
    animation: blink 1.1s steps(2, jump-none) infinite;
  }
  .dots {
    display: inline-flex;
    gap: 0.3em;
    padding-block: 0.55em;
    vertical-align: middle;
  }
  .dots i {
    inline-size: 0.4em;
    block-size: 0.4em;
    border-radius: 50%;
    background: currentColor;
    opacity: 0.35;
    animation: pulse 1.3s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.16s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.32s;
  }
  .note {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    margin: 0;
    padding-inline: calc(var(--_space) * 1);
    color: var(--_text-muted);
    font-size: 0.8125em;
  }
  .note svg {
    flex: none;
    inline-size: 1.2em;
    block-size: 1.2em;
  }
  .failed .note {
    color: var(--_danger);
  }
  .note:dir(rtl) svg {
    scale: -1 1;
  }
  realtime-sources {
    max-inline-size: 100%;
  }
  .latest {
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
  }
  .latest:hover {
    background: var(--_raised);
  }
  @media (prefers-reduced-motion: reduce) {
    .caret,
    .dots i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
    .user .bubble {
      border-width: 2px;
      border-color: Highlight;
    }
    .caret,
    .dots i {
      background: CanvasText;
    }
  }
  @keyframes blink {
    to {
      opacity: 0;
    }
  }
  @keyframes pulse {
    40% {
      opacity: 1;
      transform: translateY(-0.2em);
    }
  }
`;
