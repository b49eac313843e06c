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

  /** Ends the connection from the relay's side. */
  drop(code = 1006, reason = ''): void {
    if (this.#over) return;
    this.#over = true;
    this.#handlers.onClose(code, reason);
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
 * keeps what the widget sent.
 *
 * ```ts
 * const relay = new ScriptedRelay();
 * const session = createSession({ relayUrl: 'ws://relay.test', mode: 'text' }, { openTransport: relay.open, audio:
 * silentAudio() }); const connected = session.connect();
 * const connection = await relay.connection();
 * connection.accept();
 * await connected;
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

  /** The next connection that the widget opens; each is given once. */
  connection(): Promise<ScriptedConnection> {
    const ready = this.connections[this.#given];
    if (ready !== undefined) {
      this.#given++;
      return Promise.resolve(ready);
    }
    return new Promise((resolve) => this.#awaited.push(resolve));
  }
}
