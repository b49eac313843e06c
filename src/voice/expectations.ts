import type { ClientCommand } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { ResponseSequencer } from './response-sequencer.ts';

/** Asks for a sign of life: an item that is not there cannot be deleted, and the service has to say so. */
const SIGN_ITEM = 'item_sign_of_life';
export const ASK_FOR_SIGN: ClientCommand = { type: 'delete-item', itemId: SIGN_ITEM, eventId: SIGN_ITEM };

/** The answer to {@link ASK_FOR_SIGN}. */
export function isSign(event: ServerEvent): boolean {
  return event.type === 'error' ? event.clientEventId === SIGN_ITEM : event.type === 'item-deleted' && event.itemId === SIGN_ITEM;
}

/** What the service owes at the moment: silence is no trouble while it owes nothing. */
export class Expectations {
  /** Calls of the relay's own tools that run. */
  readonly #tools = new Set<string>();
  /** Speech that was committed and messages that were sent, by item. */
  readonly #owed = new Set<string>();

  get toolsRun(): boolean {
    return this.#tools.size > 0;
  }

  /** `due`: the protocol says that something has to come now; `likely`: it would nearly always. */
  awaits({ pending, active }: ResponseSequencer): 'due' | 'likely' | 'nothing' {
    // A tool of the relay has a limit of its own.
    if (this.#tools.size > 0) return 'nothing';
    if (pending || active.size > 0) return 'due';
    return this.#owed.size > 0 ? 'likely' : 'nothing';
  }

  follow(event: ServerEvent): void {
    if (event.type === 'tool-activity') {
      if (event.status === 'started') this.#tools.add(event.callId);
      else this.#tools.delete(event.callId);
    } else if (event.type === 'input-committed') {
      this.#owed.add(event.itemId);
    } else if (event.type === 'response-created' || event.type === 'error') {
      this.#owed.clear();
    } else if (event.type === 'item-added' && event.item.contents.some(({ kind }) => kind === 'text')) {
      // Speech is answered for with an answer, a message with its echo.
      this.#owed.delete(event.item.id);
    }
  }

  /** The command was sent. */
  note(command: ClientCommand): void {
    if (command.type === 'create-message' && command.eventId !== undefined) this.#owed.add(command.itemId);
  }

  clear(): void {
    this.#tools.clear();
    this.#owed.clear();
  }
}
