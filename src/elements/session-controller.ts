import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AssistantSession } from '../session/assistant-session.ts';
import type { SessionSnapshot } from '../session/snapshot.ts';
import { ContextFollower } from './context-follower.ts';
import { sessionContext } from './session-context.ts';

/** Whether two objects have the same own values: the equality for a selector that returns a fresh object each time. */
export function sameValues<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/**
 * Gives an element the session from context and a selected part of its snapshot; the element renders again only when
 * that part changed.
 *
 * ```ts
 * readonly #status = new SessionController(this, (snapshot) => snapshot.status);
 * render() { return html`${this.#status.value}`; }
 * ```
 */
export class SessionController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #select: (snapshot: SessionSnapshot) => T;
  readonly #equal: (a: T, b: T) => boolean;
  #session: AssistantSession | undefined;
  #value: T | undefined;
  #stop: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    select: (snapshot: SessionSnapshot) => T,
    equal: (a: T, b: T) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#select = select;
    this.#equal = equal;
    void new ContextFollower<AssistantSession | undefined>(host, sessionContext, (session) => this.#follow(session));
    host.addController(this);
  }

  get session(): AssistantSession | undefined {
    return this.#session;
  }

  /** The selected part; undefined while there is no session. */
  get value(): T | undefined {
    return this.#value;
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(session: AssistantSession | undefined): void {
    if (session === this.#session) return;
    this.#stop?.();
    this.#session = session;
    this.#stop = session?.subscribe((snapshot) => this.#take(this.#select(snapshot)));
    this.#value = session && this.#select(session.snapshot);
    this.#host.requestUpdate();
  }

  #take(next: T): void {
    if (this.#value !== undefined && this.#equal(this.#value, next)) return;
    this.#value = next;
    this.#host.requestUpdate();
  }
}
