/*
 * Two consumers of the session without Lit: they ask by the community's context protocol, as the parts themselves do.
 * With Lit, `SessionController` of 'realtime-assistant' does all of this, see docs/elements.md.
 */
class SessionConsumer extends HTMLElement {
  session;
  #stop;
  #unsubscribe;

  connectedCallback() {
    const request = new Event('context-request', { bubbles: true, composed: true });
    Object.assign(request, {
      context: RealtimeAssistant.sessionContext,
      contextTarget: this,
      // Called again when there is another session, and with undefined when there is none.
      subscribe: true,
      callback: (session, unsubscribe) => this.#follow(session, unsubscribe),
    });
    this.dispatchEvent(request);
  }

  disconnectedCallback() {
    this.#unsubscribe?.();
    this.#follow(undefined);
  }

  /** Called with each snapshot: messages, status and all else that there is to show. */
  show() {}

  #follow(session, unsubscribe) {
    this.#unsubscribe = unsubscribe;
    this.#stop?.();
    this.session = session;
    this.#stop = session?.subscribe((snapshot) => this.show(snapshot));
    if (session) this.show(session.snapshot);
  }
}

class TurnCounter extends SessionConsumer {
  show({ messages }) {
    const answers = messages.filter(({ role }) => role === 'assistant').length;
    this.textContent = answers === 1 ? '1 answer' : `${answers} answers`;
  }
}

class AskButton extends SessionConsumer {
  connectedCallback() {
    super.connectedCallback();
    if (this.firstElementChild) return;
    const button = document.createElement('button');
    button.append(...this.childNodes);
    button.addEventListener('click', () => void this.session?.sendText(button.textContent));
    this.append(button);
  }

  show({ status }) {
    this.toggleAttribute('busy', status === 'thinking' || status === 'speaking');
  }
}

// Who asks before the provider is there is not heard: our own elements come after it. (Lit's controllers ask again.)
await customElements.whenDefined('realtime-session');
customElements.define('turn-counter', TurnCounter);
customElements.define('ask-button', AskButton);

document.querySelector('realtime-session').tools = [
  {
    name: 'add_ticket',
    description: 'Puts a ticket into the visitor’s cart.',
    parameters: { type: 'object', properties: {} },
    label: 'Printing your ticket…',
    run: () => 'One ticket was added.',
  },
];
