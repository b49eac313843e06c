import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AssistantSession } from '../session/assistant-session.ts';
import { letGo, mayPress, press } from './session-actions.ts';

/**
 * A turn of push-to-talk, from pressing to letting go. Whatever becomes of finger, key, window or element, letting go is
 * never missed: nobody may be heard who does not hold the button.
 */
export class HoldToTalk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #session: () => AssistantSession | undefined;
  #ties: AbortController | undefined;

  constructor(host: ReactiveControllerHost, session: () => AssistantSession | undefined) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  get isHeld(): boolean {
    return this.#ties !== undefined;
  }

  hostDisconnected(): void {
    this.release();
  }

  press(): void {
    const session = this.#session();
    if (!session || this.isHeld || !mayPress(session)) return;
    this.#ties = new AbortController();
    const { signal } = this.#ties;
    for (const type of ['pointerup', 'pointercancel', 'keyup', 'blur']) {
      addEventListener(type, this.release, { signal, capture: true });
    }
    document.addEventListener('visibilitychange', this.release, { signal });
    press(session);
    this.#host.requestUpdate();
  }

  readonly release = (event?: Event): void => {
    // The blur of an element is seen here too: only that of the window ends a turn.
    if (!this.#ties || (event?.type === 'blur' && event.target !== globalThis.window)) return;
    this.#ties.abort();
    this.#ties = undefined;
    const session = this.#session();
    if (session) letGo(session);
    this.#host.requestUpdate();
  };
}

/** Where a space is a space, or presses what has the focus. */
const takesSpace = 'input, textarea, select, button, a[href], summary, [role=button], [contenteditable]';

/** Whether this press of the space bar means to talk. */
export function isSpaceToTalk(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return event.key === ' ' && !event.repeat && !(target instanceof Element && target.matches(takesSpace));
}
