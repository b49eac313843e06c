import type { ProtocolContent, ProtocolItem } from './server-event.ts';
import { choiceField, isObject, listField, stringField, type WireObject } from './wire-fields.ts';

const KINDS: Readonly<Record<string, ProtocolItem['kind']>> = {
  message: 'message',
  function_call: 'tool-call',
  function_call_output: 'tool-output',
};

const STATUSES: Readonly<Record<string, NonNullable<ProtocolItem['status']>>> = {
  in_progress: 'in-progress',
  completed: 'completed',
  incomplete: 'incomplete',
};

const ROLES: Readonly<Record<string, NonNullable<ProtocolItem['role']>>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
};

function readContent(part: WireObject): ProtocolContent {
  switch (part['type']) {
    // Beta items say `text` and `audio` where GA items say `output_text` and `output_audio`; users' parts never
    // changed.
    case 'text':
    case 'output_text':
    case 'input_text':
      return { kind: 'text', text: stringField(part, 'text') };
    case 'audio':
    case 'output_audio':
    case 'input_audio':
      return { kind: 'audio', text: stringField(part, 'transcript') };
    default:
      return { kind: 'other', text: null };
  }
}

/** An item of either dialect, or null where it has no id: nothing could be said about it later. */
export function readItem(value: unknown): ProtocolItem | null {
  if (!isObject(value)) return null;
  const id = stringField(value, 'id');
  if (id === null || id === '') return null;
  return {
    id,
    kind: choiceField(value, 'type', KINDS) ?? 'other',
    role: choiceField(value, 'role', ROLES),
    status: choiceField(value, 'status', STATUSES),
    contents: listField(value, 'content').map((part) => readContent(part)),
    callId: stringField(value, 'call_id') ?? '',
    name: stringField(value, 'name') ?? '',
    arguments: stringField(value, 'arguments') ?? '',
  };
}
