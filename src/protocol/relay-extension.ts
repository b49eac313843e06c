import type { ProtocolSource, ServerEvent } from './server-event.ts';
import { isObject, listField, numberField, objectField, parseObject, stringField, type WireObject } from './wire-fields.ts';

/** What the relay adds to the vendors' events; `docs/wire.md` is the contract. Unknown extensions pass by. */
export function readRelayEvent(wireType: string, wire: WireObject): ServerEvent {
  switch (wireType) {
    case 'extension.middle_tier_tool_response':
      return readSources(wire);
    case 'extension.relay.tool_call': {
      const callId = stringField(wire, 'call_id');
      const status = stringField(wire, 'status');
      if (callId === null) return { type: 'malformed', reason: `${wireType} without call_id`, raw: wire };
      if (status !== 'started' && status !== 'completed' && status !== 'failed') {
        return { type: 'malformed', reason: `${wireType} without status`, raw: wire };
      }
      return {
        type: 'tool-activity',
        callId,
        name: stringField(wire, 'name') ?? '',
        label: stringField(wire, 'label'),
        status,
        raw: wire,
      };
    }
    case 'extension.relay.note':
      return readNote(wire);
    case 'extension.relay.draining':
      return { type: 'draining', closeAfterMs: numberField(wire, 'close_after_ms'), raw: wire };
    default:
      return { type: 'unknown', wireType, raw: wire };
  }
}

function readNote(wire: WireObject): ServerEvent {
  const action = stringField(wire, 'action');
  const note = objectField(wire, 'note');
  const id = stringField(note, 'id');
  if (id === null || (action !== 'added' && action !== 'edited' && action !== 'deleted')) {
    return { type: 'malformed', reason: 'a note without id or action', raw: wire };
  }
  const text = (name: string): string => stringField(note, name) ?? '';
  const told = { id, text: text('text'), createdAt: text('created_at'), updatedAt: text('updated_at') };
  return { type: 'note', action, note: told, raw: wire };
}

/**
 * Our relay ties the sources to the answer itself (`item_id`), Azure's VoiceRAG sample to the item before the call that reported
 * them (`previous_item_id`), which is often one that the sample hides from the page.
 */
function readSources(wire: WireObject): ServerEvent {
  const result = readToolResult(wire['tool_result']);
  if (result === null) return { type: 'malformed', reason: 'sources without a readable tool_result', raw: wire };
  return {
    type: 'sources',
    itemId: stringField(wire, 'item_id') ?? '',
    previousItemId: stringField(wire, 'previous_item_id') ?? '',
    sources: listField(result, 'sources')
      .map((source) => readSource(source))
      .filter((source) => source.text !== ''),
    raw: wire,
  };
}

function readToolResult(value: unknown): WireObject | null {
  if (isObject(value)) return value;
  return typeof value === 'string' ? parseObject(value) : null;
}

function readSource(source: WireObject): ProtocolSource {
  return {
    id: stringField(source, 'chunk_id') ?? '',
    title: stringField(source, 'title') ?? '',
    heading: stringField(source, 'heading') ?? '',
    url: safeUrl(stringField(source, 'url') ?? ''),
    text: stringField(source, 'chunk') ?? '',
    quote: stringField(source, 'quote') ?? '',
  };
}

/**
 * A passage's address comes from documents that anybody may have written: only http(s) and addresses relative to the
 * page pass, so that no `javascript:` or `data:` link is ever shown. Browsers skip control characters and spaces inside
 * a scheme, hence so do we.
 */
export function safeUrl(url: string): string {
  // eslint-disable-next-line no-control-regex -- that browsers ignore them is the point
  const shown = url.replaceAll(/[\u0000-\u001f\u007f]/g, '').trim();
  const bare = shown.replaceAll(' ', '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  return scheme === undefined || scheme === 'http' || scheme === 'https' ? shown : '';
}
