import type { Read } from './realtime-decoder.ts';
import { readItem } from './realtime-item.ts';
import { isObject, numberField, objectField, requiredField, stringField, type WireObject } from './wire-fields.ts';

/*
 * What the session, its conversation and the microphone's buffer say. GA and beta tell it alike, but for the session's shape and for
 * `conversation.item.created`, which is beta's name of `added`.
 */

function withItem(type: 'item-added' | 'item-done'): Read {
  return (wire, calls) => {
    const item = readItem(wire['item']);
    if (item === null) return 'item';
    const told = calls.followItem(wire['item'], type === 'item-done', '', wire);
    return type === 'item-added'
      ? [{ type, item, previousItemId: stringField(wire, 'previous_item_id'), raw: wire }, ...told]
      : [{ type, item, raw: wire }, ...told];
  };
}

function readInterruptsResponse(session: WireObject): boolean | null {
  const input = objectField(objectField(session, 'audio'), 'input');
  const detection = 'turn_detection' in input ? input['turn_detection'] : session['turn_detection'];
  if (detection === null) return false;
  if (!isObject(detection)) return null;
  return typeof detection['interrupt_response'] === 'boolean' ? detection['interrupt_response'] : true;
}

const itemAdded = withItem('item-added');

export const CONVERSATION_READERS = {
  'session.created': (wire) => {
    const session = objectField(wire, 'session');
    const expiresAt = numberField(session, 'expires_at');
    return {
      type: 'session-created',
      sessionId: stringField(session, 'id') ?? '',
      // GA gives every session a `type`, beta has flat `modalities` instead.
      dialect: 'modalities' in session && !('type' in session) ? 'openai-beta' : 'openai',
      expiresAt: expiresAt > 0 ? expiresAt * 1000 : null,
      raw: wire,
    };
  },
  'session.updated': (wire) => ({
    type: 'session-updated',
    interruptsResponse: readInterruptsResponse(objectField(wire, 'session')),
    raw: wire,
  }),
  'conversation.item.added': itemAdded,
  'conversation.item.created': itemAdded,
  'conversation.item.done': withItem('item-done'),
  'conversation.item.deleted': (wire) =>
    requiredField(wire, 'item_id') ?? { type: 'item-deleted', itemId: stringField(wire, 'item_id')!, raw: wire },
  'conversation.item.truncated': (wire) =>
    requiredField(wire, 'item_id') ?? {
      type: 'item-truncated',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      audioEndMs: numberField(wire, 'audio_end_ms'),
      raw: wire,
    },
  'input_audio_buffer.speech_started': (wire) => ({
    type: 'speech-started',
    itemId: stringField(wire, 'item_id') ?? '',
    audioStartMs: numberField(wire, 'audio_start_ms'),
    raw: wire,
  }),
  'input_audio_buffer.speech_stopped': (wire) => ({
    type: 'speech-stopped',
    itemId: stringField(wire, 'item_id') ?? '',
    audioEndMs: numberField(wire, 'audio_end_ms'),
    raw: wire,
  }),
  'input_audio_buffer.committed': (wire) =>
    requiredField(wire, 'item_id') ?? {
      type: 'input-committed',
      itemId: stringField(wire, 'item_id')!,
      previousItemId: stringField(wire, 'previous_item_id'),
      raw: wire,
    },
  'input_audio_buffer.cleared': (wire) => ({ type: 'input-cleared', raw: wire }),
  'input_audio_buffer.timeout_triggered': (wire) => ({
    type: 'input-timeout',
    itemId: stringField(wire, 'item_id') ?? '',
    raw: wire,
  }),
  'conversation.item.input_audio_transcription.delta': (wire) =>
    requiredField(wire, 'item_id') ?? {
      type: 'input-transcript-delta',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      delta: stringField(wire, 'delta') ?? '',
      raw: wire,
    },
  'conversation.item.input_audio_transcription.completed': (wire) =>
    requiredField(wire, 'item_id') ?? {
      type: 'input-transcript-done',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      text: stringField(wire, 'transcript') ?? '',
      raw: wire,
    },
  'conversation.item.input_audio_transcription.failed': (wire) =>
    requiredField(wire, 'item_id') ?? {
      type: 'input-transcript-failed',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      message: stringField(objectField(wire, 'error'), 'message') ?? '',
      raw: wire,
    },
  error: (wire) => {
    const error = objectField(wire, 'error');
    return {
      type: 'error',
      family: stringField(error, 'type') ?? 'error',
      code: stringField(error, 'code'),
      message: stringField(error, 'message') ?? 'The service reported an error without words.',
      param: stringField(error, 'param'),
      clientEventId: stringField(error, 'event_id'),
      ...(numberField(error, 'retry_after_ms') > 0 && { retryAfterMs: numberField(error, 'retry_after_ms') }),
      ...(numberField(error, 'position') > 0 && { position: numberField(error, 'position') }),
      raw: wire,
    };
  },
} as const satisfies Readonly<Record<string, Read>>;
