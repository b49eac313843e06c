import { css } from 'lit';

/** One turn: its bubble, and what stands around it. */
export const messageStyles = css`
  .turn {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 3);
  }
  .message {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
  }
  .user {
    align-items: end;
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
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 1.5);
    margin: 0;
    padding-inline: calc(var(--_space) * 1);
    color: var(--_text-muted);
    font-size: 0.8125em;
  }
  .note > svg {
    flex: none;
    inline-size: 1.2em;
    block-size: 1.2em;
  }
  .failed .note {
    color: var(--_danger);
  }
  :host(:dir(rtl)) .note > svg {
    scale: -1 1;
  }
  .note button {
    border-color: color-mix(in oklab, currentColor 35%, transparent);
    font-size: 1em;
    font-weight: 600;
  }
  .note button:hover {
    background: color-mix(in oklab, currentColor 8%, transparent);
  }
  realtime-sources {
    max-inline-size: 100%;
  }
  .pictures {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: calc(var(--_space) * 1.5);
    max-inline-size: 85%;
  }
  .pictures canvas {
    max-inline-size: min(100%, calc(var(--_rem) * 11));
    max-block-size: calc(var(--_rem) * 9);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.7);
    background: var(--_raised);
  }
  .time {
    align-self: center;
    margin: 0;
    color: var(--_text-muted);
    font-size: 0.75em;
    font-variant-numeric: tabular-nums;
  }

  /* Slim buttons, whose target is not. */
  .small {
    position: relative;
    min-inline-size: calc(var(--_rem) * 1.75);
    min-block-size: calc(var(--_rem) * 1.75);
    gap: calc(var(--_space) * 1.25);
    padding-inline: calc(var(--_space) * 2);
    font-size: 0.8125em;
  }
  .small svg {
    inline-size: 1.2em;
    block-size: 1.2em;
  }
  .actions {
    display: flex;
    align-items: center;
    gap: 0;
    color: var(--_text-muted);
    font-size: max(0.9375em, 13px);
  }
  .actions .small {
    min-inline-size: clamp(24px, calc(var(--_rem) * 2), 9vw);
    min-block-size: clamp(24px, calc(var(--_rem) * 2), 9vw);
    padding-inline: 0;
    font-size: 1em;
  }
  .actions .small[aria-pressed='true'] svg {
    color: var(--_accent);
    fill: color-mix(in oklab, var(--_accent) 22%, transparent);
  }
  .said-at {
    padding-inline: calc(var(--_space) * 1.5);
    font-size: 0.75rem;
    font-size: calc(var(--_rem) * 0.75);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .latest.assistant .actions {
    margin-block: calc(var(--_space) * -1);
    margin-inline-start: calc(var(--_space) * -1);
  }
  /* Beside an older turn they float above its edge, and move nothing when they come. */
  .message:not(.latest.assistant) .actions {
    position: absolute;
    z-index: 1;
    inset-block-start: calc(var(--_rem) * -1.65);
    inset-inline-end: calc(var(--_space) * 2);
    padding-inline: calc(var(--_space) * 0.5);
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    box-shadow: 0 2px 8px -2px rgb(10 12 30 / 0.2);
    opacity: 0;
    transition: opacity 0.12s;
  }
  .message:not(.latest.assistant):is(:hover, :focus-within) .actions {
    opacity: 1;
  }
  /* A finger that scrolls must not press what it does not see. */
  .message:not(.latest.assistant):not(:hover, :focus-within) .actions {
    pointer-events: none;
  }

  .steps {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 1);
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--_text-muted);
    font-size: 0.8667em;
  }
  .steps li {
    display: flex;
    align-items: start;
    gap: calc(var(--_space) * 2);
    overflow-wrap: anywhere;
  }
  .steps svg,
  .running {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    margin-block-start: 0.2em;
  }
  .steps .completed svg {
    color: var(--_accent);
  }
  .running {
    border: 0.14em solid color-mix(in oklab, currentColor 30%, transparent);
    border-block-start-color: currentColor;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @media (prefers-reduced-motion: reduce) {
    .caret,
    .dots i,
    .running {
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
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
`;
