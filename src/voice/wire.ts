import type { ClientCommand, SessionSettings } from '../protocol/client-command.ts';
import { QUIET_MS, type Dialect, type DialectConnection } from '../protocol/dialect.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { OpenTransport, Transport } from '../transport/transport.ts';
import type { VoiceCommand } from './voice-messages.ts';

/** Commands that may wait for a session; the page asks for one thing at a time, so more is a fault. */
const WAITING_LIMIT = 500;
/** The close of a relay whose service speaks another dialect, `docs/wire.md`: no other try helps. */
const WRONG_DIALECT = 4400;

type Connect = Extract<VoiceCommand, { type: 'connect' }>;

export interface WireParts {
  readonly openTransport: OpenTransport;
  readonly dialects: Readonly<Record<string, Dialect>>;
  /** The session stands; settings, history and what waited are on their way. Its event follows. */
  readonly onReady: () => void;
  readonly onEvent: (event: ServerEvent) => void;
  /** Once for each `open`, unless a newer one came or `close` was called. `timedOut`: no session stood in time. */
  readonly onClosed: (code: number, reason: string, timedOut: boolean) => void;
}

/**
 * One connection after the other: a transport, and the dialect in which it is spoken to. It makes a session of an open
 * socket: waits for the server's greeting, tells it the settings and the conversation so far, and then what was waiting.
 */
export class Wire {
  readonly #parts: WireParts;
  #transport: Transport | null = null;
  #spoken: DialectConnection | null = null;
  #dialectName = '';
  #isReady = false;
  #soundIsElsewhere = false;
  #waiting: ClientCommand[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  /** Between `open` and the end, whether or not the session stands. */
  get isOpen(): boolean {
    return this.#transport !== null;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** The connection itself carries the sound, see {@link Transport.carriesAudio}. */
  get carriesAudio(): boolean {
    return this.#soundIsElsewhere || this.#transport?.carriesAudio === true;
  }

  get bufferedBytes(): number {
    return this.#transport?.bufferedBytes ?? 0;
  }

  open(target: Connect): void {
    this.#drop();
    const dialect = this.#parts.dialects[target.dialect] ?? this.#parts.dialects['auto']!;
    this.#dialectName = dialect.name;
    const spoken = dialect.open(target.settings, Math.random().toString(36).slice(2, 10));
    this.#spoken = spoken;
    this.#soundIsElsewhere = target.carriesAudio === true;
    // Handlers of an older connection find that it is not the current one any more, and do nothing.
    const transport = this.#parts.openTransport(
      { url: target.url, protocols: target.protocols, ...(target.port && { port: target.port }) },
      {
        onOpen: () => {
          if (transport !== this.#transport) return;
          for (const frame of spoken.hello?.() ?? []) transport.send(frame);
          this.#take(spoken.echo?.({ type: 'hello' }) ?? [], target);
        },
        onMessage: (frame) => {
          if (transport !== this.#transport) return;
          this.#take(spoken.decode(frame), target);
          this.#awaitQuiet();
        },
        onClose: (code, reason) => transport === this.#transport && this.#end(code, reason, false),
      },
    );
    this.#transport = transport;
    this.#timer = setTimeout(() => {
      transport.close(1000, 'no answer');
      this.#end(1006, '', true);
    }, target.timeoutMs);
  }

  /** Sent at once, or when the session stands, in the order given. */
  send(command: ClientCommand): void {
    const transport = this.#transport;
    if (transport === null) return;
    if (this.#isReady) this.#say(command);
    else if (this.#waiting.length < WAITING_LIMIT) this.#waiting.push(command);
  }

  close(code: number, reason: string): void {
    const transport = this.#transport;
    this.#drop();
    transport?.close(code, reason);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#quietTimer);
    this.#transport = null;
    this.#spoken = null;
    this.#isReady = false;
    this.#waiting = [];
  }

  #end(code: number, reason: string, timedOut: boolean): void {
    this.#drop();
    this.#parts.onClosed(code, reason, timedOut);
  }

  #take(events: readonly ServerEvent[], target: Connect): void {
    for (const event of events) {
      if (event.type === 'session-created' && !this.#isReady && !this.#establish(target)) return;
      this.#parts.onEvent(event);
    }
  }

  #awaitQuiet(): void {
    clearTimeout(this.#quietTimer);
    const spoken = this.#spoken;
    if (spoken?.quiet === undefined) return;
    this.#quietTimer = setTimeout(() => {
      for (const event of spoken.quiet!()) this.#parts.onEvent(event);
    }, QUIET_MS);
  }

  /** Whether the session can be had as it was asked for. */
  #establish(target: Connect): boolean {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isReady = true;
    const { audioFormat } = target;
    if (audioFormat !== 'pcm16' && this.#spoken!.unsupported?.({ audioFormat }).length) {
      this.#tellUnsupported({ audioFormat });
      const transport = this.#transport;
      this.#end(WRONG_DIALECT, 'audio format', false);
      transport?.close(1000, 'audio format');
      return false;
    }
    if (Object.keys(target.settings).length > 0) this.#say({ type: 'update-session', settings: target.settings });
    for (const message of target.history) this.#say({ type: 'create-message', ...message });
    for (const command of waiting) this.#say(command);
    this.#parts.onReady();
    return true;
  }

  #say(command: ClientCommand): void {
    // Found anew each time: an event that is taken here may have ended the connection.
    const spoken = this.#spoken;
    if (spoken === null) return;
    if (command.type === 'update-session') this.#tellUnsupported(command.settings);
    for (const frame of spoken.encode(command)) this.#transport?.send(frame);
    for (const event of spoken.echo?.(command) ?? []) this.#parts.onEvent(event);
  }

  #tellUnsupported(settings: SessionSettings): void {
    for (const name of this.#spoken!.unsupported?.(settings) ?? []) {
      this.#parts.onEvent({
        type: 'error',
        family: 'dialect_error',
        code: 'unsupported_setting',
        message: `The dialect "${this.#dialectName}" cannot say ${name} as it was set; the rest holds.`,
        param: name,
        clientEventId: null,
        raw: null,
      });
    }
  }
}
