import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection } from './dialect.ts';
import { openaiBeta } from './openai-beta.ts';
import { openai } from './openai.ts';

/**
 * Learns from the server's first events which dialect it speaks. Until then it reads as OpenAI's, whose events tell GA from beta; a
 * server that waits for the client's first word cannot be learned from, so `simple` and `live` have to be named.
 */
export const auto: Dialect = {
  name: 'auto',
  open: (settings: SessionSettings): DialectConnection => {
    let spoken: DialectConnection = openai.open(settings);
    let isKnown = false;
    return {
      decode: (frame) => {
        const events = spoken.decode(frame);
        if (isKnown) return events;
        for (const event of events) {
          if (event.type !== 'session-created') continue;
          isKnown = true;
          if (event.dialect === 'openai-beta') spoken = openaiBeta.open(settings);
        }
        return events;
      },
      encode: (command) => spoken.encode(command),
      echo: (command) => spoken.echo?.(command as ClientCommand) ?? [],
      unsupported: (asked) => spoken.unsupported?.(asked) ?? [],
    };
  },
};
