import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection, Frame } from './dialect.ts';
import { readFrame } from './read-frame.ts';
import type { ProtocolItem, ServerEvent } from './server-event.ts';
import { echoMessage, messageItem, Turns } from './turns.ts';
import { numberField, objectField, stringField, type WireObject } from './wire-fields.ts';

/** Quieter than any speech, about −54 dB: what comes between two turns. */
const SILENT_LEVEL = 64;
/** A pause of the assistant that ends its turn; shorter ones are breath. */
const ANSWER_PAUSE_MS = 1_000;
/** A pause of the visitor behind which a turn of its own begins. */
const VISITOR_PAUSE_MS = 1_500;

/**
 * Experimental, written from the types of OpenAI's SDK and not tried against the service: the Live API knows no turns, items or answers,
 * only two voices on one timeline. Its sound never stops, silence included, so the sound that came is the clock: the assistant's turn
 * ends with a second of silence, the visitor's with a pause or when the assistant begins. The server itself falls silent when the
 * visitor speaks, and has no word by which it could be silenced.
 */
class LiveConnection implements DialectConnection {
  readonly #turns: Turns;
  readonly #settings: SessionSettings;
  /** Calls of a backend's answer that is not complete, by its delegation. */
  readonly #calls = new Map<string, ProtocolItem[]>();
  /** Milliseconds of sound that came. */
  #now = 0;
  /** When something was last heard, or said, of the assistant. */
  #spokeAt = 0;
  /** The visitor's turn that goes on: its words, where they end on the wire's timeline, and when they came. */
  #heard: { readonly itemId: string; text: string; endMs: number; at: number } | null = null;

  constructor(settings: SessionSettings, seed: string) {
    this.#settings = settings;
    this.#turns = new Turns(seed);
  }

  decode(frame: string | ArrayBuffer): readonly ServerEvent[] {
    return readFrame(frame, (type, wire) => this.#read(type, wire));
  }

  #read(type: string, wire: WireObject): readonly ServerEvent[] | string | null {
    switch (type) {
      case 'session.started': {
        const sessionId = stringField(objectField(wire, 'session'), 'id') ?? '';
        return [{ type: 'session-created', sessionId, dialect: 'live', expiresAt: null, raw: wire }];
      }
      case 'session.output_audio.delta':
        try {
          return this.#sound(decodeBase64(stringField(wire, 'delta')!), wire);
        } catch {
          return 'delta (base64)';
        }
      case 'session.output_transcript.delta':
        this.#spokeAt = this.#now;
        return [...this.#begin(wire), ...this.#turns.words('transcript', stringField(wire, 'delta') ?? '', wire)];
      case 'session.input_transcript.delta':
        return this.#hear(wire);
      case 'response.event':
        return this.#delegated(objectField(wire, 'event'), stringField(wire, 'delegation_id') ?? '', wire);
      case 'session.closed': {
        // The relay's and the vendors' own codes, by which the end is explained.
        const code = stringField(wire, 'reason') === 'expired' ? 'session_expired' : stringField(wire, 'reason');
        return [failure(code, 'The service ended the session.', {}, wire)];
      }
      case 'error': {
        const error = objectField(wire, 'error');
        return [failure(stringField(error, 'code'), stringField(error, 'message') ?? 'The service reported an error.', error, wire)];
      }
      default:
        return null;
    }
  }

  #sound(pcm: Uint8Array<ArrayBuffer>, raw: WireObject): readonly ServerEvent[] {
    this.#now += pcm.byteLength / 48;
    if (isSilent(pcm)) {
      const over: ServerEvent[] = [];
      if (this.#heard !== null && this.#now - this.#heard.at > VISITOR_PAUSE_MS) over.push(...this.#endHearing(raw));
      if (!this.#turns.isOpen) return over;
      if (this.#now - this.#spokeAt > ANSWER_PAUSE_MS) return [...over, ...this.#turns.finish('completed', raw)];
      return [...over, ...this.#turns.sound(pcm, raw)];
    }
    this.#spokeAt = this.#now;
    return [...this.#begin(raw), ...this.#turns.sound(pcm, raw)];
  }

  #begin(raw: WireObject): readonly ServerEvent[] {
    return this.#turns.isOpen ? [] : [...this.#endHearing(raw), ...this.#turns.begin(raw)];
  }

  #hear(raw: WireObject): readonly ServerEvent[] {
    const [startMs, endMs, delta] = [numberField(raw, 'start_ms'), numberField(raw, 'end_ms'), stringField(raw, 'delta') ?? ''];
    const before = this.#heard !== null && startMs - this.#heard.endMs > VISITOR_PAUSE_MS ? this.#endHearing(raw) : [];
    const heard = (this.#heard ??= { itemId: this.#turns.newId(), text: '', endMs, at: 0 });
    Object.assign(heard, { text: heard.text + delta, endMs, at: this.#now });
    return [...before, { type: 'input-transcript-delta', itemId: heard.itemId, contentIndex: 0, delta, raw }];
  }

  #endHearing(raw: unknown): ServerEvent[] {
    if (this.#heard === null) return [];
    const { itemId, text } = this.#heard;
    this.#heard = null;
    return [{ type: 'input-transcript-done', itemId, contentIndex: 0, text, raw }];
  }

  /** What the backend behind the voice does: it alone calls tools, in answers that are not heard themselves. */
  #delegated(event: WireObject, delegation: string, raw: WireObject): readonly ServerEvent[] | null {
    const item = objectField(event, 'item');
    const calls = this.#calls;
    if (event['type'] === 'response.output_item.done' && item['type'] === 'function_call') {
      const [callId, name, args] = ['call_id', 'name', 'arguments'].map((field) => stringField(item, field) ?? '');
      const call = { ...messageItem(this.#turns.newId(), 'assistant', 'completed'), role: null };
      const known = calls.get(delegation) ?? [];
      // A backend that never completes must not gather calls without end.
      if (calls.size < 20 && known.length < 20)
        calls.set(delegation, [...known, { ...call, kind: 'tool-call', callId: callId!, name: name!, arguments: args! }]);
      return [];
    }
    const output = calls.get(delegation);
    if (event['type'] !== 'response.completed' || output === undefined) return null;
    calls.delete(delegation);
    const responseId = this.#turns.newId();
    return [
      { type: 'response-created', responseId, outOfBand: false, raw },
      { type: 'response-done', responseId, status: 'completed', reason: null, message: null, output, raw },
    ];
  }

  /** The relay adds what is the operator's: the model, the instructions, and the backend that answers what was typed. */
  hello(): readonly Frame[] {
    const { voice } = this.#settings;
    const format = { type: 'audio/pcm', rate: 24_000 };
    return [say('session.start', { session: { audio: { format, ...(voice !== undefined && { output: { voice } }) } } })];
  }

  encode(command: ClientCommand): readonly Frame[] {
    const id = 'eventId' in command && command.eventId !== undefined ? { event_id: command.eventId } : {};
    switch (command.type) {
      case 'update-session': {
        const tools = command.settings.tools?.map((tool) => ({ type: 'function', ...tool }));
        if (tools === undefined) return [];
        return [say('session.update', { session: { delegation: { type: 'responses', responses: { tools } } } })];
      }
      case 'append-audio':
        return [say('session.input_audio.append', { audio: encodeBase64(command.pcm) })];
      case 'create-message':
        return [say('response.item.create', { ...id, item: { type: 'message', role: command.role, content: command.text } })];
      case 'create-tool-output': {
        const item = { type: 'function_call_output', call_id: command.callId, output: command.output };
        return [say('response.item.create', { ...id, item })];
      }
      case 'create-response':
        return [say('response.create', id)];
      default:
        return [];
    }
  }

  readonly echo = echoMessage;

  unsupported(settings: SessionSettings): readonly (keyof SessionSettings)[] {
    const can = { output: settings.output === 'audio', audioFormat: settings.audioFormat === 'pcm16', voice: true, tools: true };
    return (Object.keys(settings) as (keyof SessionSettings)[]).filter((name) => !(name in can && can[name as keyof typeof can]));
  }
}

function isSilent(pcm: Uint8Array<ArrayBuffer>): boolean {
  return new Int16Array(pcm.buffer, 0, pcm.byteLength >> 1).every((sample) => Math.abs(sample) < SILENT_LEVEL);
}

function failure(code: string | null, message: string, error: WireObject, raw: WireObject): ServerEvent {
  const [param, clientEventId] = [stringField(error, 'param'), stringField(error, 'client_event_id')];
  return { type: 'error', family: stringField(error, 'type') ?? 'error', code, message, param, clientEventId, raw };
}

function say(type: string, fields: object): string {
  return JSON.stringify({ type, ...fields });
}

/** OpenAI's Live API over a WebSocket. Experimental. */
export const live: Dialect = { name: 'live', open: (settings, seed = 'turn') => new LiveConnection(settings, seed) };
