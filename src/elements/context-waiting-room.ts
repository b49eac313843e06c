/** The event by which a consumer asks for a context, as `@lit/context` and the community protocol have it. */
type Request = Event & { readonly context?: unknown; readonly contextTarget?: Element };

/**
 * Keeps what consumers ask an element for until its providers are loaded; then they ask again, each once. Without it, one that
 * asked before would never be answered.
 */
export class ContextWaitingRoom {
  readonly #host: HTMLElement;
  #requests: { readonly target: EventTarget; readonly request: Request }[] = [];

  constructor(host: HTMLElement) {
    this.#host = host;
    host.addEventListener('context-request', this.#keep);
  }

  /** From now on there is somebody else to ask. */
  close(): void {
    this.#host.removeEventListener('context-request', this.#keep);
    for (const { target, request } of this.#requests) target.dispatchEvent(request);
    this.#requests = [];
  }

  readonly #keep = (request: Request): void => {
    if (typeof request.context !== 'symbol' || !Symbol.keyFor(request.context)?.startsWith('realtime-assistant.')) return;
    request.stopPropagation();
    this.#requests.push({ target: request.composedPath()[0]!, request });
  };
}
