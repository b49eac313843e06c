import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection } from './dialect.ts';
import { openaiBeta } from './openai-beta.ts';
import { openai } from './openai.ts';
import type { ServerEvent } from './server-event.ts';

/**
 * `auto` learns from the server's greeting which dialect it speaks; until then it reads as OpenAI's, whose greeting tells GA from beta. A server
 * that waits for the client's first word cannot be learned from: `simple`, where it does not greet by itself, and `live` have to be
 * named.
 *
 * @param others asked for where the first word is not OpenAI's
 */
export const autoOf = (others: () => readonly Dialect[]): Dialect => ({
  name: 'auto',
  open: (settings: SessionSettings, seed?: string): DialectConnection => {
    const first = openai.open(settings, seed);
    let candidates: readonly DialectConnection[] | undefined;
    let spoken = first;
    let isKnown = false;
    const greets = (events: readonly ServerEvent[]) => events.find((event) => event.type === 'session-created');
    return {
      decode: (frame) => {
        const events = spoken.decode(frame);
        if (isKnown) return events;
        const greeting = greets(events);
        if (greeting !== undefined) {
          isKnown = true;
          if (greeting.dialect === 'openai-beta') spoken = openaiBeta.open(settings, seed);
          return events;
        }
        candidates ??= others().map((dialect) => dialect.open(settings, seed));
        for (const candidate of candidates) {
          const theirs = candidate.decode(frame);
          if (greets(theirs) === undefined) continue;
          isKnown = true;
          spoken = candidate;
          return theirs;
        }
        return events;
      },
      encode: (command) => spoken.encode(command),
      echo: (command) => spoken.echo?.(command as ClientCommand) ?? [],
      unsupported: (asked) => spoken.unsupported?.(asked) ?? [],
      quiet: () => spoken.quiet?.() ?? [],
    };
  },
});
