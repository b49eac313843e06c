import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** Line drawings on a grid of 24, in the colour of the text around them; the words beside them carry the meaning. */
export function icon(lines: SVGTemplateResult): TemplateResult {
  return html`<svg
    aria-hidden="true"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${lines}
  </svg>`;
}

/** A speech bubble that sounds. */
export const launcherIcon = icon(
  svg`<path
      d="M12 3.8c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1.1 0-2.2-.2-3.2-.5L4.4 20.4l1-3.7
      C3.9 15.3 3 13.5 3 11.5c0-4.3 4-7.7 9-7.7Z"
    />
    <path d="M8.4 10.4v2.2M12 8.6v5.8M15.6 10.4v2.2" />`,
);
