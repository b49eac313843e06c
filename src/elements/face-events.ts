import type { Message } from '../conversation/conversation.ts';

/** The panel was opened, by the visitor or by the page. */
export class RealtimeOpenEvent extends Event {
  constructor() {
    super('realtime-open', { bubbles: true, composed: true });
  }
}

/** The panel was closed. The conversation may go on: `realtime-status` tells. */
export class RealtimeCloseEvent extends Event {
  constructor() {
    super('realtime-close', { bubbles: true, composed: true });
  }
}

/** A launcher was pressed: its owner should show the panel. */
export class RealtimeLaunchEvent extends Event {
  constructor() {
    super('realtime-launch', { bubbles: true });
  }
}

/** The visitor wants to leave the panel: its owner should hide it. */
export class RealtimeDismissEvent extends Event {
  constructor() {
    super('realtime-dismiss', { bubbles: true });
  }
}

/** The panel was made small or whole again. */
export class RealtimeLayoutEvent extends Event {
  readonly layout: 'compact' | 'full';

  constructor(layout: 'compact' | 'full') {
    super('realtime-layout', { bubbles: true });
    this.layout = layout;
  }
}

/** The visitor wants to talk to a person. `preventDefault()` keeps the link from being followed. */
export class RealtimeHandoverEvent extends Event {
  /** The conversation so far, for whoever takes over. */
  readonly messages: readonly Message[];

  constructor(messages: readonly Message[]) {
    super('realtime-handover', { bubbles: true, composed: true, cancelable: true });
    this.messages = messages;
  }
}

/** The visitor said how the conversation was. */
export class RealtimeConversationRatingEvent extends Event {
  /** 1 to 5, 5 being best. */
  readonly score: number;
  readonly messages: readonly Message[];

  constructor(score: number, messages: readonly Message[]) {
    super('realtime-conversation-rating', { bubbles: true, composed: true });
    this.score = score;
    this.messages = messages;
  }
}

/** The visitor rated an answer: `up` or `down`, or null where they took it back. */
export class RealtimeRatingEvent extends Event {
  readonly messageId: string;
  readonly value: 'up' | 'down' | null;
  constructor(messageId: string, value: 'up' | 'down' | null) {
    super('realtime-rating', { bubbles: true, composed: true });
    this.messageId = messageId;
    this.value = value;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'realtime-open': RealtimeOpenEvent;
    'realtime-close': RealtimeCloseEvent;
    'realtime-rating': RealtimeRatingEvent;
    'realtime-handover': RealtimeHandoverEvent;
    'realtime-conversation-rating': RealtimeConversationRatingEvent;
  }
  interface HTMLElementEventMap {
    'realtime-launch': RealtimeLaunchEvent;
    'realtime-dismiss': RealtimeDismissEvent;
    'realtime-layout': RealtimeLayoutEvent;
  }
}
