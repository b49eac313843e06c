import { reduce, type LocalEvent } from '../../../src/conversation/reduce.ts';
import { selectMessages } from '../../../src/conversation/selectors.ts';
import { EMPTY_CONVERSATION, type Effect } from '../../../src/conversation/state.ts';
import type { ClientCommand, SessionSettings } from '../../../src/protocol/client-command.ts';
import type { Dialect, DialectConnection } from '../../../src/protocol/dialect.ts';
import type { ServerEvent } from '../../../src/protocol/server-event.ts';

/** A conversation over a dialect, without a socket: what is heard and said goes straight into the reducer. */
export class ConversationOver {
  readonly connection: DialectConnection;
  readonly events: ServerEvent[] = [];
  readonly effects: Effect[] = [];
  state = EMPTY_CONVERSATION;
  #now = 0;

  constructor(dialect: Dialect, settings: SessionSettings = {}) {
    this.connection = dialect.open(settings, 't');
  }

  /** What the server says: objects as JSON, numbers as so many milliseconds of binary PCM16. */
  hear(...frames: readonly (object | string | number)[]): this {
    for (const frame of frames) {
      const sent =
        typeof frame === 'number' ? tone(frame) : typeof frame === 'string' ? frame : JSON.stringify(frame);
      this.#take(this.connection.decode(sent));
    }
    return this;
  }

  hearBytes(frame: ArrayBuffer): this {
    this.#take(this.connection.decode(frame));
    return this;
  }

  /** Nothing comes for a while. */
  pause(): this {
    this.#take(this.connection.quiet?.() ?? []);
    return this;
  }

  /** What the client says; the frames that go out, text parsed. */
  say(...commands: readonly ClientCommand[]): unknown[] {
    return commands.flatMap((command) => {
      const frames = this.connection.encode(command);
      this.#take(this.connection.echo?.(command) ?? []);
      return frames.map((frame) => (typeof frame === 'string' ? (JSON.parse(frame) as unknown) : frame));
    });
  }

  type(text: string, itemId: string): unknown[] {
    this.#take([{ type: 'message-sent', itemId, text, hidden: false }]);
    return this.say({ type: 'create-message', itemId, role: 'user', text }, { type: 'create-response' });
  }

  happens(...events: readonly LocalEvent[]): this {
    this.#take(events);
    return this;
  }

  /** What people see: `role: text`, with the status where it is not complete. */
  get transcript(): string[] {
    return selectMessages(this.state).map(
      ({ role, text, status }) => `${role}: ${text}${status === 'complete' ? '' : ` (${status})`}`,
    );
  }

  /** Types of the events, oldest first. */
  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** Milliseconds of audio that came for each item and content. */
  get audio(): Record<string, number> {
    const heard: Record<string, number> = {};
    for (const event of this.events) {
      if (event.type !== 'audio-delta') continue;
      const key = `${event.itemId} ${event.contentIndex}`;
      heard[key] = (heard[key] ?? 0) + event.pcm.byteLength / 48;
    }
    return heard;
  }

  #take(events: readonly (ServerEvent | LocalEvent)[]): void {
    for (const event of events) {
      if ('raw' in event) this.events.push(event);
      const { state, effects } = reduce(this.state, event, ++this.#now);
      this.state = state;
      this.effects.push(...effects);
    }
  }
}

/** PCM16 that is no silence. */
export function tone(ms: number): ArrayBuffer {
  return new Int16Array(ms * 24).fill(3_000).buffer;
}

export const base64 = (pcm: ArrayBuffer): string => Buffer.from(pcm).toString('base64');
