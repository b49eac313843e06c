import type { AssistantError } from '../base/assistant-error.ts';

/** Something went wrong; branch on `error.code`. */
export class RealtimeErrorEvent extends Event {
  readonly error: AssistantError;
  constructor(error: AssistantError) {
    super('realtime-error', { bubbles: true, composed: true });
    this.error = error;
  }
}
