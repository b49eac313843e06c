import { html, trusted } from './html.ts';
import type { Html } from './html.ts';

const land =
  'M3.4 25.6 13 14.5l5.5 6 4-4.4 8.2 9.5Z' +
  'M29 8l4.6 7.6h-2l3 5h-2.3l2.5 4.6H23.4l2.4-4.6h-2.3l3-5h-2Z';
const waves = 'M7 30c4.3-1.8 8.7-1.8 13 0s8.7 1.8 13 0M12 34.5c2.7-1.2 5.3-1.2 8 0s5.3 1.2 8 0';

/** The park's sign: a hill, a tree and water in a round frame. */
export const emblem = trusted(`<svg class="emblem" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
<circle cx="20" cy="20" r="20" fill="currentColor"/>
<path class="emblem-land" d="${land}"/>
<path class="emblem-line" d="${waves}"/>
</svg>`);

/** The same sign as a file, in colours of its own. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
<circle cx="20" cy="20" r="20" fill="#1f5c46"/>
<path fill="#f4efe2" d="${land}"/>
<path fill="none" stroke="#8fd0d6" stroke-width="2" stroke-linecap="round" d="${waves}"/>
</svg>
`;

/** Lines on a 24 by 24 grid, by the folder of the section. */
const drawings: Readonly<Record<string, readonly string[]>> = {
  visit: [
    'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21Z',
    'M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  ],
  camping: ['M12 4 3 20h18L12 4Zm0 0 1.2-2M12 4l-1.2-2', 'M12 12l-4 8h8l-4-8Z'],
  lake: ['M4 12h16l-3 4.5H7L4 12Zm8 0V3l6 6.5h-6', 'M3 20.5c2-1.2 4-1.2 6 0s4 1.2 6 0 4-1.2 6 0'],
  trails: ['M12 21v-8M12 4V2.5M9 21h6', 'M5 4h11l3 2.5L16 9H5V4Z', 'M19 10.5H8L5 13l3 2.5h11v-5Z'],
  wildlife: [
    'M12 12.5c2.6 0 5 2.7 5 5 0 1.7-1.3 2.5-2.5 2.5-1 0-1.5-.5-2.5-.5',
    's-1.5.5-2.5.5C8.3 20 7 19.2 7 17.5c0-2.3 2.4-5 5-5Z',
    'M5.5 13.5a1.7 2.2 0 1 0 0-4.4 1.7 2.2 0 0 0 0 4.4Z',
    'M18.5 13.5a1.7 2.2 0 1 0 0-4.4 1.7 2.2 0 0 0 0 4.4Z',
    'M9.3 9a1.7 2.4 0 1 0 0-4.8 1.7 2.4 0 0 0 0 4.8Z',
    'M14.7 9a1.7 2.4 0 1 0 0-4.8 1.7 2.4 0 0 0 0 4.8Z',
  ],
  events: [
    'M9 18V5.5L19 3.5V16M9 9.5l10-2',
    'M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
    'M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  ],
  winter: [
    'M12 2.5v19M3.8 7.25l16.4 9.5M3.8 16.75l16.4-9.5',
    'M9.5 4 12 6.5 14.5 4M9.5 20l2.5-2.5 2.5 2.5',
    'M3.9 10.5l3.4-.9-.9-3.4M17.6 17.8l-.9-3.4 3.4-.9',
    'M3.9 13.5l3.4.9-.9 3.4M17.6 6.2l-.9 3.4 3.4.9',
  ],
  learn: ['M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5.5-8.5 2Z', 'M12 6.5v14'],
  access: [
    'M12 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z',
    'M4.5 8.5l5 .8v4L7.5 21M19.5 8.5l-5 .8v4l2 7.7',
    'M9.5 9.3c1.6.3 3.4.3 5 0M9.5 13.3h5',
  ],
  about: ['M4 20V9.5L12 4l8 5.5V20M4 20h16M9.5 20v-5.5h5V20M4 9.5h16'],
};

const leaf = ['M5 19C5 9 11 4 20 4c0 9-5 15-15 15Z', 'M5 19l8-8'];

/** The drawing of a section; a leaf for one that has none of its own. */
export function sectionIcon(folder: string): Html {
  const lines = (drawings[folder] ?? leaf).join('');
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${lines}"/></svg>`;
}

export const arrow = trusted(`<svg class="icon arrow" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<path d="M5 12h14m-6-6 6 6-6 6"/></svg>`);
