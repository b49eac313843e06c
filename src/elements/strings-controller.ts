import type { ReactiveControllerHost } from 'lit';
import { ContextFollower } from './context-follower.ts';
import { englishStrings } from './strings.ts';
import { stringsContext } from './strings-context.ts';
import type { Strings } from './strings.ts';

/** Gives an element the words of its provider, or English ones. */
export class StringsController {
  readonly #follower: ContextFollower<Strings>;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#follower = new ContextFollower(host, stringsContext, () => host.requestUpdate());
  }

  get value(): Strings {
    return this.#follower.value ?? englishStrings;
  }
}
