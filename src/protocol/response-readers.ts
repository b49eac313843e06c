import { decodeBase64 } from '../base/base64.ts';
import type { Read } from './realtime-decoder.ts';
import { readItem } from './realtime-item.ts';
import type { ServerEvent, TokenUsage } from './server-event.ts';
import {
  choiceField,
  isObject,
  listField,
  numberField,
  objectField,
  requiredField,
  stringField,
  type WireObject,
} from './wire-fields.ts';

/*
 * What answers say. The words and the sound of an answer have other names in GA than in beta, and the same fields.
 */

function contentOf(wire: WireObject) {
  return {
    responseId: stringField(wire, 'response_id') ?? '',
    itemId: stringField(wire, 'item_id') ?? '',
    contentIndex: numberField(wire, 'content_index'),
    raw: wire,
  };
}

function withDelta<T extends 'text-delta' | 'transcript-delta'>(type: T): Read {
  return (wire) =>
    requiredField(wire, 'response_id', 'item_id') ??
    ({ type, ...contentOf(wire), delta: stringField(wire, 'delta') ?? '' } as ServerEvent);
}

function withText<T extends 'text-done' | 'transcript-done'>(type: T, field: string): Read {
  return (wire) =>
    requiredField(wire, 'response_id', 'item_id') ??
    ({ type, ...contentOf(wire), text: stringField(wire, field) ?? '' } as ServerEvent);
}

function withOutputItem(type: 'output-item-added' | 'output-item-done'): Read {
  return (wire, calls) => {
    const item = readItem(wire['item']);
    if (item === null) return 'item';
    const responseId = stringField(wire, 'response_id') ?? '';
    const told = calls.followItem(wire['item'], type === 'output-item-done', responseId, wire);
    return [{ type, item, responseId, raw: wire }, ...told];
  };
}

function withOutputAudio(type: 'output-audio-started' | 'output-audio-stopped' | 'output-audio-cleared'): Read {
  return (wire) => ({ type, responseId: stringField(wire, 'response_id') ?? '', raw: wire });
}

/** Tools that the service runs by itself; `name` where the item has none. */
export function withServiceCall(status: 'started' | 'completed' | 'failed', name = ''): Read {
  return (wire, calls) => {
    const missing = requiredField(wire, 'item_id');
    if (missing !== null) return missing;
    const id = stringField(wire, 'item_id')!;
    return status === 'started'
      ? calls.start(id, name, stringField(wire, 'response_id') ?? '', wire, name === '')
      : calls.end(id, status, wire);
  };
}

const RESPONSE_STATUSES = { completed: 'completed', cancelled: 'cancelled', incomplete: 'incomplete' } as const;

function readUsage(usage: unknown): { readonly usage?: TokenUsage } {
  if (!isObject(usage)) return {};
  const counted = {
    totalTokens: numberField(usage, 'total_tokens'),
    inputTokens: numberField(usage, 'input_tokens'),
    cachedTokens: numberField(objectField(usage, 'input_token_details'), 'cached_tokens'),
    outputTokens: numberField(usage, 'output_tokens'),
  };
  return { usage: counted };
}

const readResponseDone: Read = (wire, calls) => {
  const response = objectField(wire, 'response');
  const missing = requiredField(response, 'id');
  if (missing !== null) return 'response.id';
  const responseId = stringField(response, 'id')!;
  const details = objectField(response, 'status_details');
  const error = objectField(details, 'error');
  const status = choiceField(response, 'status', RESPONSE_STATUSES) ?? 'failed';
  const done: ServerEvent = {
    type: 'response-done',
    responseId,
    status,
    reason: stringField(details, 'reason') ?? stringField(error, 'code') ?? stringField(error, 'type'),
    message: stringField(error, 'message'),
    output: listField(response, 'output')
      .map((item) => readItem(item))
      .filter((item) => item !== null),
    ...readUsage(response['usage']),
    raw: wire,
  };
  return status === 'completed' ? done : [done, ...calls.endResponse(responseId, wire)];
};

const audioDelta: Read = (wire) => {
  const missing = requiredField(wire, 'response_id', 'item_id', 'delta');
  if (missing !== null) return missing;
  try {
    return { type: 'audio-delta', ...contentOf(wire), pcm: decodeBase64(stringField(wire, 'delta')!) };
  } catch {
    return 'delta (base64)';
  }
};
const audioDone: Read = (wire) =>
  requiredField(wire, 'response_id', 'item_id') ?? { type: 'audio-done', ...contentOf(wire) };

export const RESPONSE_READERS = {
  'response.created': (wire) => {
    const response = objectField(wire, 'response');
    if (requiredField(response, 'id') !== null) return 'response.id';
    const responseId = stringField(response, 'id')!;
    // Beta has no such field at all, Voice Live leaves it empty: only an explicit null is out of band.
    return { type: 'response-created', responseId, outOfBand: response['conversation_id'] === null, raw: wire };
  },
  'response.done': readResponseDone,
  'response.output_item.added': withOutputItem('output-item-added'),
  'response.output_item.done': withOutputItem('output-item-done'),
  'output_audio_buffer.started': withOutputAudio('output-audio-started'),
  'output_audio_buffer.stopped': withOutputAudio('output-audio-stopped'),
  'output_audio_buffer.cleared': withOutputAudio('output-audio-cleared'),
  'response.mcp_call.in_progress': withServiceCall('started'),
  'response.mcp_call.completed': withServiceCall('completed'),
  'response.mcp_call.failed': withServiceCall('failed'),
  // A service that lists no tools can call none: the operator has to know.
  'mcp_list_tools.failed': (wire) => ({
    type: 'warning',
    code: 'mcp_list_tools_failed',
    message: 'The tools of an MCP server could not be listed; the model answers without them.',
    raw: wire,
  }),
} as const satisfies Readonly<Record<string, Read>>;

export const GA_ANSWER_READERS = {
  'response.output_text.delta': withDelta('text-delta'),
  'response.output_text.done': withText('text-done', 'text'),
  'response.output_audio_transcript.delta': withDelta('transcript-delta'),
  'response.output_audio_transcript.done': withText('transcript-done', 'transcript'),
  'response.output_audio.delta': audioDelta,
  'response.output_audio.done': audioDone,
} as const satisfies Readonly<Record<string, Read>>;

export const BETA_ANSWER_READERS = {
  'response.text.delta': GA_ANSWER_READERS['response.output_text.delta'],
  'response.text.done': GA_ANSWER_READERS['response.output_text.done'],
  'response.audio_transcript.delta': GA_ANSWER_READERS['response.output_audio_transcript.delta'],
  'response.audio_transcript.done': GA_ANSWER_READERS['response.output_audio_transcript.done'],
  'response.audio.delta': audioDelta,
  'response.audio.done': audioDone,
} as const satisfies Readonly<Record<string, Read>>;
