import { ScriptedAnswer } from './scripted-answer.ts';
import type { OpenTransport, TransportHandlers, TransportTarget } from '../transport/transport.ts';

/** A frame of the wire, parsed. */
export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

const SESSION = { id: 'sess_scripted', object: 'realtime.session', model: 'scripted' };

const GREETINGS = {
  openai: { type: 'session.created', session: { ...SESSION, type: 'realtime', output_modalities: ['audio'] } },
  'openai-beta': { type: 'session.created', session: { ...SESSION, modalities: ['text', 'audio'] } },
  'middle-tier': { type: 'control', action: 'connected' },
  simple: { type: 'conversation.created', data: { id: 'conv_scripted' } },
  live: { type: 'session.started', session: SESSION },
};

/** An item of the conversation that the widget made. */
interface SentItem {
  readonly id: string;
  readonly role?: string;
  readonly content?: readonly { readonly text?: string }[];
  readonly call_id?: string;
  readonly output?: string;
}

/** One connection that the widget opened to a {@link ScriptedRelay}. */
export class ScriptedConnection {
  readonly target: TransportTarget;
  /** All that the widget sent, oldest first. */
  readonly sent: Frame[] = [];
  /** The binary frames among what the widget sent, oldest first. */
  readonly sentBytes: Uint8Array[] = [];
  readonly #handlers: TransportHandlers;
  readonly #expected: { readonly match: (frame: Frame) => boolean; readonly resolve: (frame: Frame) => void }[] = [];
  #read = 0;
  #over = false;
  #dialect: keyof typeof GREETINGS | null = null;
  #answer: ScriptedAnswer | null = null;
  #lastItemId: string | null = null;
  #count = 0;

  /** @internal */
  constructor(target: TransportTarget, handlers: TransportHandlers) {
    this.target = target;
    this.#handlers = handlers;
  }

  get closed(): boolean {
    return this.#over;
  }

  /** Lets the socket open and says the greeting of the dialect, with fields of your own in its session. */
  accept(dialect: keyof typeof GREETINGS = 'openai', fields: object = {}): void {
    if (this.#dialect !== null) throw new Error('ScriptedConnection: it was accepted already.');
    if (!Object.hasOwn(GREETINGS, dialect)) {
      throw new Error(`ScriptedConnection: "${dialect}" is no dialect; there are ${Object.keys(GREETINGS).join(', ')}.`);
    }
    this.#dialect = dialect;
    this.#handlers.onOpen();
    const greeting = GREETINGS[dialect];
    this.say('session' in greeting ? { ...greeting, session: { ...greeting.session, ...fields } } : greeting);
  }

  /** Sends frames to the widget: objects as JSON, strings as they are, broken ones too, buffers as binary frames. */
  say(...frames: readonly (object | string | ArrayBuffer)[]): void {
    for (const frame of frames) {
      if (this.#over) throw new Error('ScriptedConnection: it is closed, so nothing can be said.');
      const asIs = typeof frame === 'string' || frame instanceof ArrayBuffer;
      this.#handlers.onMessage(asIs ? frame : JSON.stringify(frame));
    }
  }

  /** The next frame of this type that the widget sends, after those already waited for. Rejects after `limitMs`. */
  async next(type: string, limitMs = 2000): Promise<Frame> {
    const match = (frame: Frame): boolean => frame.type === type;
    for (let i = this.#read; i < this.sent.length; i++) {
      if (!match(this.sent[i]!)) continue;
      this.#read = i + 1;
      return this.sent[i]!;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#expected.splice(this.#expected.indexOf(expected), 1);
        const types = this.sent.map((frame) => frame.type).join(', ') || 'nothing';
        reject(new Error(`ScriptedConnection: no ${type} within ${limitMs} ms; the widget sent ${types}.`));
      }, limitMs);
      const expected = {
        match,
        resolve: (frame: Frame) => {
          clearTimeout(timer);
          resolve(frame);
        },
      };
      this.#expected.push(expected);
    });
  }

  /**
   * The next question that the visitor types, taken as the service takes it. Resolves with its text when the widget asks for the answer;
   * rejects after `limitMs`.
   */
  async question(limitMs = 2000): Promise<string> {
    this.#check('question');
    for (;;) {
      const { item } = (await this.next('conversation.item.create', limitMs)) as Frame & { readonly item: SentItem };
      this.#take(item);
      if (item.role !== 'user') continue;
      await this.next('response.create', limitMs);
      return (item.content ?? []).map(({ text }) => text ?? '').join('');
    }
  }

  /** What the visitor said aloud, as the service hears it: a whole turn with its words. */
  heard(words: string): void {
    this.#check('heard');
    const id = `item_heard_${++this.#count}`;
    const item = { id, type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio', transcript: null }] };
    this.say(
      { type: 'input_audio_buffer.speech_started', item_id: id, audio_start_ms: 0 },
      { type: 'input_audio_buffer.speech_stopped', item_id: id, audio_end_ms: 1000 },
      { type: 'input_audio_buffer.committed', item_id: id, previous_item_id: this.#lastItemId },
      { type: 'conversation.item.added', previous_item_id: this.#lastItemId, item },
      { type: 'conversation.item.input_audio_transcription.completed', item_id: id, content_index: 0, transcript: words },
    );
    this.#lastItemId = id;
  }

  /** Begins an answer: write or speak into it, and end it. With `words` it is written whole, and over. */
  answer(words?: string): ScriptedAnswer {
    this.#check('answer');
    if (this.#answer !== null) throw new Error('ScriptedConnection: an answer runs; end() it before the next begins.');
    const answer = new ScriptedAnswer(
      ++this.#count,
      this.#lastItemId,
      (...frames) => this.say(...frames),
      () => (this.#answer = null),
    );
    this.#answer = answer;
    this.#lastItemId = answer.id;
    if (words !== undefined) answer.write(words).end();
    return answer;
  }

  /**
   * Calls a tool of the page, as the model does. Resolves with what the widget says that it gave, when it asks for the answer; rejects
   * after `limitMs`. A tool that fails, or that the page has not offered, gives a text that tells the model so.
   */
  async callTool(name: string, args: object = {}, limitMs = 2000): Promise<string> {
    this.#check('callTool');
    if (this.#answer !== null) throw new Error('ScriptedConnection: an answer runs; end() it before a tool is called.');
    const number = ++this.#count;
    const [id, callId, responseId] = [`item_call_${number}`, `call_${number}`, `resp_${number}`];
    const call = { id, type: 'function_call', call_id: callId, name, status: 'completed', arguments: JSON.stringify(args) };
    this.say(
      { type: 'response.created', response: { id: responseId, status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', response_id: responseId, output_index: 0, item: { ...call, status: 'in_progress', arguments: '' } },
      { type: 'conversation.item.added', previous_item_id: this.#lastItemId, item: call },
      { type: 'response.output_item.done', response_id: responseId, output_index: 0, item: call },
      { type: 'response.done', response: { id: responseId, status: 'completed', status_details: null, output: [call] } },
    );
    this.#lastItemId = id;
    for (;;) {
      const { item } = (await this.next('conversation.item.create', limitMs)) as Frame & { readonly item: SentItem };
      this.#take(item);
      if (item.call_id !== callId) continue;
      await this.next('response.create', limitMs);
      return item.output ?? '';
    }
  }

  /** Trouble that the service tells of; the connection stays. */
  error(message: string, code = 'server_error'): void {
    this.say({ type: 'error', error: { type: 'server_error', code, message } });
  }

  /**
   * Ends the connection from the relay's side.
   *
   * @param code 1006 (the default) as when the network breaks, 1000 to 4999 as the relay closes it
   */
  drop(code = 1006, reason = ''): void {
    if (this.#over) return;
    if (!Number.isInteger(code) || code < 1000 || code > 4999) {
      throw new Error(`ScriptedConnection: ${code} is no close code; they go from 1000 to 4999.`);
    }
    this.#over = true;
    this.#answer?.lose();
    this.#handlers.onClose(code, reason);
  }

  /** The service's word for an item that the widget made. */
  #take(item: SentItem): void {
    this.say({ type: 'conversation.item.added', previous_item_id: this.#lastItemId, item: { ...item, status: 'completed' } });
    this.#lastItemId = item.id;
  }

  #check(method: string): void {
    if (this.#over) throw new Error(`ScriptedConnection: it is closed, so ${method}() reaches nobody.`);
    if (this.#dialect === null) throw new Error(`ScriptedConnection: accept() it before ${method}().`);
    if (this.#dialect === 'openai') return;
    throw new Error(`ScriptedConnection: ${method}() speaks "openai", not "${this.#dialect}"; say() its frames yourself.`);
  }

  /** @internal what the widget sends */
  receive(said: string | Uint8Array): void {
    if (this.#over) return;
    if (typeof said !== 'string') return void this.sentBytes.push(said);
    const frame = JSON.parse(said) as Frame;
    this.sent.push(frame);
    const at = this.#expected.findIndex((expected) => expected.match(frame));
    if (at < 0) return;
    this.#read = this.sent.length;
    this.#expected.splice(at, 1)[0]!.resolve(frame);
  }
}

/**
 * A relay of your own making, for tests of pages that hold the widget: it opens no socket, says what you script, and
 * keeps what the widget sent. See docs/testing.md.
 *
 * ```ts
 * const relay = new ScriptedRelay();
 * const session = createSession({ relayUrl: 'ws://relay.test', mode: 'text' }, { openTransport: relay.open, audio: silentAudio() });
 * const sent = session.sendText('When do you open?');
 * const connection = await relay.connection();
 * connection.accept();
 * await connection.question();
 * connection.answer('At eight.');
 * ```
 */
export class ScriptedRelay {
  readonly connections: ScriptedConnection[] = [];
  readonly #awaited: ((connection: ScriptedConnection) => void)[] = [];
  #given = 0;

  /** Give it to `createSession` as `openTransport`. */
  readonly open: OpenTransport = (target, handlers) => {
    const connection = new ScriptedConnection(target, handlers);
    this.connections.push(connection);
    const waiting = this.#awaited.shift();
    if (waiting !== undefined) {
      this.#given++;
      // After the widget has its transport in hand, as with a real socket.
      queueMicrotask(() => waiting(connection));
    }
    return {
      send: (frame) => connection.receive(frame),
      bufferedBytes: 0,
      close: (code = 1000, reason = '') => queueMicrotask(() => connection.drop(code, reason)),
    };
  };

  /** The next connection that the widget opens; each is given once. Rejects after `limitMs`. */
  connection(limitMs = 10_000): Promise<ScriptedConnection> {
    const ready = this.connections[this.#given];
    if (ready !== undefined) {
      this.#given++;
      return Promise.resolve(ready);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#awaited.splice(this.#awaited.indexOf(waiting), 1);
        reject(new Error(`ScriptedRelay: the widget opened no connection within ${limitMs} ms; it opened ${this.#given} before.`));
      }, limitMs);
      const waiting = (connection: ScriptedConnection): void => {
        clearTimeout(timer);
        resolve(connection);
      };
      this.#awaited.push(waiting);
    });
  }
}
