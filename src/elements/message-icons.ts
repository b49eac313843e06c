import { svg } from 'lit';
import { icon } from './icon.ts';

export const copyIcon = icon(
  svg`<rect x="8.6" y="8.6" width="11.2" height="11.2" rx="2.6" />
    <path d="M15.4 5.4a2.2 2.2 0 0 0-2-1.2H6.6a2.4 2.4 0 0 0-2.4 2.4v6.8c0 .9.5 1.6 1.2 2" />`,
);
export const doneIcon = icon(svg`<path d="m5 12.8 4.6 4.6L19.2 7.2" />`);
const thumb = svg`<path
    d="M7.4 11 11 3.9c1.5 0 2.6 1.2 2.6 2.6v3h4.5a2 2 0 0 1 2 2.3l-1 6.4a2 2 0 0 1-2 1.7H7.4Z"
  /><path d="M7.4 11H5.2a1.2 1.2 0 0 0-1.2 1.2v6.5a1.2 1.2 0 0 0 1.2 1.2h2.2" />`;
export const goodIcon = icon(thumb);
export const badIcon = icon(svg`<g transform="rotate(180 12 12)">${thumb}</g>`);
export const againIcon = icon(svg`<path d="M19.4 12a7.4 7.4 0 1 1-2.2-5.2l2.4 2.4M19.6 4.4v4.8h-4.8" />`);
export const forbidIcon = icon(svg`<circle cx="12" cy="12" r="7.8" /><path d="m6.6 6.6 10.8 10.8" />`);
export const saveIcon = icon(svg`<path d="M12 4v10.6M7.4 10.4l4.6 4.6 4.6-4.6M5 19.6h14" />`);
/** Points to the end of the line: it is turned round where lines run the other way. */
export const onwardIcon = icon(svg`<path d="m9.4 5.6 6.4 6.4-6.4 6.4" />`);
export const backIcon = icon(svg`<path d="M14.6 5.6 8.2 12l6.4 6.4" />`);
