import { ContextConsumer } from '@lit/context';
import type { Context } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement;

/**
 * A context consumer that does not mind the order in which elements are upgraded: where nobody answered, it asks again
 * when a provider of its context reports. (`ContextRoot` of `@lit/context` does so too, but must be attached to the
 * page's own body first.)
 */
export class ContextFollower<T> implements ReactiveController {
  readonly #host: Host;
  readonly #key: unknown;
  readonly #consumer: ContextConsumer<Context<unknown, T>, Host>;
  #answered = false;

  constructor(host: Host, context: Context<unknown, T>, onValue: (value: T) => void) {
    this.#host = host;
    this.#key = context;
    this.#consumer = new ContextConsumer<Context<unknown, T>, Host>(host, {
      context,
      subscribe: true,
      callback: (value) => {
        this.#answered = true;
        onValue(value);
      },
    });
    host.addController(this);
  }

  /** The newest value, or undefined while there is no provider. */
  get value(): T | undefined {
    return this.#answered ? this.#consumer.value : undefined;
  }

  hostConnected(): void {
    this.#host.ownerDocument.addEventListener('context-provider', this.#askAgain);
  }

  hostDisconnected(): void {
    this.#answered = false;
    this.#host.ownerDocument.removeEventListener('context-provider', this.#askAgain);
  }

  readonly #askAgain = (event: Event): void => {
    const { context } = event as Event & { readonly context?: unknown };
    if (!this.#answered && context === this.#key) this.#consumer.hostConnected();
  };
}
