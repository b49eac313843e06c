import { ClientMistake, type Fields } from './fields.js';
import type { Session } from './session.js';

export interface FrameOptions {
  /** Turns what the client wrote into a GA event. */
  shape?(event: Fields): Fields;
  /** Sends an event to this client alone. */
  reply(event: Fields): void;
  onDiagnostic(message: string): void;
}

/** Hands a client's frame to the session, and tells the client what is wrong with it. `text`: undefined for a binary one. */
export function receiveFrame(session: Session, text: string | undefined, options: FrameOptions): void {
  let clientEventId: string | null = null;
  try {
    const event = parsed(text);
    if (typeof event['event_id'] === 'string') clientEventId = event['event_id'].slice(0, 512);
    session.receive(options.shape?.(event) ?? event);
  } catch (error) {
    const mistake = error instanceof ClientMistake;
    if (!mistake)
      options.onDiagnostic(
        `a client event failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    options.reply({
      type: 'error',
      error: {
        type: mistake ? 'invalid_request_error' : 'server_error',
        code: mistake ? error.code : null,
        message: mistake ? error.message : 'The server had an error while processing your request. Sorry about that!',
        param: mistake ? error.param : null,
        event_id: clientEventId,
      },
    });
  }
}

/** What a client is told when its session has lasted as long as it may. */
export function expiry(minutes: number): { event: Fields; message: string } {
  const message = `Your session hit the maximum duration of ${minutes} minutes.`;
  const error = { type: 'invalid_request_error', code: 'session_expired', message, param: null, event_id: null };
  return { event: { type: 'error', error }, message };
}

function parsed(text: string | undefined): Fields {
  let value: unknown;
  try {
    if (text !== undefined) value = JSON.parse(text);
  } catch {
    // Told below, the same way as for JSON that is no object.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ClientMistake('invalid_json', 'Invalid JSON: a client event must be a JSON object in a text frame.');
}
