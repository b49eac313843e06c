import { ContextEvent } from '@lit/context';
import { sessionContext } from 'realtime-assistant';
import type { AssistantSession, SessionSnapshot } from 'realtime-assistant';

/** Counts the words of both sides, live. No base class, no framework: it asks for the session, and follows it. */
export class WordCount extends HTMLElement {
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    this.#count([]);
    const follow = (session: AssistantSession | undefined): void => {
      this.#stop?.();
      this.#stop = session?.subscribe(({ messages }) => this.#count(messages));
      if (session) this.#count(session.snapshot.messages);
    };
    this.dispatchEvent(new ContextEvent(sessionContext, this, follow, true));
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }

  #count(messages: SessionSnapshot['messages']): void {
    const words = (role: 'user' | 'assistant'): number =>
      messages.filter((message) => message.role === role).reduce((sum, { text }) => sum + text.split(/\s+/).filter(Boolean).length, 0);
    this.textContent = `You said ${words('user')} words, the park ${words('assistant')}.`;
  }
}
