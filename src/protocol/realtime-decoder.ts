import { decodeBase64 } from '../base/base64.ts';
import { readItem } from './realtime-item.ts';
import { readRelayEvent } from './relay-extension.ts';
import type { ServerEvent } from './server-event.ts';
import {
  choiceField,
  isObject,
  listField,
  numberField,
  objectField,
  stringField,
  type WireObject,
} from './wire-fields.ts';

/*
 * OpenAI's GA names and their beta ancestors, which Azure's preview endpoint and Voice Live still speak. Both are read
 * by both dialects: servers mix them (Voice Live sends `conversation.item.created` and `conversation.item.done`).
 */
const BETA_NAMES: Readonly<Record<string, string>> = {
  'conversation.item.created': 'conversation.item.added',
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
};

type Read = (wire: WireObject) => ServerEvent | string;

/** The event without a field that it must have: its name is the answer, and the frame is `malformed`. */
function required(wire: WireObject, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = stringField(wire, name);
    if (value === null || value === '') return name;
  }
  return null;
}

function contentOf(wire: WireObject) {
  return {
    responseId: stringField(wire, 'response_id') ?? '',
    itemId: stringField(wire, 'item_id') ?? '',
    contentIndex: numberField(wire, 'content_index'),
    raw: wire,
  };
}

function withContent<T extends 'text-delta' | 'transcript-delta'>(type: T): Read {
  return (wire) =>
    required(wire, 'response_id', 'item_id') ??
    ({ type, ...contentOf(wire), delta: stringField(wire, 'delta') ?? '' } as ServerEvent);
}

function withItem(type: 'item-added' | 'item-done'): Read {
  return (wire) => {
    const item = readItem(wire['item']);
    if (item === null) return 'item';
    return type === 'item-added'
      ? { type, item, previousItemId: stringField(wire, 'previous_item_id'), raw: wire }
      : { type, item, raw: wire };
  };
}

function withOutputItem(type: 'output-item-added' | 'output-item-done'): Read {
  return (wire) => {
    const item = readItem(wire['item']);
    return item === null ? 'item' : { type, item, responseId: stringField(wire, 'response_id') ?? '', raw: wire };
  };
}

function withOutputAudio(type: 'output-audio-started' | 'output-audio-stopped' | 'output-audio-cleared'): Read {
  return (wire) => ({ type, responseId: stringField(wire, 'response_id') ?? '', raw: wire });
}

const RESPONSE_STATUSES = { completed: 'completed', cancelled: 'cancelled', incomplete: 'incomplete' } as const;

const readResponseDone: Read = (wire) => {
  const response = objectField(wire, 'response');
  const responseId = stringField(response, 'id');
  if (responseId === null || responseId === '') return 'response.id';
  const details = objectField(response, 'status_details');
  const error = objectField(details, 'error');
  return {
    type: 'response-done',
    responseId,
    status: choiceField(response, 'status', RESPONSE_STATUSES) ?? 'failed',
    reason: stringField(details, 'reason') ?? stringField(error, 'code') ?? stringField(error, 'type'),
    message: stringField(error, 'message'),
    output: listField(response, 'output')
      .map((item) => readItem(item))
      .filter((item) => item !== null),
    raw: wire,
  };
};

function readInterruptsResponse(session: WireObject): boolean | null {
  const input = objectField(objectField(session, 'audio'), 'input');
  const detection = 'turn_detection' in input ? input['turn_detection'] : session['turn_detection'];
  if (detection === null) return false;
  if (!isObject(detection)) return null;
  return typeof detection['interrupt_response'] === 'boolean' ? detection['interrupt_response'] : true;
}

const READERS: Readonly<Record<string, Read>> = {
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
  'conversation.item.added': withItem('item-added'),
  'conversation.item.done': withItem('item-done'),
  'conversation.item.deleted': (wire) =>
    required(wire, 'item_id') ?? { type: 'item-deleted', itemId: stringField(wire, 'item_id')!, raw: wire },
  'conversation.item.truncated': (wire) =>
    required(wire, 'item_id') ?? {
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
    required(wire, 'item_id') ?? {
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
    required(wire, 'item_id') ?? {
      type: 'input-transcript-delta',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      delta: stringField(wire, 'delta') ?? '',
      raw: wire,
    },
  'conversation.item.input_audio_transcription.completed': (wire) =>
    required(wire, 'item_id') ?? {
      type: 'input-transcript-done',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      text: stringField(wire, 'transcript') ?? '',
      raw: wire,
    },
  'conversation.item.input_audio_transcription.failed': (wire) =>
    required(wire, 'item_id') ?? {
      type: 'input-transcript-failed',
      itemId: stringField(wire, 'item_id')!,
      contentIndex: numberField(wire, 'content_index'),
      message: stringField(objectField(wire, 'error'), 'message') ?? '',
      raw: wire,
    },
  'response.created': (wire) => {
    const response = objectField(wire, 'response');
    const responseId = stringField(response, 'id');
    if (responseId === null || responseId === '') return 'response.id';
    // Beta has no such field at all, Voice Live leaves it empty: only an explicit null is out of band.
    return { type: 'response-created', responseId, outOfBand: response['conversation_id'] === null, raw: wire };
  },
  'response.done': readResponseDone,
  'response.output_item.added': withOutputItem('output-item-added'),
  'response.output_item.done': withOutputItem('output-item-done'),
  'response.output_text.delta': withContent('text-delta'),
  'response.output_audio_transcript.delta': withContent('transcript-delta'),
  'response.output_text.done': (wire) =>
    required(wire, 'response_id', 'item_id') ?? {
      type: 'text-done',
      ...contentOf(wire),
      text: stringField(wire, 'text') ?? '',
    },
  'response.output_audio_transcript.done': (wire) =>
    required(wire, 'response_id', 'item_id') ?? {
      type: 'transcript-done',
      ...contentOf(wire),
      text: stringField(wire, 'transcript') ?? '',
    },
  'response.output_audio.delta': (wire) => {
    const missing = required(wire, 'response_id', 'item_id', 'delta');
    if (missing !== null) return missing;
    try {
      return { type: 'audio-delta', ...contentOf(wire), pcm: decodeBase64(stringField(wire, 'delta')!) };
    } catch {
      return 'delta (base64)';
    }
  },
  'response.output_audio.done': (wire) =>
    required(wire, 'response_id', 'item_id') ?? { type: 'audio-done', ...contentOf(wire) },
  'output_audio_buffer.started': withOutputAudio('output-audio-started'),
  'output_audio_buffer.stopped': withOutputAudio('output-audio-stopped'),
  'output_audio_buffer.cleared': withOutputAudio('output-audio-cleared'),
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
      raw: wire,
    };
  },
};

/** Any frame of the Realtime protocol, GA or beta, as one normalized event. Pure; never throws. */
export function decodeRealtimeFrame(frame: string | ArrayBuffer): ServerEvent {
  if (typeof frame !== 'string') return { type: 'malformed', reason: 'a binary frame', raw: null };
  let wire: unknown;
  try {
    wire = JSON.parse(frame);
  } catch {
    return { type: 'malformed', reason: 'not JSON', raw: frame.slice(0, 200) };
  }
  if (!isObject(wire)) return { type: 'malformed', reason: 'not an object', raw: wire };
  const wireType = stringField(wire, 'type');
  if (wireType === null) return { type: 'malformed', reason: 'no type', raw: wire };
  if (wireType.startsWith('extension.')) return readRelayEvent(wireType, wire);
  const name = choiceField(wire, 'type', BETA_NAMES) ?? wireType;
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (read === undefined) return { type: 'unknown', wireType, raw: wire };
  const event = read(wire);
  return typeof event === 'string' ? { type: 'malformed', reason: `${wireType} without ${event}`, raw: wire } : event;
}
