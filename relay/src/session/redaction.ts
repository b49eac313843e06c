import { isWireObject } from './field-list.js';
import type { UpstreamShape, WireObject } from './upstream-shape.js';

/** What of a `session` a browser may see: docs/wire.md, "What the relay takes away". Pure. */
export function redactSession(event: WireObject, shape: UpstreamShape): WireObject {
  if (!isWireObject(event['session'])) return event;
  const session = structuredClone(event['session']);
  session['instructions'] = '';
  session['tools'] = [];
  session['tool_choice'] = 'auto';
  if ('prompt' in session) session['prompt'] = null;
  if ('tracing' in session) session['tracing'] = null;
  // The beta's REST answer carries a key; no socket should, but it would be the worst thing to pass on.
  delete session['client_secret'];
  shape.removeVocabulary(session);
  return { ...event, session };
}

/**
 * A `response` without the operator's words and without the items that `isHidden` names. Pure; the same object when
 * nothing changed.
 */
export function redactResponse(event: WireObject, isHidden: (item: WireObject) => boolean): WireObject {
  const response = event['response'];
  if (!isWireObject(response)) return event;
  const { instructions, tools, metadata, ...kept } = response;
  const output = Array.isArray(kept['output']) ? kept['output'] : [];
  const visible = output.filter((item) => !isWireObject(item) || !isHidden(item));
  const isClean = instructions === undefined && tools === undefined && metadata === undefined;
  if (isClean && visible.length === output.length) return event;
  return { ...event, response: visible.length === output.length ? kept : { ...kept, output: visible } };
}
