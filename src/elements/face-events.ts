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
  interface HTMLElementEventMap {
    'realtime-open': RealtimeOpenEvent;
    'realtime-close': RealtimeCloseEvent;
    'realtime-rating': RealtimeRatingEvent;
    'realtime-launch': RealtimeLaunchEvent;
    'realtime-dismiss': RealtimeDismissEvent;
  }
}
