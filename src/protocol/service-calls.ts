import type { ServerEvent } from './server-event.ts';
import { choiceField, isObject, stringField, type WireObject } from './wire-fields.ts';

/** Calls that are remembered; a service runs a few at a time. */
const LIMIT = 64;

/** Items that are calls of the service's own, and the tool's name where the item has none. */
const CALL_ITEMS = { mcp_call: '', web_search_call: 'web_search', file_search_call: 'file_search' };

interface Call {
  name: string;
  responseId: string;
  isMcp: boolean;
  state: 'known' | 'running' | 'over';
}

/**
 * The tools that a service runs by itself: those of MCP servers, and Voice Live's web and file search. Some events name the tool,
 * others only its item, and much is told twice; this knows the names, and tells of each call once that it runs and once that it is
 * over.
 */
export class ServiceCalls {
  readonly #calls = new Map<string, Call>();

  /** What an item says of a call or of a consent, wherever the item appears. */
  followItem(item: unknown, isDone: boolean, responseId: string, raw: WireObject): readonly ServerEvent[] {
    if (!isObject(item)) return [];
    const id = stringField(item, 'id') ?? '';
    const name = stringField(item, 'name') ?? '';
    if (item['type'] === 'mcp_approval_request') {
      const text = stringField(item, 'arguments') ?? '';
      // They are still being written.
      if (text === '' && !isDone) return [];
      const serverLabel = stringField(item, 'server_label') ?? '';
      return [{ type: 'approval-requested', approvalId: id, serverLabel, name, arguments: text, raw }];
    }
    if (item['type'] === 'mcp_approval_response') {
      return [{ type: 'approval-answered', approvalId: stringField(item, 'approval_request_id') ?? '', raw }];
    }
    const ownName = choiceField(item, 'type', CALL_ITEMS);
    if (ownName === null) return [];
    if (isObject(item['error'])) return this.end(id, 'failed', raw);
    if (typeof item['output'] === 'string') return this.end(id, 'completed', raw);
    if (!isDone) return this.start(id, name || ownName, responseId, raw, ownName === '');
    // An MCP item is done as soon as its arguments are; the call itself may run behind that.
    return ownName === '' ? [] : this.end(id, 'completed', raw);
  }

  start(id: string, name: string, responseId: string, raw: WireObject, isMcp: boolean): readonly ServerEvent[] {
    const call = this.#note(id);
    call.name ||= name;
    call.responseId ||= responseId;
    call.isMcp ||= isMcp;
    if (call.state !== 'known') return [];
    call.state = 'running';
    return [toldOf(id, call, 'started', raw)];
  }

  end(id: string, status: 'completed' | 'failed', raw: WireObject): readonly ServerEvent[] {
    const call = this.#note(id);
    const wasRunning = call.state === 'running';
    call.state = 'over';
    return wasRunning ? [toldOf(id, call, status, raw)] : [];
  }

  /** A response that was cut off takes its calls along. Behind one that was completed, an MCP call may still run. */
  endResponse(responseId: string, raw: WireObject): readonly ServerEvent[] {
    return [...this.#calls].flatMap(([id, call]) =>
      call.responseId === responseId ? this.end(id, 'failed', raw) : [],
    );
  }

  #note(id: string): Call {
    let call = this.#calls.get(id);
    if (call === undefined) {
      call = { name: '', responseId: '', isMcp: false, state: 'known' };
      this.#calls.set(id, call);
      if (this.#calls.size > LIMIT) this.#calls.delete(this.#calls.keys().next().value!);
    }
    return call;
  }
}

type Status = Extract<ServerEvent, { type: 'tool-activity' }>['status'];

function toldOf(callId: string, { name, responseId, isMcp }: Call, status: Status, raw: WireObject): ServerEvent {
  const mcp = isMcp && { mcpResponseId: responseId };
  return { type: 'tool-activity', callId, name, label: null, status, ...mcp, raw };
}
