import { css, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Strings } from './strings.ts';

/** What greets a visitor unless the author fills the `empty` slot, which the panel and the assistant around it have. */
export function welcome(words: Strings): TemplateResult {
  return html`<h3><bdi>${words.emptyHeading}</bdi></h3>
    <p><bdi>${words.emptyText}</bdi></p>`;
}

export const welcomeStyles = css`
  h3 {
    margin: 0 0 calc(var(--_space) * 1.5);
    font-size: 1.4em;
    font-weight: 650;
    line-height: 1.25;
    text-wrap: balance;
  }
  h3 + p {
    margin: 0;
    color: var(--_text-muted);
    text-wrap: pretty;
  }
`;
