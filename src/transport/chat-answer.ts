import { listField, objectField, parseObject, stringField, type WireObject } from '../protocol/wire-fields.ts';
import type { ChatMessages } from './chat-messages.ts';

/** What one `response.create` becomes over HTTP: the relay's frames, fitted into the conversation on this side. */
export class ChatAnswer {
  readonly abort = new AbortController();
  readonly #messages: ChatMessages;
  /** `event_id` of the `response.create`; what goes wrong before an answer begins is told as its error. */
  readonly #eventId: string | null;
  /** The item that the next one follows: not what the visitor has typed meanwhile, which is not answered yet. */
  #lastId: string | null;
  #lastKeptId: string | null;
  readonly #tools = new Set<string>();
  /** Words of the messages that are being written, by their ids. */
  readonly #texts = new Map<string, string>();
  #responseId: string | null = null;
  #begun = false;
  #toolCalled = false;
  #failureTold = false;

  constructor(messages: ChatMessages, eventId: string | null) {
    this.#messages = messages;
    this.#eventId = eventId;
    this.#lastId = messages.last?.id ?? null;
    this.#lastKeptId = this.#lastId;
  }

  /** Whether the frames that came are an answer from beginning to end, or say why there is none. */
  get isOver(): boolean {
    if (this.#responseId !== null || this.#tools.size > 0) return false;
    return this.#failureTold || (this.#begun && !this.#toolCalled);
  }

  /** Whether a `response.cancel` for this id, or for any, is meant for this answer. */
  isMeant(responseId: string | null): boolean {
    return responseId === null || responseId === this.#responseId;
  }

  /** The frame as the conversation on this side may see it, or null where it is none of its business. */
  receive(frame: string): string | null {
    const wire = parseObject(frame);
    // Not ours to judge: the dialect says what is wrong with it.
    if (wire === null) return frame;
    switch (wire['type']) {
      // Each request is a session of its own over there; on this side one stands since the beginning.
      case 'session.created':
      case 'session.updated':
      case 'extension.relay.draining':
        return null;
      case 'conversation.item.added':
      case 'conversation.item.created':
        return this.#receiveItem(wire, frame);
      case 'conversation.item.done':
        return this.#isOurs(objectField(wire, 'item')) ? null : frame;
      case 'error':
        return this.#receiveError(wire, frame);
      default:
        this.#follow(wire);
        return frame;
    }
  }

  /** An answer without a word, where nothing was asked since the last one. */
  omit(): WireObject[] {
    return this.#end('completed', null);
  }

  /** What is left to be said when the visitor wants no answer any more. */
  cancel(): WireObject[] {
    return this.#end('cancelled', { reason: 'client_cancelled' });
  }

  /** What is left to be said when no more of the answer comes: why, unless that was told, and the end of all that ran. */
  fail(code: string, message: string): WireObject[] {
    const ends = this.#end('failed', { error: { type: 'relay_error', code, message } });
    return this.#failureTold ? ends : [relayError(code, message, this.#eventId), ...ends];
  }

  #end(status: 'completed' | 'cancelled' | 'failed', details: WireObject | null): WireObject[] {
    const said: WireObject[] = [];
    for (const callId of this.#tools) {
      said.push({ type: 'extension.relay.tool_call', call_id: callId, name: '', label: null, status: 'failed' });
    }
    if (!this.#begun && !this.#failureTold) {
      this.#responseId = `resp_chat_${Math.random().toString(36).slice(2)}`;
      said.push({ type: 'response.created', response: this.#response('in_progress', null) });
    }
    if (this.#responseId !== null) {
      said.push({ type: 'response.done', response: this.#response(status, details && { type: status, ...details }) });
    }
    this.#keep();
    return said;
  }

  #receiveItem(wire: WireObject, frame: string): string | null {
    const item = objectField(wire, 'item');
    if (this.#isOurs(item)) return null;
    const previous = stringField(wire, 'previous_item_id');
    const after = this.#lastId;
    this.#lastId = stringField(item, 'id');
    // A service that gave our messages ids of its own names one that nobody here knows.
    if (previous !== null && (previous === after || this.#messages.has(previous))) return frame;
    return JSON.stringify({ ...wire, previous_item_id: after });
  }

  /** The messages that went with the request: they are in the conversation since they were sent. */
  #isOurs(item: WireObject): boolean {
    return !this.#begun || stringField(item, 'role') === 'user';
  }

  #receiveError(wire: WireObject, frame: string): string {
    const error = objectField(wire, 'error');
    // Within an answer a service may stumble and go on; the relay says only what ends it.
    if (this.#responseId === null || error['type'] === 'relay_error') this.#failureTold = true;
    if (this.#responseId !== null) return frame;
    return JSON.stringify({ ...wire, error: { ...error, event_id: this.#eventId } });
  }

  #follow(wire: WireObject): void {
    const response = objectField(wire, 'response');
    switch (wire['type']) {
      case 'response.created':
        this.#responseId = stringField(response, 'id');
        this.#begun = true;
        this.#toolCalled = false;
        return;
      case 'response.done':
        this.#responseId = null;
        for (const item of listField(response, 'output')) this.#note(stringField(item, 'id'), textOf(item));
        this.#keep();
        return;
      case 'extension.relay.tool_call':
        this.#followTool(stringField(wire, 'call_id') ?? '', wire['status']);
        return;
      case 'response.output_text.delta':
      case 'response.text.delta':
      case 'response.output_audio_transcript.delta':
      case 'response.audio_transcript.delta': {
        const id = stringField(wire, 'item_id');
        this.#note(id, (this.#texts.get(id ?? '') ?? '') + (stringField(wire, 'delta') ?? ''));
        return;
      }
      default:
    }
  }

  #followTool(callId: string, status: unknown): void {
    if (status === 'started') {
      this.#toolCalled = true;
      this.#tools.add(callId);
    } else {
      this.#tools.delete(callId);
    }
  }

  #note(id: string | null, text: string): void {
    if (id !== null && text !== '') this.#texts.set(id, text);
  }

  /** What was written is part of the conversation, as far as it got, unless its question was taken out meanwhile. */
  #keep(): void {
    for (const [id, text] of this.#texts) {
      if (this.#lastKeptId === null || !this.#messages.has(this.#lastKeptId)) break;
      this.#messages.put({ id, role: 'assistant', text }, this.#lastKeptId);
      this.#lastKeptId = id;
    }
    this.#texts.clear();
  }

  #response(status: string, details: WireObject | null): WireObject {
    return { object: 'realtime.response', id: this.#responseId, status, status_details: details, output: [] };
  }
}

/** An error in the relay's form, see docs/wire.md. */
export function relayError(
  code: string,
  message: string,
  answers: string | null,
  more: Readonly<Record<string, unknown>> = {},
): WireObject {
  return { type: 'error', error: { type: 'relay_error', code, message, param: null, event_id: answers, ...more } };
}

function textOf(item: WireObject): string {
  return listField(item, 'content')
    .map((part) => stringField(part, 'text') ?? stringField(part, 'transcript') ?? '')
    .join('');
}
