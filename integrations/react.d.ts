import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Listeners, RealtimeTags } from '../dist/types/tags.js';

export * from '../dist/types/define.js';

/** An element's attributes and properties in React 19, which sets what the element has as a property. */
type Props<Tag extends keyof RealtimeTags> = Omit<HTMLAttributes<RealtimeTags[Tag]['element']>, keyof RealtimeTags[Tag]['props']> &
  ClassAttributes<RealtimeTags[Tag]['element']> &
  RealtimeTags[Tag]['props'] &
  Listeners<Tag, 'on'>;

type Tags = { [Tag in keyof RealtimeTags]: Props<Tag> };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
