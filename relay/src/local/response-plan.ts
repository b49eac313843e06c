import { clientItem } from './client-item.js';
import type { Conversation, Entry } from './conversation.js';
import { type Fields, invalid, list, object, oneOf, onlyKnown, text } from './fields.js';
import type { ResponsePlan } from './response-writer.js';
import { responseFields, type SessionSettings, updatedOutput } from './session-settings.js';

const KEYS = [
  'conversation',
  'metadata',
  'input',
  'instructions',
  'output_modalities',
  'audio',
  'tools',
  'tool_choice',
  'max_output_tokens',
  'prompt',
  'reasoning',
  'parallel_tool_calls',
];

/** Reads the `response` of a `response.create` (undefined: all as the session has it). */
export function responsePlan(value: unknown, settings: SessionSettings, conversation: Conversation): ResponsePlan {
  const fields = value == null ? {} : object(value, 'response');
  onlyKnown(fields, KEYS, 'response');
  const own = responseFields(fields, 'response');
  const merged = { ...settings, ...own };
  const outOfBand =
    fields['conversation'] !== undefined &&
    oneOf(fields['conversation'], 'response.conversation', ['auto', 'none']) === 'none';
  return {
    modality: merged.output_modalities[0],
    audio: updatedOutput(settings.audio.output, audioOutput(fields['audio']), 'response.audio.output'),
    instructions: merged.instructions,
    responseInstructions: own.instructions ?? null,
    tools: merged.tools,
    toolChoice: merged.tool_choice,
    maxOutputTokens: merged.max_output_tokens,
    metadata: fields['metadata'] == null ? null : metadata(fields['metadata']),
    outOfBand,
    entries:
      fields['input'] === undefined ? conversation.entries : inputEntries(fields['input'], settings, conversation),
  };
}

function audioOutput(value: unknown): unknown {
  if (value === undefined) return undefined;
  const audio = object(value, 'response.audio');
  onlyKnown(audio, ['output'], 'response.audio');
  return audio['output'];
}

/** Up to 16 pairs of strings, as documented. */
function metadata(value: unknown): Fields {
  const pairs = Object.entries(object(value, 'response.metadata'));
  if (pairs.length > 16)
    throw invalid(`Invalid 'response.metadata': at most 16 pairs, but got ${pairs.length}.`, 'response.metadata');
  return Object.fromEntries(
    pairs.map(([key, entry]) => [key, text(entry, `response.metadata.${key.slice(0, 64)}`, 512)]),
  );
}

function inputEntries(value: unknown, settings: SessionSettings, conversation: Conversation): Entry[] {
  return list(value, 'response.input', 256).map((item, index) => {
    const path = `response.input[${index}]`;
    const fields = object(item, path);
    if (fields['type'] !== 'item_reference') return clientItem(fields, settings.audio.input.format, path);
    const id = text(fields['id'], `${path}.id`, 64);
    const entry = conversation.find(id);
    if (entry === undefined)
      throw invalid(`Invalid '${path}.id': the item with id '${id}' does not exist.`, `${path}.id`);
    return entry;
  });
}
