import { AssistantError } from '../base/assistant-error.ts';
import type { LocalEvent } from '../conversation/reduce.ts';
import type { ClientCommand } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { newItemId } from './item-id.ts';
import { messageText } from './message-text.ts';

export interface MessageSenderParts {
  readonly connect: () => Promise<void>;
  readonly connected: () => boolean;
  /** Ends the answer that is heard: who types does not listen any more. */
  readonly silence: () => void;
  readonly send: (command: ClientCommand) => void;
  readonly apply: (event: LocalEvent) => void;
}

/** Takes typed messages to the service: shown at once, sent when the session stands, and shown as unsent if it does not. */
export class MessageSender {
  readonly #parts: MessageSenderParts;
  readonly #acknowledgements = new Acknowledgements();

  constructor(parts: MessageSenderParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the service has taken it.
   * @param options.hidden told to the model, not shown
   * @throws AssistantError `invalid-option`, `aborted`, `connection-lost`, `request-timeout`, `server-error`
   */
  async send(text: string, { hidden = false } = {}): Promise<void> {
    const { connect, connected, silence, send, apply } = this.#parts;
    const words = messageText(text);
    const itemId = newItemId();
    apply({ type: 'message-sent', itemId, text: words, hidden });
    try {
      await connect();
      // It may have gone again between its promise and this line.
      if (!connected()) throw new AssistantError('aborted', 'The connection was given up.');
      if (!hidden) silence();
      const eventId = `message_${itemId}`;
      const acknowledged = this.#acknowledgements.wait(itemId, eventId);
      send({ type: 'create-message', itemId, role: 'user', text: words, eventId });
      await acknowledged;
    } catch (error) {
      apply({ type: 'message-unsent', itemId });
      throw error;
    }
  }

  handle(event: ServerEvent): void {
    this.#acknowledgements.handle(event);
  }

  connectionLost(): void {
    this.#acknowledgements.rejectAll(new AssistantError('connection-lost', 'The connection was lost.'));
  }
}
