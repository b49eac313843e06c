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
    overflow-wrap: break-word;
  }
  .settings-button[aria-expanded='true'] {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
    color: var(--_text);
  }
  @media (forced-colors: active) {
    .settings-button[aria-expanded='true'],
    .settings-button[aria-expanded='true']:hover {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  .settings {
    flex: none;
    /* Large text on a small screen: the conversation and its buttons keep their room, and the settings scroll. */
    max-block-size: 42%;
    padding: calc(var(--_space) * 2) var(--realtime-gutter) calc(var(--_space) * 4);
    overflow-y: auto;
    overscroll-behavior: contain;
    border-block-end: 1px solid var(--_border);
  }
  realtime-transcript {
    flex: 1;
  }
  .fresh realtime-transcript {
    flex: none;
    block-size: 0;
  }
  .body {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
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
  .stage.resting realtime-orb {
    display: none;
  }
  .stage.silent {
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
    text-align: center;
    --realtime-orb-size: min(calc(var(--_rem) * 7), 14vh);
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
    padding-block-end: calc(var(--_space) * 2);
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
    padding-block: calc(var(--_space) * 3) calc(var(--_space) * 3);
    padding-block-end: max(calc(var(--_space) * 4), env(safe-area-inset-bottom));
    padding-inline: calc(var(--_space) * 4);
  }
  .footer {
    color: var(--_text-muted);
    font-size: 0.8em;
    text-align: center;
  }
`;
