import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection, Frame } from './dialect.ts';
import { readFrame } from './read-frame.ts';
import type { ServerEvent } from './server-event.ts';
import { echoMessage, Turns } from './turns.ts';
import { choiceField, objectField, stringField, type WireObject } from './wire-fields.ts';

const STATUSES = { cancelled: 'cancelled', incomplete: 'incomplete', failed: 'failed' } as const;

/** The words of `docs/simple-protocol.md`, which is the contract. Each frame is `{ type, data }`. */
class SimpleConnection implements DialectConnection {
  readonly #turns: Turns;
  readonly #first: SessionSettings;
  /** The newest frame of each type that tells settings: what did not change is not said again. */
  readonly #said = new Map<string, Frame>();
  /** The last answer ended because the visitor spoke, and the server may still say that it ended. */
  #interrupted = false;

  constructor(settings: SessionSettings, seed: string) {
    this.#first = settings;
    this.#turns = new Turns(seed);
  }

  decode(frame: string | ArrayBuffer): readonly ServerEvent[] {
    return readFrame(frame, (type, wire) => this.#read(type, objectField(wire, 'data'), wire));
  }

  #read(type: string, data: WireObject, raw: WireObject): readonly ServerEvent[] | string | null {
    const turns = this.#turns;
    // Written words are read at once; spoken ones are not known to be heard before there is a sound of them.
    const kind = turns.isOpen && turns.answer?.sounds ? 'transcript' : 'text';
    switch (type) {
      case 'conversation.created': {
        const sessionId = stringField(data, 'id') ?? '';
        return [{ type: 'session-created', sessionId, dialect: 'simple', expiresAt: null, raw }];
      }
      case 'content_block.delta': {
        const delta = stringField(data, 'delta');
        return delta === null ? 'data.delta' : turns.words(kind, delta, raw);
      }
      case 'text': {
        const text = stringField(data, 'text');
        if (text === null) return 'data.text';
        return data['role'] === 'user' ? turns.heard(text, raw) : turns.words(kind, text, raw, true);
      }
      case 'audio':
        try {
          const pcm = decodeBase64(stringField(data, 'audio')!);
          return [...turns.begin(raw), ...turns.sound(pcm, raw)];
        } catch {
          return 'data.audio (base64)';
        }
      case 'function.call': {
        const [id, name, args] = [stringField(data, 'id'), stringField(data, 'name'), data['arguments'] ?? {}];
        if (!id || !name) return 'data.id and data.name';
        return turns.call(id, name, typeof args === 'string' ? args : JSON.stringify(args), raw);
      }
      case 'interrupt':
        this.#interrupted = turns.isOpen;
        return turns.hear(raw);
      case 'response.done':
        return this.#done(data, raw);
      case 'error': {
        const [code, message] = [stringField(data, 'code'), stringField(data, 'message') ?? 'The relay reported an error.'];
        return [{ type: 'error', family: 'relay_error', code, message, param: null, clientEventId: null, raw }];
      }
      default:
        return null;
    }
  }

  /** An answer may end that has not begun: there is none, and who asked for one must not wait. */
  #done(data: WireObject, raw: WireObject): readonly ServerEvent[] {
    const isKnown = this.#interrupted && !this.#turns.isOpen;
    this.#interrupted = false;
    if (isKnown) return [];
    const status = choiceField(data, 'status', STATUSES) ?? 'completed';
    const begun = this.#turns.begin(raw);
    return [...begun, ...this.#turns.finish(status, raw, stringField(data, 'reason'), stringField(data, 'message'))];
  }

  hello(): readonly Frame[] {
    return this.#tell(this.#first, true);
  }

  encode(command: ClientCommand): readonly Frame[] {
    switch (command.type) {
      case 'update-session':
        return this.#tell(command.settings);
      case 'append-audio':
        return [say('audio', { audio: encodeBase64(command.pcm) })];
      case 'create-message':
        return [say('conversation.item.create', { id: command.itemId, role: command.role, text: command.text })];
      case 'create-tool-output': {
        const type = command.output.startsWith('{"error":') ? 'error' : 'success';
        return [say('function.response', { id: command.callId, response: { type, content: command.output } })];
      }
      case 'create-response':
        return [say('response.create', {})];
      case 'cancel-response':
        return [say('interrupt', {})];
      case 'truncate-item':
        return [say('interrupt', { heard_ms: command.audioEndMs })];
      default:
        return [];
    }
  }

  readonly echo = echoMessage;

  unsupported(settings: SessionSettings): readonly (keyof SessionSettings)[] {
    return (Object.keys(settings) as (keyof SessionSettings)[]).filter(
      (name) => !(name === 'audioFormat' ? settings.audioFormat === 'pcm16' : SETTINGS.has(name)),
    );
  }

  #tell({ tools, ...settings }: SessionSettings, always = false): readonly Frame[] {
    const { voice, language, outputLanguage, output, task, instructions, turnDetection } = settings;
    const detection = typeof turnDetection === 'object' ? turnDetection.type : turnDetection;
    const frames = new Map<string, Frame>();
    const create = say('conversation.create', {
      voice,
      language,
      output_language: outputLanguage,
      output,
      task,
      instructions,
      turn_detection: detection?.replace('-', '_'),
    });
    if (always || create !== say('conversation.create', {})) frames.set('create', create);
    if (tools !== undefined) frames.set('tools', say('available_functions.create', { functions: tools }));
    const fresh = [...frames].filter(([key, frame]) => this.#said.get(key) !== frame);
    for (const [key, frame] of fresh) this.#said.set(key, frame);
    return fresh.map(([, frame]) => frame);
  }
}

/** What `conversation.create` and `available_functions.create` can say. */
const SETTINGS: ReadonlySet<string> = new Set([
  'voice',
  'language',
  'outputLanguage',
  'output',
  'task',
  'instructions',
  'turnDetection',
  'tools',
]);

function say(type: string, data: object): string {
  return JSON.stringify({ type, data });
}

/** For relays of one's own making, `docs/simple-protocol.md`. */
export const simple: Dialect = { name: 'simple', open: (settings, seed = 'turn') => new SimpleConnection(settings, seed) };
