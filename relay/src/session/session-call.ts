import type { WebSocket } from 'ws';
import type { WireObject } from './upstream-shape.js';

/** A call over WebRTC: the browser and the service have their audio, the session has the rest. */
export interface SessionCall {
  /** Open and paused. The session owns it from now on. */
  readonly sideband: WebSocket;
  /** The `session` that the call was made with. */
  readonly session: Readonly<WireObject>;
  /** Ends the call at the service, once, within a limit of time. Never rejects. */
  hangUp(): Promise<void>;
}
