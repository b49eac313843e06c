import type { ClientCommand, SessionSettings } from '../protocol/client-command.ts';
import { QUIET_MS, type DialectConnection } from '../protocol/dialect.ts';
import type { FindDialect } from '../protocol/find-dialect.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { OpenTransport, Transport } from '../transport/transport.ts';
import type { VoiceCommand } from './voice-messages.ts';

/** Commands that may wait for a session; the page asks for one thing at a time, so more is a fault. */
const WAITING_LIMIT = 500;
/** What a session on standby says before it is needed: its greeting, and the relay's settings. */
const STANDBY_EVENTS = 20;
/** The close of a relay whose service speaks another dialect, `docs/wire.md`: no other try helps. */
const WRONG_DIALECT = 4400;

type Connect = Extract<VoiceCommand, { type: 'connect' }>;
type History = Connect['history'];

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  /** No session stood in time. */
  readonly timedOut: boolean;
  /** The transport had opened; false: it was refused, or nobody was there. */
  readonly opened: boolean;
}

export interface WireParts {
  readonly openTransport: OpenTransport;
  readonly findDialect: FindDialect;
  /** The session stands; settings, history and what waited are on their way. Its event follows. */
  readonly onReady: () => void;
  readonly onEvent: (event: ServerEvent) => void;
  /** Anything came from the other side: it is there. */
  readonly onSign: () => void;
  /** Once for each `open`, unless a newer one came or `close` was called. */
  readonly onClosed: (ending: Ending) => void;
  /** The session on standby stands and waits for {@link Wire.change}. */
  readonly onStandby: (attempt: number) => void;
  /** It ended, or never stood, before it was needed. */
  readonly onStandbyClosed: (attempt: number, ending: Ending) => void;
}

/** One connection and what it takes to speak over it. */
interface Link {
  readonly target: Connect;
  readonly dialectName: string;
  readonly spoken: DialectConnection;
  transport: Transport;
  opened: boolean;
  isReady: boolean;
  waiting: ClientCommand[];
  /** What came while it was on standby. */
  kept: ServerEvent[];
  writtenBytes: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs while the dialect waits to see whether more comes. */
  quietTimer?: ReturnType<typeof setTimeout>;
}

/**
 * One connection after the other: a transport, and the dialect in which it is spoken to. It makes a session of an open
 * socket: waits for the server's greeting, tells it the settings and the conversation so far, and then what was waiting. A second
 * one may stand by, to be taken in place of the first at a moment of the page's choice.
 */
export class Wire {
  readonly #parts: WireParts;
  #link: Link | null = null;
  #standby: Link | null = null;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  /** Between `open` and the end, whether or not the session stands. */
  get isOpen(): boolean {
    return this.#link !== null;
  }

  get isReady(): boolean {
    return this.#link?.isReady === true;
  }

  /** The connection itself carries the sound, see {@link Transport.carriesAudio}. */
  get carriesAudio(): boolean {
    return this.#link?.target.carriesAudio === true || this.#link?.transport.carriesAudio === true;
  }

  get bufferedBytes(): number {
    return this.#link?.transport.bufferedBytes ?? 0;
  }

  /** Characters that were given to the transport; the frames are ASCII but for words, so nearly its bytes. */
  get writtenBytes(): number {
    return this.#link?.writtenBytes ?? 0;
  }

  open(target: Connect): void {
    this.close(1000, '');
    this.#link = this.#begin(target);
  }

  /** Opens another connection beside this one; it says nothing until {@link change}. */
  prepare(target: Connect): void {
    this.#dropStandby();
    // Sound cannot flow both ways twice.
    if (this.carriesAudio) {
      return this.#parts.onStandbyClosed(target.attempt, { code: 1000, reason: '', timedOut: false, opened: true });
    }
    this.#standby = this.#begin(target);
  }

  /** Speaks over the connection that stood by from now on, and ends the one before. False where there is none any more. */
  change(attempt: number, settings: SessionSettings, history: History): boolean {
    const standby = this.#standby;
    if (standby === null || standby.target.attempt !== attempt) return false;
    const before = this.#link;
    this.#standby = null;
    this.#link = standby;
    before?.transport.close(1000, 'moved');
    clearTimeout(before?.timer);
    clearTimeout(before?.quietTimer);
    if (!this.#establish(standby, { ...standby.target, settings, history })) return true;
    for (const event of standby.kept.splice(0)) this.#parts.onEvent(event);
    return true;
  }

  /** Sent at once, or when the session stands, in the order given. Returns whether the wire has a word for it. */
  send(command: ClientCommand): boolean {
    const link = this.#link;
    if (link === null) return false;
    if (link.isReady) return this.#say(link, command);
    if (link.waiting.length < WAITING_LIMIT) link.waiting.push(command);
    return true;
  }

  close(code: number, reason: string): void {
    const link = this.#link;
    this.#dropStandby();
    if (link === null) return;
    this.#drop(link);
    link.transport.close(code, reason);
  }

  #begin(target: Connect): Link {
    const dialect = this.#parts.findDialect(target.dialect);
    const spoken = dialect.open(target.settings, Math.random().toString(36).slice(2, 10));
    // Handlers of an older connection find that it is not the current one any more, and do nothing.
    const transport = this.#parts.openTransport(
      { url: target.url, protocols: target.protocols, ...(target.port && { port: target.port }) },
      {
        onOpen: () => {
          if (!this.#isOurs(link)) return;
          link.opened = true;
          for (const frame of spoken.hello?.() ?? []) this.#write(link, frame);
          this.#take(link, spoken.echo?.({ type: 'hello' }) ?? []);
        },
        onMessage: (frame) => {
          if (!this.#isOurs(link)) return;
          if (link === this.#link) this.#parts.onSign();
          this.#take(link, spoken.decode(frame));
          this.#awaitQuiet(link);
        },
        onClose: (code, reason) => this.#end(link, code, reason, false),
      },
    );
    const timer = setTimeout(() => {
      transport.close(1000, 'no answer');
      this.#end(link, 1006, '', true);
    }, target.timeoutMs);
    const link: Link = {
      target,
      dialectName: dialect.name,
      spoken,
      transport,
      opened: false,
      isReady: false,
      waiting: [],
      kept: [],
      writtenBytes: 0,
      timer,
    };
    return link;
  }

  #isOurs(link: Link): boolean {
    return link === this.#link || link === this.#standby;
  }

  #drop(link: Link): void {
    clearTimeout(link.timer);
    clearTimeout(link.quietTimer);
    if (link === this.#link) this.#link = null;
    else if (link === this.#standby) this.#standby = null;
  }

  #dropStandby(): void {
    const standby = this.#standby;
    if (standby === null) return;
    this.#drop(standby);
    standby.transport.close(1000, '');
  }

  #end(link: Link, code: number, reason: string, timedOut: boolean): void {
    if (!this.#isOurs(link)) return;
    const stoodBy = link === this.#standby;
    this.#drop(link);
    const ending = { code, reason, timedOut, opened: link.opened };
    if (stoodBy) this.#parts.onStandbyClosed(link.target.attempt, ending);
    else this.#parts.onClosed(ending);
  }

  #take(link: Link, events: readonly ServerEvent[]): void {
    for (const event of events) {
      if (link === this.#standby) {
        if (link.kept.length < STANDBY_EVENTS) link.kept.push(event);
        if (event.type !== 'session-created') continue;
        clearTimeout(link.timer);
        this.#parts.onStandby(link.target.attempt);
        continue;
      }
      // An event that was taken here may have ended the connection.
      if (link !== this.#link) return;
      if (event.type === 'session-created' && !link.isReady && !this.#establish(link, link.target)) return;
      this.#parts.onEvent(event);
    }
  }

  #awaitQuiet(link: Link): void {
    clearTimeout(link.quietTimer);
    const { spoken } = link;
    if (link !== this.#link || spoken.quiet === undefined) return;
    link.quietTimer = setTimeout(() => {
      for (const event of spoken.quiet!()) this.#parts.onEvent(event);
    }, QUIET_MS);
  }

  /** Whether the session can be had as it was asked for. */
  #establish(link: Link, { audioFormat, settings, history }: Connect): boolean {
    clearTimeout(link.timer);
    link.isReady = true;
    if (audioFormat !== 'pcm16' && link.spoken.unsupported?.({ audioFormat }).length) {
      this.#tellUnsupported(link, { audioFormat });
      this.#end(link, WRONG_DIALECT, 'audio format', false);
      link.transport.close(1000, 'audio format');
      return false;
    }
    if (Object.keys(settings).length > 0) this.#say(link, { type: 'update-session', settings });
    for (const message of history) this.#say(link, { type: 'create-message', ...message });
    for (const command of link.waiting.splice(0)) this.#say(link, command);
    this.#parts.onReady();
    return true;
  }

  #say(link: Link, command: ClientCommand): boolean {
    if (link !== this.#link) return false;
    if (command.type === 'update-session') this.#tellUnsupported(link, command.settings);
    const frames = link.spoken.encode(command);
    for (const frame of frames) this.#write(link, frame);
    for (const event of link.spoken.echo?.(command) ?? []) this.#parts.onEvent(event);
    return frames.length > 0;
  }

  #write(link: Link, frame: string | Uint8Array<ArrayBuffer>): void {
    link.writtenBytes += frame.length;
    link.transport.send(frame);
  }

  #tellUnsupported({ spoken, dialectName }: Link, settings: SessionSettings): void {
    for (const name of spoken.unsupported?.(settings) ?? []) {
      this.#parts.onEvent({
        type: 'error',
        family: 'dialect_error',
        code: 'unsupported_setting',
        message: `The dialect "${dialectName}" cannot say ${name} as it was set; the rest holds.`,
        param: name,
        clientEventId: null,
        raw: null,
      });
    }
  }
}
