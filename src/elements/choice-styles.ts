import { css } from 'lit';

/** One of a few, side by side, and below each other where they do not fit: radio buttons, with all that these can do. */
export const choiceStyles = css`
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    padding: 3px;
    border-radius: calc(var(--_radius) * 0.6 + 3px);
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }
  .segments label {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    align-items: center;
    justify-content: center;
    min-block-size: calc(var(--_target) - 4px);
    padding-inline: calc(var(--_space) * 2.5);
    border-radius: calc(var(--_radius) * 0.6);
    color: var(--_text);
    font-size: 0.9333em;
    text-align: center;
    cursor: pointer;
  }
  .segments label:has(:checked) {
    background: var(--_surface);
    color: var(--_accent);
    font-weight: 600;
    box-shadow:
      0 0 0 1px color-mix(in oklab, var(--_accent) 45%, transparent),
      0 1px 3px rgb(0 0 0 / 0.12);
  }
  .segments label:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .segments {
      outline: 1px solid ButtonBorder;
    }
    .segments label:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
