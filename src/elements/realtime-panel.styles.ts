import { css } from 'lit';

export const panelStyles = css`
  :host {
    --realtime-gutter: calc(var(--_space) * 5);
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_surface);
  }
  /* Neither <header> nor <footer>: they would be landmarks, and the page has its own. */
  .header {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1);
    min-block-size: calc(var(--_rem) * 4);
    padding-block: calc(var(--_space) * 2);
    padding-inline: var(--realtime-gutter) calc(var(--_space) * 2.5);
  }
  h2 {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    font-size: 1.0667em;
    font-weight: 650;
    line-height: 1.3;
    /* A name in another script stands where the panel begins, and not where its own lines would. */
    text-align: match-parent;
    overflow-wrap: break-word;
  }
  .toggle[aria-expanded='true'] {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
    color: var(--_text);
  }
  @media (forced-colors: active) {
    .toggle[aria-expanded='true'],
    .toggle[aria-expanded='true']:hover {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  .body {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  .main {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  .fresh .main {
    flex: none;
    block-size: 0;
  }
  realtime-transcript {
    flex: 1;
    font-size: calc(var(--realtime-font-size, calc(var(--_rem) * 0.9375)) * var(--realtime-captions-scale, 1));
  }

  /* Over the conversation, which keeps its place; what goes on and the buttons for it stay in sight. */
  .pane {
    position: absolute;
    inset: 0;
    z-index: 1;
    padding-block-end: calc(var(--_space) * 5);
    padding-inline: var(--realtime-gutter);
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
    background: var(--_surface);
    mask-image: linear-gradient(#000 calc(100% - var(--_space) * 5), transparent);
    animation: appear 0.15s ease-out;
  }
  .pane:focus {
    outline: none;
  }
  .pane-head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    margin-inline: calc(var(--realtime-gutter) * -1);
    padding-block: calc(var(--_space) * 1) calc(var(--_space) * 3);
    padding-inline: var(--realtime-gutter) calc(var(--_space) * 4);
    background: linear-gradient(var(--_surface) 85%, transparent);
  }
  .pane-head h3 {
    margin: 0;
    font-size: 1.2em;
    font-weight: 650;
  }
  .pane-head button {
    padding-inline: calc(var(--_space) * 4);
    font-size: 0.9333em;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  /* Compact: a pill that grows into a card where there is more to say. */
  :host(:state(compact)) {
    background: transparent;
    padding: calc(var(--_space) * 2);
    gap: calc(var(--_space) * 2);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 2);
    --realtime-orb-size: var(--_target);
  }
  .says {
    flex: 1 1 calc(var(--_rem) * 3.5);
    min-inline-size: 0;
    line-height: 1.3;
  }
  .bar-actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: calc(var(--_space) * 1);
    margin-inline-start: auto;
  }
  .bar realtime-status::part(hint) {
    display: none;
  }
  .bar:has(realtime-status:state(troubled)) .says {
    flex-basis: 100%;
  }
  .bar:has(realtime-status:state(troubled)) realtime-orb {
    display: none;
  }
  .bar realtime-status:state(troubled)::part(hint) {
    display: block;
  }
  .stage {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2) var(--realtime-gutter) 0;
    --realtime-orb-size: calc(var(--_rem) * 2.75);
  }
  .stage realtime-status {
    flex: 1;
    min-inline-size: 0;
  }
  /* Large text on a small screen: what went wrong and what helps can be scrolled to, and covers nothing. */
  .body:not(.fresh) .stage:has(realtime-status:state(troubled)) {
    align-items: start;
    min-block-size: 0;
    padding-block-end: calc(var(--_space) * 3);
    overflow-y: auto;
    mask-image: linear-gradient(#000 calc(100% - var(--_space) * 3), transparent);
    overscroll-behavior: contain;
  }
  .paned realtime-status::part(hint),
  .paned + .dock .footer {
    display: none;
  }
  .stage.resting realtime-orb {
    display: none;
  }
  .stage.silent:not(:has(realtime-status:state(ended))) {
    display: none;
  }
  .fresh .stage {
    flex: 1;
    flex-direction: column;
    justify-content: safe center;
    gap: calc(var(--_space) * 5);
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    mask-image: linear-gradient(#000 calc(100% - var(--_space) * 5), transparent);
    text-align: center;
    --realtime-orb-size: min(calc(var(--_rem) * 7), 14vh);
  }
  .fresh.asked .stage {
    overflow: hidden;
  }
  .fresh .stage realtime-status {
    flex: none;
  }
  .fresh realtime-status::part(line) {
    text-align: center;
    justify-content: center;
  }
  .fresh realtime-status::part(words) {
    justify-content: center;
    font-size: 1.2em;
  }
  .fresh realtime-orb {
    margin-block-start: calc(var(--_space) * 4);
  }
  /* Little height: what can be pressed comes before what is nice to look at. */
  @media (max-height: 32rem) {
    .fresh realtime-orb:state(idle) {
      display: none;
    }
  }
  .welcome {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: calc(var(--_space) * 5);
    max-inline-size: 34ch;
  }
  .start {
    min-block-size: calc(var(--_rem) * 3);
  }
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    padding-block-end: calc(var(--_space) * 5);
  }
  ::slotted(button) {
    min-block-size: calc(var(--_rem) * 2.5);
    padding-inline: calc(var(--_space) * 4);
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.9333em;
    cursor: pointer;
  }
  ::slotted(button:hover) {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .dock {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    min-block-size: 0;
    padding-block: calc(var(--_space) * 3) calc(var(--_space) * 3);
    padding-block-end: max(calc(var(--_space) * 4), env(safe-area-inset-bottom));
    padding-inline: calc(var(--_space) * 4);
  }
  /* All buttons of a talk in one row, beside longer words than English has. */
  @media (max-width: 359.98px) {
    .dock {
      padding-inline: calc(var(--_space) * 2.5);
    }
  }
  .footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0 calc(var(--_space) * 3);
    color: var(--_text-muted);
    font-size: 0.8em;
    text-align: center;
  }
  .footer .handover {
    font-size: 1.1em;
    color: var(--_text);
  }
  .footer .handover:hover {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }
`;
