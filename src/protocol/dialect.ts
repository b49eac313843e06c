import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { ServerEvent } from './server-event.ts';

/** What goes over a wire: JSON or other text, or bytes. */
export type Frame = string | Uint8Array<ArrayBuffer>;

/** More than a pause in the midst of an answer, which comes faster than it is heard; milliseconds. */
export const QUIET_MS = 1_500;

/**
 * The words of one kind of server. A developer can bring an own one: a dialect for a server that remembers nothing between two
 * frames is a name and two functions.
 *
 * ```ts
 * const mine: Dialect = { name: 'mine', open: () => ({ decode: (frame) => […events], encode: (command) => […frames] }) };
 * ```
 */
export interface Dialect {
  readonly name: string;
  /**
   * Begins a connection: what it keeps in mind is its own, no two share any. `settings` are those asked for now. `seed` is unlike any
   * other connection's: names for what the wire leaves without one are made from it, since a conversation outlives its connections.
   */
  open(settings: SessionSettings, seed?: string): DialectConnection;
}

/**
 * Translates one connection's frames. It does no I/O and asks no clock: the same frames and commands in the same order give the same
 * answers. It never throws for what comes over the wire: what it does not know passes as `unknown`, what is broken as `malformed`.
 */
export interface DialectConnection {
  /** Any number of events: a wire may say in one frame what takes several events here, or in many what takes one. */
  decode(frame: string | ArrayBuffer): readonly ServerEvent[];
  /** The command's frames, none where the wire has no word for it. */
  encode(command: ClientCommand): readonly Frame[];
  /**
   * What follows from nothing having come for a while, where the wire does not tell the end of everything: an answer is over, for
   * example. Asked once in each pause of {@link QUIET_MS}.
   */
  quiet?(): readonly ServerEvent[];
  /** What is said as soon as the connection stands, where the client speaks first. */
  hello?(): readonly Frame[];
  /**
   * What follows from a command that was just sent, where the server will not say it: that a message is now part of the
   * conversation, for example. Taken as if it had come over the wire. `hello` asks for what follows from that.
   */
  echo?(command: ClientCommand | { readonly type: 'hello' }): readonly ServerEvent[];
  /**
   * Names of the settings that this wire has no words for, or not with this value. Each is told to the developer, and the rest is
   * sent; a connection that cannot carry the session's audio format is given up.
   */
  unsupported?(settings: SessionSettings): readonly (keyof SessionSettings)[];
}
