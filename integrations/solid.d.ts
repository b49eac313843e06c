import type { JSX } from 'solid-js';
import type { Listeners, RealtimeTags } from '../dist/types/tags.js';

export * from '../dist/types/define.js';

/** `prop:tools={…}`: Solid's own spelling for a property. */
type Explicit<Tag extends keyof RealtimeTags> = {
  [Name in keyof RealtimeTags[Tag]['props'] & keyof RealtimeTags[Tag]['element'] & string as `prop:${Name}`]?: RealtimeTags[Tag]['props'][Name];
};

/** An element's attributes and properties in Solid; events have a listener of their own, `on:realtime-message`. */
type Props<Tag extends keyof RealtimeTags> = Omit<JSX.HTMLAttributes<RealtimeTags[Tag]['element']>, keyof RealtimeTags[Tag]['props']> &
  RealtimeTags[Tag]['props'] &
  Explicit<Tag> &
  Listeners<Tag, 'on:'>;

type Tags = { [Tag in keyof RealtimeTags]: Props<Tag> };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
