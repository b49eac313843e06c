import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ContextFollower } from './context-follower.ts';
import { stringsContext } from './strings-context.ts';
import { englishStrings } from './strings.ts';
import type { Strings } from './strings.ts';

/**
 * Gives an element the words of its provider, or English ones, and says in its shadow which language they are in: for
 * screen readers, fonts and the direction of what is laid out there, whatever language the page around it has.
 */
export class StringsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #follower: ContextFollower<Partial<Strings>>;
  #words: Strings = englishStrings;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#follower = new ContextFollower(host, stringsContext, (given) => {
      this.#words = { ...englishStrings, ...given };
      host.requestUpdate();
    });
    host.addController(this);
  }

  get value(): Strings {
    return this.#follower.value ? this.#words : englishStrings;
  }

  hostUpdated(): void {
    const { lang, dir } = this.value;
    for (const child of (this.#host.shadowRoot?.children ?? []) as Iterable<HTMLElement>) {
      if (child.lang !== lang) child.lang = lang;
      if (child.dir !== dir && child.dir !== 'auto') child.dir = dir;
    }
  }
}
