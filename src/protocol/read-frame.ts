import type { ServerEvent } from './server-event.ts';
import { isObject, stringField, type WireObject } from './wire-fields.ts';

/**
 * Events of a JSON frame with a `type`. `read` answers with events, with the name of the field that the frame lacks, or with null
 * for a type that it does not know. Never throws unless `read` does.
 */
export function readFrame(
  frame: string | ArrayBuffer,
  read: (wireType: string, wire: WireObject) => readonly ServerEvent[] | string | null,
): readonly ServerEvent[] {
  if (typeof frame !== 'string') return malformed('a binary frame', null);
  let wire: unknown;
  try {
    wire = JSON.parse(frame);
  } catch {
    return malformed('not JSON', frame.slice(0, 200));
  }
  const wireType = isObject(wire) ? stringField(wire, 'type') : null;
  if (wireType === null) return malformed('no type', wire);
  const events = read(wireType, wire as WireObject);
  if (typeof events === 'string') return malformed(`${wireType} without ${events}`, wire);
  return events ?? [{ type: 'unknown', wireType, raw: wire }];
}

function malformed(reason: string, raw: unknown): ServerEvent[] {
  return [{ type: 'malformed', reason, raw }];
}
