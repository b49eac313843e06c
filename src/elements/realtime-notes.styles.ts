import { css } from 'lit';

export const notesStyles = css`
  :host {
    display: block;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li + li {
    border-block-start: 1px solid var(--_border);
  }
  .line,
  .ask {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }
  .line {
    flex-wrap: nowrap;
    justify-content: space-between;
    padding-block: calc(var(--_space) * 1);
  }
  .open {
    flex: 1;
    flex-direction: column;
    align-items: start;
    gap: 0;
    min-inline-size: 0;
    padding-block: calc(var(--_space) * 1.5);
    padding-inline: calc(var(--_space) * 3);
    margin-inline-start: calc(var(--_space) * -3);
    border-radius: calc(var(--_radius) * 0.6);
    text-align: start;
  }
  .open:hover {
    background: color-mix(in oklab, var(--_text) 5%, transparent);
  }
  .title,
  h3 {
    max-inline-size: 100%;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h3 {
    margin: calc(var(--_space) * 2) 0;
    font-size: 1.2em;
    line-height: 1.3;
  }
  .at {
    color: var(--_text-muted);
    font-size: 0.8667em;
  }
  .back {
    margin-inline-start: calc(var(--_space) * -3);
    padding-inline: calc(var(--_space) * 3);
    font-size: 0.9333em;
  }
  .back:dir(rtl) svg {
    scale: -1 1;
  }
  .ask {
    padding-block-end: calc(var(--_space) * 3);
  }
  .ask p {
    flex: 1 0 100%;
    margin: 0;
    font-size: 0.9333em;
  }
  .text {
    margin: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .message {
    margin: 0;
    color: var(--_text-muted);
  }
  .message:has(bdi) {
    padding-block-end: calc(var(--_space) * 3);
  }
`;
