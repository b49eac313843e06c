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

declare global {
  interface GlobalEventHandlersEventMap {
    'realtime-open': RealtimeOpenEvent;
    'realtime-close': RealtimeCloseEvent;
  }
  interface HTMLElementEventMap {
    'realtime-launch': RealtimeLaunchEvent;
    'realtime-dismiss': RealtimeDismissEvent;
  }
}
