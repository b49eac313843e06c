import { AssistantError } from '../base/assistant-error.ts';
import type { Effect } from '../conversation/state.ts';
import { SETTING } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

/** A cancellation that came too late, and a race for an answer that the sequencer settles: nobody needs to know. */
const HARMLESS: ReadonlySet<string | null> = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
]);

/**
 * What an error of the wire is to the visitor, or null where it is nothing. The session lives on; a close may follow.
 */
export function wireError(event: Extract<ServerEvent, { type: 'error' }>): AssistantError | null {
  if (HARMLESS.has(event.code)) return null;
  if (event.clientEventId?.startsWith(SETTING)) {
    const name = event.clientEventId.slice(SETTING.length);
    return new AssistantError('unsupported-setting', `The other side did not take ${name}: ${event.message}`, { cause: event.raw });
  }
  // Of our own making: the wire has no words for what the site asked for.
  const code = event.family === 'dialect_error' ? 'unsupported-setting' : 'server-error';
  return new AssistantError(code, event.message, { cause: event.raw });
}

export function answerError({ reason, message }: Extract<Effect, { type: 'response-failed' }>): AssistantError {
  return reason === 'insufficient_quota'
    ? new AssistantError('quota', 'The service’s quota is used up. The site’s operator can mend this.')
    : new AssistantError('server-error', message ?? 'The answer could not be made.', { cause: reason });
}

/**
 * What developers are told and the visitor is not, as there is nothing to be done about it: a frame that is none, or lacks what it
 * must have, and a warning of the service.
 */
export function developerError(event: ServerEvent): AssistantError | null {
  switch (event.type) {
    case 'malformed':
      return new AssistantError('protocol-error', `A frame could not be understood: ${event.reason}.`);
    case 'warning':
      return new AssistantError('server-error', event.message, { cause: event.raw });
    default:
      return null;
  }
}

export function speechLost(): AssistantError {
  return new AssistantError('connection-lost', 'The network is too slow: some of your speech was lost.');
}

export function answerOverdue(): AssistantError {
  return new AssistantError('request-timeout', 'The service made no answer in time.');
}
