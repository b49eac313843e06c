import { AssistantError } from '../base/assistant-error.ts';
import type { Message } from '../conversation/conversation.ts';
import type { LocalEvent } from '../conversation/reduce.ts';
import type { ClientCommand } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { newItemId } from './item-id.ts';
import { messageText } from './message-text.ts';

/**
 * The message that is to be tried again.
 * @throws AssistantError `invalid-option`: there is none of this name that failed, or its words are not known
 */
export function failedMessage(messages: readonly Message[], id: string): Message {
  const message = messages.find((known) => known.id === id);
  if (message?.status === 'failed' && (message.role === 'assistant' || message.text !== '')) return message;
  throw new AssistantError('invalid-option', `retry: there is no failed message with words and the id "${id}".`);
}

export interface MessageSenderParts {
  readonly connect: () => Promise<void>;
  readonly connected: () => boolean;
  /** Ends the answer that is heard: who types does not listen any more. */
  readonly silence: () => void;
  readonly send: (command: ClientCommand) => void;
  readonly apply: (event: LocalEvent) => void;
  /** The connection seems to be dead: a message was not taken. */
  readonly doubt: () => void;
}

interface SendOptions {
  readonly hidden?: boolean;
  readonly images?: readonly (Blob | string)[];
}

/**
 * Takes typed messages to the service: shown at once, sent when the session stands, and shown as unsent if it does not. One that a
 * session did not confirm before it was lost goes to the next one, under the same name: there it is new, for the history that
 * this one is told has only what was confirmed.
 */
export class MessageSender {
  readonly #parts: MessageSenderParts;
  readonly #acknowledgements: Acknowledgements;
  /** Sent and not confirmed, in order, with the session that they were sent to. */
  readonly #unconfirmed = new Map<string, { readonly text: string; readonly images: readonly string[]; session: number }>();
  #session = 0;

  constructor(parts: MessageSenderParts) {
    this.#parts = parts;
    this.#acknowledgements = new Acknowledgements(() => parts.doubt());
  }

  /** Messages that go to the next session if this one is lost. */
  get unconfirmed(): readonly string[] {
    return [...this.#unconfirmed.keys()];
  }

  /**
   * Resolves when the service has taken it.
   * @param options.hidden told to the model, not shown
   * @param options.images that go with it
   * @throws AssistantError `invalid-option`, `aborted`, `connection-lost`, `request-timeout`, `server-error`
   */
  async send(text: string, { hidden = false, images = [] }: SendOptions = {}): Promise<void> {
    const { connect, connected, silence, apply } = this.#parts;
    const words = messageText(text);
    // Only where there are some: a message is shown in the task of its click.
    const addresses = images.length === 0 ? [] : await (await import('./message-images.ts')).imageAddresses(images);
    const itemId = newItemId();
    apply({ type: 'message-sent', itemId, text: words, hidden, images: addresses });
    // What waits for a connection stays in the transcript when a session is lost, as what waits for a session does.
    this.#unconfirmed.set(itemId, { text: words, images: addresses, session: Number.POSITIVE_INFINITY });
    try {
      await connect();
      // It may have gone again between its promise and this line.
      if (!connected()) throw new AssistantError('aborted', 'The connection was given up.');
      if (!hidden) silence();
      const acknowledged = this.#acknowledgements.wait(itemId, `message_${itemId}`);
      this.#send(itemId);
      await acknowledged;
    } catch (error) {
      apply({ type: 'message-unsent', itemId });
      throw error;
    } finally {
      this.#unconfirmed.delete(itemId);
    }
  }

  handle(event: ServerEvent): void {
    this.#acknowledgements.handle(event);
  }

  /** What is sent from here on goes to another session. */
  sessionOpens(): void {
    this.#session++;
  }

  /** It stands: what an older one did not confirm is sent to it. */
  sessionStands(): void {
    for (const [itemId, { session }] of this.#unconfirmed) {
      if (session >= this.#session) continue;
      this.#send(itemId);
      this.#acknowledgements.restart(itemId);
    }
  }

  connectionLost(): void {
    this.#acknowledgements.pause();
  }

  /** No other session comes. */
  giveUp(error: AssistantError): void {
    this.#acknowledgements.rejectAll(error);
  }

  #send(itemId: string): void {
    const message = this.#unconfirmed.get(itemId);
    if (message === undefined) return;
    message.session = this.#session;
    const eventId = `message_${itemId}`;
    const { text, images } = message;
    this.#parts.send({ type: 'create-message', itemId, role: 'user', text, ...(images.length > 0 && { images }), eventId });
  }
}
