import type { Message, Source } from '../conversation/conversation.ts';
import { selectMessage } from '../conversation/selectors.ts';
import type { ConversationState, Effect } from '../conversation/state.ts';
import type { ProtocolNote, ServerEvent } from '../protocol/server-event.ts';
import { RealtimeErrorEvent } from './error-event.ts';
import { developerError } from './service-error.ts';
import type { AssistantStatus } from './snapshot.ts';

export { RealtimeErrorEvent };

/** Something that the visitor had kept. Times are ISO 8601. */
export type KeptNote = ProtocolNote;

/** The status changed. */
export class RealtimeStatusEvent extends Event {
  readonly status: AssistantStatus;
  readonly previous: AssistantStatus;
  constructor(status: AssistantStatus, previous: AssistantStatus) {
    super('realtime-status', { bubbles: true, composed: true });
    this.status = status;
    this.previous = previous;
  }
}

/** A message is finished (status `complete`, `interrupted` or `failed`). */
export class RealtimeMessageEvent extends Event {
  readonly message: Message;
  constructor(message: Message) {
    super('realtime-message', { bubbles: true, composed: true });
    this.message = message;
  }
}

/** The text of a message grew or changed, user's or assistant's. */
export class RealtimeTranscriptEvent extends Event {
  readonly message: Message;
  constructor(message: Message) {
    super('realtime-transcript', { bubbles: true, composed: true });
    this.message = message;
  }
}

/** An answer was cut off. `audioEndMs`: how much of it was heard; 0 when nothing was. */
export class RealtimeInterruptedEvent extends Event {
  readonly messageId: string;
  readonly audioEndMs: number;
  constructor(messageId: string, audioEndMs: number) {
    super('realtime-interrupted', { bubbles: true, composed: true });
    this.messageId = messageId;
    this.audioEndMs = audioEndMs;
  }
}

/** A tool began, ended or failed. */
export class RealtimeToolCallEvent extends Event {
  readonly callId: string;
  readonly toolName: string;
  readonly status: 'started' | 'completed' | 'failed';
  constructor(callId: string, toolName: string, status: 'started' | 'completed' | 'failed') {
    super('realtime-tool-call', { bubbles: true, composed: true });
    this.callId = callId;
    this.toolName = toolName;
    this.status = status;
  }
}

/** The passages behind an answer are known. */
export class RealtimeSourcesEvent extends Event {
  readonly messageId: string;
  readonly sources: readonly Source[];
  constructor(messageId: string, sources: readonly Source[]) {
    super('realtime-sources', { bubbles: true, composed: true });
    this.messageId = messageId;
    this.sources = sources;
  }
}

/** A note of the visitor's was added, edited or deleted in the talk. */
export class RealtimeNoteEvent extends Event {
  readonly action: 'added' | 'edited' | 'deleted';
  readonly note: KeptNote;
  constructor(action: 'added' | 'edited' | 'deleted', note: KeptNote) {
    super('realtime-note', { bubbles: true, composed: true });
    this.action = action;
    this.note = note;
  }
}

export interface SessionEventMap {
  'realtime-status': RealtimeStatusEvent;
  'realtime-message': RealtimeMessageEvent;
  'realtime-transcript': RealtimeTranscriptEvent;
  'realtime-interrupted': RealtimeInterruptedEvent;
  'realtime-tool-call': RealtimeToolCallEvent;
  'realtime-sources': RealtimeSourcesEvent;
  'realtime-note': RealtimeNoteEvent;
  'realtime-error': RealtimeErrorEvent;
}

/** The events that tell the page of what changes nothing here. */
export function tidings(event: ServerEvent): readonly Event[] {
  if (event.type === 'note') return [new RealtimeNoteEvent(event.action, event.note)];
  const fault = developerError(event);
  return fault === null ? [] : [new RealtimeErrorEvent(fault)];
}

/** The events that tell of an effect on a message. None for a message that nobody sees. */
export function announcements(
  effect: Extract<Effect, { readonly itemId: string }>,
  conversation: ConversationState,
): readonly Event[] {
  const message = selectMessage(conversation, effect.itemId);
  if (message === null) return [];
  switch (effect.type) {
    case 'message-changed':
      return [new RealtimeTranscriptEvent(message)];
    case 'message-finished':
      return [new RealtimeMessageEvent(message)];
    case 'sources-known':
      return [new RealtimeSourcesEvent(message.id, message.sources)];
    case 'message-interrupted':
      return [new RealtimeInterruptedEvent(message.id, effect.audioEndMs), new RealtimeMessageEvent(message)];
  }
}
