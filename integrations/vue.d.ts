import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { Listeners, RealtimeTags } from '../dist/types/tags.js';

export * from '../dist/types/define.js';

type Emits<Events> = { [Name in keyof Events]: (event: Events[Name]) => void };

/** An element as Vue's templates see a component: `<realtime-assistant relay-url="…" :tools @realtime-message>`. */
type Tag<Name extends keyof RealtimeTags> = new () => RealtimeTags[Name]['element'] & {
  /** @deprecated Only for the type check of templates. */
  $props: Omit<HTMLAttributes, keyof RealtimeTags[Name]['props']> & PublicProps & RealtimeTags[Name]['props'] & Listeners<Name, 'on'>;
  /** @deprecated Only for the type check of templates. */
  $emit: EmitFn<Emits<RealtimeTags[Name]['events']>>;
};

type Tags = { [Name in keyof RealtimeTags]: Tag<Name> };

declare module 'vue' {
  interface GlobalComponents extends Tags {}
}
