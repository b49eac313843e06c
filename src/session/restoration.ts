import type { Store } from '../base/store.ts';
import { selectUnanswered } from '../conversation/selectors.ts';
import type { Activity } from './activity.ts';
import type { ConnectionHandlers } from './connection.ts';
import type { KeptConversation } from './kept-conversation.ts';
import type { Line } from './line.ts';
import type { Listening } from './listening.ts';
import type { MessageSender } from './message-sender.ts';
import type { SessionSnapshot } from './snapshot.ts';
import type { ToolTurns } from './tool-turns.ts';

export interface RestorationParts {
  readonly store: Store<SessionSnapshot>;
  readonly conversation: KeptConversation;
  readonly activity: Activity;
  readonly messages: MessageSender;
  readonly tools: ToolTurns;
  readonly line: Line;
  readonly listening: Listening;
  /** Tells the service what changed while its session was being opened. */
  readonly settle: () => void;
  readonly respond: () => void;
}

/** What becomes of a conversation when its session is lost or left, and when the next one stands. */
export function restoration({
  store,
  conversation,
  activity,
  messages,
  tools,
  line,
  listening,
  settle,
  respond,
}: RestorationParts): Pick<ConnectionHandlers, 'onHope' | 'onOpening' | 'onReady' | 'onLost'> {
  return {
    onHope: (byVisitor) => line.forget(byVisitor),
    onOpening: () => messages.sessionOpens(),
    onReady: (again) => {
      line.stood();
      store.patch({ recovery: again, transport: line.way });
      settle();
      if (line.way === 'http') listening.giveUpSound();
      messages.sessionStands();
      // What was asked before the loss has not been answered: ask for it in the new session.
      if (again !== null && selectUnanswered(conversation.state)) respond();
    },
    onLost: (resaid) => {
      line.lost(resaid.length > 0);
      activity.reset();
      messages.connectionLost();
      tools.abort();
      conversation.apply({ type: 'connection-lost', resent: messages.unconfirmed, resaid });
    },
  };
}
