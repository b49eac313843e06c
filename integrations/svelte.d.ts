import type { HTMLAttributes } from 'svelte/elements';
import type { Listeners, RealtimeTags } from '../dist/types/tags.js';

export * from '../dist/types/define.js';

/** An element's attributes and properties in Svelte 5, which sets what the element has as a property. */
type Props<Tag extends keyof RealtimeTags> = Omit<HTMLAttributes<RealtimeTags[Tag]['element']>, keyof RealtimeTags[Tag]['props']> &
  RealtimeTags[Tag]['props'] &
  Listeners<Tag, 'on'>;

type Tags = { [Tag in keyof RealtimeTags]: Props<Tag> };

declare module 'svelte/elements' {
  export interface SvelteHTMLElements extends Tags {}
}
