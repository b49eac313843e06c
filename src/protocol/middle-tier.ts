import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection, Frame } from './dialect.ts';
import { readFrame } from './read-frame.ts';
import type { ServerEvent } from './server-event.ts';
import { echoMessage, messageItem, Turns } from './turns.ts';
import { stringField, type WireObject } from './wire-fields.ts';

/** By which the server's turn detection finds the end of a turn that the visitor ended by hand: a second of PCM16. */
const CLOSING_SILENCE_BYTES = 48_000;
/** Messages that wait for a question to go with. */
const UNSENT_LIMIT = 50;

/**
 * The simplified protocol of Azure's middle-tier samples: words as JSON, sound as binary frames that say nothing of themselves.
 *
 * The wire does not tell whose sound it is: it belongs to the answer whose words came last. After the visitor spoke over an answer,
 * or stopped it, sound is dropped until the next answer shows itself by its words or by those of the visitor.
 */
class MiddleTierConnection implements DialectConnection {
  readonly #turns: Turns;
  /** The wire's name for the words of the last answer. */
  #wireId: string | null = null;
  /** The last answer is not to be heard any more. */
  #silenced = false;
  /** Every message is answered, so what is no question waits for one: the page's context, what is told of an earlier conversation. */
  #unsent: string[] = [];

  constructor(seed: string) {
    this.#turns = new Turns(seed);
  }

  decode(frame: string | ArrayBuffer): readonly ServerEvent[] {
    if (typeof frame === 'string') return readFrame(frame, (type, wire) => this.#read(type, wire));
    return this.#silenced || frame.byteLength === 0 ? [] : this.#turns.sound(new Uint8Array(frame), null);
  }

  #read(type: string, wire: WireObject): readonly ServerEvent[] | string | null {
    if (type === 'text_delta') return this.#words(stringField(wire, 'id') ?? this.#wireId ?? '', wire);
    if (type === 'transcription') {
      const heard = this.#turns.heard(stringField(wire, 'text') ?? '', wire);
      // What comes now is the answer to it, unless that runs already.
      if (!this.#turns.isOpen) this.#expectAnswer();
      return heard;
    }
    return type === 'control' ? this.#control(stringField(wire, 'action'), wire) : null;
  }

  #control(action: string | null, wire: WireObject): readonly ServerEvent[] | string | null {
    switch (action) {
      case null:
        return 'action';
      case 'connected':
        return [
          { type: 'session-created', sessionId: '', dialect: 'middle-tier', expiresAt: null, raw: wire },
          ...greeting(stringField(wire, 'greeting'), wire),
        ];
      case 'speech_started':
        this.#silenced = this.#turns.answer !== null;
        return this.#turns.hear(wire);
      // The Spring Boot sample has the shorter word.
      case 'done':
      case 'text_done': {
        const id = stringField(wire, 'id');
        return id !== null && this.#wireId !== null && id !== this.#wireId ? [] : this.#finish(wire);
      }
      default:
        return null;
    }
  }

  #words(id: string, wire: WireObject): readonly ServerEvent[] {
    const delta = stringField(wire, 'delta') ?? '';
    if (id === this.#wireId) return this.#silenced ? [] : this.#turns.words('transcript', delta, wire);
    // The ASP.NET sample says no end: an answer is over when the next one begins.
    const ended = this.#wireId === null && !this.#silenced ? [] : this.#finish(wire);
    this.#silenced = false;
    this.#wireId = id;
    return [...ended, ...this.#turns.words('transcript', delta, wire)];
  }

  #finish(raw: unknown): readonly ServerEvent[] {
    return this.#turns.finish(this.#silenced ? 'cancelled' : 'completed', raw);
  }

  #expectAnswer(): void {
    this.#turns.forget();
    this.#silenced = false;
    this.#wireId = null;
  }

  /** Sound may come after the end of the words, and some servers say no end at all. */
  quiet(): readonly ServerEvent[] {
    return this.#finish(null);
  }

  encode(command: ClientCommand): readonly Frame[] {
    const { answer } = this.#turns;
    switch (command.type) {
      case 'append-audio':
        return [new Uint8Array(command.pcm)];
      case 'commit-audio':
        return [new Uint8Array(CLOSING_SILENCE_BYTES)];
      case 'create-message':
        // What was answered needs no answer.
        this.#unsent = command.role === 'user' ? [...this.#unsent, command.text].slice(-UNSENT_LIMIT) : [];
        return [];
      case 'create-response': {
        if (this.#unsent.length === 0) return [];
        const text = this.#unsent.join('\n\n');
        this.#unsent = [];
        if (!this.#silenced && !this.#turns.isOpen) this.#expectAnswer();
        return [JSON.stringify({ type: 'user_message', text })];
      }
      case 'cancel-response':
        this.#silenced ||= answer?.ids.responseId === command.responseId;
        return [];
      case 'truncate-item':
      case 'delete-item':
        this.#silenced ||= answer?.ids.itemId === command.itemId;
        return [];
      default:
        return [];
    }
  }

  readonly echo = echoMessage;

  unsupported(settings: SessionSettings): readonly (keyof SessionSettings)[] {
    const { output, turnDetection, audioFormat, tools } = settings;
    const can: Partial<Record<keyof SessionSettings, boolean>> = {
      output: output === 'audio',
      turnDetection: turnDetection === 'server-vad',
      audioFormat: audioFormat === 'pcm16',
      tools: tools?.length === 0,
    };
    return (Object.keys(settings) as (keyof SessionSettings)[]).filter((name) => can[name] !== true);
  }
}

/** Under one name for all connections: who is connected again is not greeted twice. */
function greeting(text: string | null, raw: unknown): readonly ServerEvent[] {
  const item = messageItem('greeting', 'assistant', 'completed', text);
  return text ? [{ type: 'item-added', item, previousItemId: null, raw }] : [];
}

/** Azure-Samples/aoai-realtime-audio-sdk, `samples/middle-tier`, and servers made after it. */
export const middleTier: Dialect = {
  name: 'middle-tier',
  open: (_settings, seed = 'turn') => new MiddleTierConnection(seed),
};
