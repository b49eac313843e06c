import type { ClientCommand } from './client-command.ts';
import type { ServerEvent } from './server-event.ts';

/**
 * The words of one wire. Both directions are pure functions: a dialect remembers nothing, never throws for what comes
 * over the wire, and passes on what it does not know as `unknown`.
 */
export interface Dialect {
  readonly name: string;
  decode(frame: string | ArrayBuffer): ServerEvent;
  encode(command: ClientCommand): string;
}
