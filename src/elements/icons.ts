import { svg } from 'lit';
import { icon } from './icon.ts';

const microphone = svg`<path d="M12 3.2a3 3 0 0 1 3 3v5.2a3 3 0 0 1-6 0V6.2a3 3 0 0 1 3-3Z" />
    <path d="M5.6 11.2a6.4 6.4 0 0 0 12.8 0M12 17.6v3.2" />`;

export const microphoneIcon = icon(microphone);
export const microphoneOffIcon = icon(
  svg`<path d="M9 9v2.4a3 3 0 0 0 4.7 2.5M15 11V6.2a3 3 0 0 0-5.7-1.3" />
    <path d="M5.6 11.2a6.4 6.4 0 0 0 10 5.3m2.5-3.4a6.3 6.3 0 0 0 .3-1.9M12 17.6v3.2M4 3.6l16 16.8" />`,
);
export const sendIcon = icon(svg`<path d="M12 19.5v-15M5.6 10.8 12 4.4l6.4 6.4" />`);
export const stopIcon = icon(svg`<rect x="6.5" y="6.5" width="11" height="11" rx="2.2" fill="currentColor" />`);
export const keyboardIcon = icon(
  svg`<rect x="2.8" y="6" width="18.4" height="12" rx="2.6" />
    <path d="M6.8 9.8h.01M10.3 9.8h.01M13.8 9.8h.01M17.3 9.8h.01M8.4 14.3h7.2" />`,
);
export const closeIcon = icon(svg`<path d="m6.2 6.2 11.6 11.6M17.8 6.2 6.2 17.8" />`);
export const freshIcon = icon(
  svg`<path d="M11.4 4.6H7.6a3.4 3.4 0 0 0-3.4 3.4v8.4a3.4 3.4 0 0 0 3.4 3.4H16a3.4 3.4 0 0 0 3.4-3.4v-3.8" />
    <path d="m10 14 .5-3 7.2-7.1a1.8 1.8 0 0 1 2.5 2.5L13 13.5Z" />`,
);
/** Two sliders: what is behind it is set by ear. */
export const settingsIcon = icon(
  svg`<path d="M4 8h8.4M17.6 8H20M4 16h2.4M11.6 16H20" />
    <circle cx="15" cy="8" r="2.6" />
    <circle cx="9" cy="16" r="2.6" />`,
);
export const latestIcon = icon(svg`<path d="M12 4.6v14M5.8 12.6l6.2 6.2 6.2-6.2" />`);
export const endIcon = icon(
  svg`<path
      d="M3.6 14.9c-.8-.9-.7-2.3.2-3.2 4.6-4 11.8-4 16.4 0 .9.9 1 2.3.2 3.2l-1.3 1.3
      c-.4.4-1.1.5-1.6.2l-2.3-1.4c-.4-.3-.7-.8-.6-1.3l.1-1.3
      a10 10 0 0 0-5.4 0l.1 1.3c.1.5-.2 1-.6 1.3l-2.3 1.4c-.5.3-1.2.2-1.6-.2Z"
    />`,
);
export const outsideIcon = icon(
  svg`<path d="M9.4 5.2H7.2a2.4 2.4 0 0 0-2.4 2.4v9.2a2.4 2.4 0 0 0 2.4 2.4h9.2a2.4 2.4 0 0 0 2.4-2.4v-2.2" />
    <path d="M13.8 4.2h6v6M19.6 4.4l-8.4 8.4" />`,
);
export const alertIcon = icon(
  svg`<path d="M10.3 4.5a2 2 0 0 1 3.4 0l7 12a2 2 0 0 1-1.7 3H5a2 2 0 0 1-1.7-3Z" />
    <path d="M12 9.6v3.8M12 16.4h.01" />`,
);
export const cutIcon = icon(svg`<path d="M3.6 12h7M14.6 5.6v12.8M18.4 12h.01M21.4 12h.01" />`);
export const searchIcon = icon(svg`<circle cx="10.8" cy="10.8" r="6.2" />
    <path d="m15.5 15.5 4.3 4.3" />`);
export const speakerIcon = icon(
  svg`<path d="M4 9.6v4.8h3.4l4.8 3.8V5.8L7.4 9.6Z" />
    <path d="M15.4 9.2a4 4 0 0 1 0 5.6M18 6.6a7.6 7.6 0 0 1 0 10.8" />`,
);
export const expandIcon = icon(svg`<path d="M14.6 4.6h4.8v4.8M19.2 4.8l-6 6M9.4 19.4H4.6v-4.8M4.8 19.2l6-6" />`);
export const collapseIcon = icon(svg`<path d="M18.4 10.4h-4.8V5.6M13.8 10.2l6-6M5.6 13.6h4.8v4.8M10.2 13.8l-6 6" />`);
export const notesIcon = icon(
  svg`<path d="M7 3.8h7.2L18.6 8v10a2.2 2.2 0 0 1-2.2 2.2H7A2.2 2.2 0 0 1 4.8 18V6A2.2 2.2 0 0 1 7 3.8Z" />
    <path d="M8.4 11.4h6.6M8.4 15h4.4" />`,
);
export const personIcon = icon(svg`<circle cx="12" cy="8" r="3.8" />
    <path d="M4.8 19.8a7.2 7.2 0 0 1 14.4 0" />`);
export const privacyIcon = icon(
  svg`<path d="M12 3.6 18.6 6v5.4c0 4-2.6 7.2-6.6 9-4-1.8-6.6-5-6.6-9V6Z" />
    <path d="m9.2 11.8 2 2 3.8-3.9" />`,
);
export const starIcon = icon(
  svg`<path d="m12 4 2.4 5 5.5.7-4 3.8 1 5.5-4.9-2.7L7.1 19l1-5.5-4-3.8 5.5-.7Z" />`,
);
export const deleteIcon = icon(
  svg`<path d="M5 7h14M10 10.8v5.4M14 10.8v5.4M9.4 7V5.2a1 1 0 0 1 1-1h3.2a1 1 0 0 1 1 1V7" />
    <path d="m6.6 7 .8 11a2 2 0 0 0 2 1.8h5.2a2 2 0 0 0 2-1.8l.8-11" />`,
);
export const backIcon = icon(svg`<path d="M19 12H5.4M11 5.8 4.8 12l6.2 6.2" />`);
