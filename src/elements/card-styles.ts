import { css } from 'lit';

/** A question to the visitor, in the flow of the panel: consent, a new conversation, a rating. */
export const cardStyles = css`
  .card {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 1.5);
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.8);
    background: var(--_raised);
    animation: rise calc(0.2s * var(--_motion)) ease-out;
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .card h3,
  .card p {
    margin: 0;
    overflow-wrap: break-word;
  }
  .card h3 {
    font-size: 1.0667em;
    font-weight: 650;
    line-height: 1.3;
  }
  .card p {
    color: var(--_text-muted);
    font-size: 0.9333em;
    text-wrap: pretty;
  }
  .card a {
    color: var(--_accent);
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 1.5);
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  @media (forced-colors: active) {
    .card {
      border-color: CanvasText;
    }
  }
`;
