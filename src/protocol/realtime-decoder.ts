import { readRelayEvent } from './relay-extension.ts';
import type { ServerEvent } from './server-event.ts';
import { ServiceCalls } from './service-calls.ts';
import { isObject, stringField, type WireObject } from './wire-fields.ts';

/**
 * Reads one kind of event. A string names a field that the event must have and has not: the frame is `malformed`. No event at all:
 * what it says is known already, and the frame passes as `unknown`.
 */
export type Read = (wire: WireObject, calls: ServiceCalls) => ServerEvent | readonly ServerEvent[] | string;

export type ReaderTable = Readonly<Record<string, Read>>;

/** A frame's JSON object with a `type`, or the reason why it is none. Never throws. */
export function parseFrame(frame: string | ArrayBuffer): { readonly type: string; readonly wire: WireObject } | ServerEvent {
  if (typeof frame !== 'string') return { type: 'malformed', reason: 'a binary frame', raw: null };
  let wire: unknown;
  try {
    wire = JSON.parse(frame);
  } catch {
    return { type: 'malformed', reason: 'not JSON', raw: frame.slice(0, 200) };
  }
  if (!isObject(wire)) return { type: 'malformed', reason: 'not an object', raw: wire };
  const type = stringField(wire, 'type');
  return type === null ? { type: 'malformed', reason: 'no type', raw: wire } : { type, wire };
}

/** Decodes the frames of one connection by these tables; where an event is in several, the first is asked. */
export function realtimeDecoder(...tables: readonly ReaderTable[]): (frame: string | ArrayBuffer) => readonly ServerEvent[] {
  const calls = new ServiceCalls();
  return (frame) => {
    const parsed = parseFrame(frame);
    if (!('wire' in parsed)) return [parsed];
    const { type: wireType, wire } = parsed;
    if (wireType.startsWith('extension.')) return [readRelayEvent(wireType, wire)];
    const read = tables.find((table) => Object.hasOwn(table, wireType))?.[wireType];
    const found = read?.(wire, calls) ?? [];
    if (typeof found === 'string') return [{ type: 'malformed', reason: `${wireType} without ${found}`, raw: wire }];
    const events = 'type' in found ? [found] : found;
    return events.length > 0 ? events : [{ type: 'unknown', wireType, raw: wire }];
  };
}
