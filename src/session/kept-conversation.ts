import type { Store } from '../base/store.ts';
import type { Heard } from '../conversation/cut.ts';
import { reduce, type LocalEvent } from '../conversation/reduce.ts';
import { selectHistory, selectMessages } from '../conversation/selectors.ts';
import { EMPTY_CONVERSATION, type ConversationState, type Effect } from '../conversation/state.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { ConnectCommand } from './connection.ts';
import { Persistence } from './persistence.ts';
import { resolveRelayUrl } from './relay-target.ts';
import { announcements, RealtimeErrorEvent, RealtimeToolCallEvent } from './session-events.ts';
import type { SessionOptions } from './session-options.ts';
import type { SessionSnapshot } from './snapshot.ts';
import { SpokenText } from './spoken-text.ts';

/** So much of a conversation is told to a new session after a loss. */
const HISTORY_LIMIT = 40;

export interface KeptConversationParts {
  readonly store: Store<SessionSnapshot>;
  readonly perform: (effect: Extract<Effect, { type: 'call-tool' | 'response-failed' }>) => void;
  /** Dispatches an event of the session. */
  readonly tell: (event: Event) => void;
  /** What the status follows from may have changed. */
  readonly onChange: () => void;
  /** No session stands: what other tabs write may be shown here. */
  readonly isIdle: () => boolean;
}

/** The conversation as it is, over sessions, and with `persist` over pages. */
export class KeptConversation {
  readonly #parts: KeptConversationParts;
  #state: ConversationState = EMPTY_CONVERSATION;
  #persistence: Persistence | null = null;
  readonly #spoken = new SpokenText((heard) => this.#parts.store.patch({ heard }));

  constructor(parts: KeptConversationParts) {
    this.#parts = parts;
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** What a new session is told of it. */
  get history(): ConnectCommand['history'] {
    return selectHistory(this.#state, HISTORY_LIMIT);
  }

  /** Begins, changes or ends keeping it over pages; what was kept is there at once. */
  persist({ persist = 'none', relayUrl }: SessionOptions): void {
    this.#persistence?.close();
    this.#persistence = null;
    if (persist === 'none') return;
    let url: string;
    try {
      url = resolveRelayUrl(relayUrl, globalThis.location?.href);
    } catch {
      // Said when it is connected to.
      return;
    }
    this.#persistence = new Persistence(persist, url, {
      onWritten: (messages) => this.#parts.isIdle() && this.apply({ type: 'restored', messages }),
      onForgotten: () => this.#parts.isIdle() && this.apply({ type: 'cleared' }),
      // The page's business, and none of the visitor's.
      onError: (error) => this.#parts.tell(new RealtimeErrorEvent(error)),
    });
    const messages = this.#persistence.read();
    if (messages.length > 0) this.apply({ type: 'restored', messages });
  }

  apply(event: ServerEvent | LocalEvent): void {
    const { state, effects } = reduce(this.#state, event, Date.now());
    this.#state = state;
    const messages = selectMessages(state);
    this.#parts.store.patch({ messages, tools: state.tools, steps: state.steps, approvals: state.approvals });
    // Its words end now where it was heard.
    if (event.type === 'playback-cut' || event.type === 'cleared') this.#spoken.release();
    this.#persistence?.write(messages);
    for (const effect of effects) {
      if (effect.type === 'call-tool' || effect.type === 'response-failed') this.#parts.perform(effect);
      else for (const told of announcements(effect, state)) this.#parts.tell(told);
    }
    // Last: a tool that was just called keeps the face thinking.
    this.#parts.onChange();
    if (event.type !== 'tool-activity') return;
    this.#parts.tell(new RealtimeToolCallEvent(event.callId, event.name, event.status));
  }

  /** An answer is heard, so far. */
  hear(heard: Heard): void {
    this.#spoken.hear(heard, this.#state);
  }

  /** @param forget told each item, for the service to forget it too */
  clear(forget: (itemId: string) => void): void {
    for (const { id } of this.#state.items) forget(id);
    this.apply({ type: 'cleared' });
    this.#persistence?.clear();
  }

  close(): void {
    this.#spoken.close();
    this.#persistence?.close();
    this.#persistence = null;
  }
}
