import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect, DialectConnection } from './dialect.ts';
import { middleTier } from './middle-tier.ts';
import { openaiBeta } from './openai-beta.ts';
import { openai } from './openai.ts';
import { simple } from './simple.ts';

/**
 * Learns from the server's greeting which dialect it speaks; until then it reads as OpenAI's, whose greeting tells GA from beta. A server
 * that waits for the client's first word cannot be learned from: `simple`, where it does not greet by itself, and `live` have to be
 * named.
 */
export const auto: Dialect = {
  name: 'auto',
  open: (settings: SessionSettings, seed?: string): DialectConnection => {
    const candidates = [openai, middleTier, simple].map((dialect) => dialect.open(settings, seed));
    let spoken = candidates[0]!;
    let isKnown = false;
    return {
      decode: (frame) => {
        if (isKnown) return spoken.decode(frame);
        const readings = candidates.map((candidate) => ({ candidate, events: candidate.decode(frame) }));
        for (const { candidate, events } of readings) {
          const greeting = events.find((event) => event.type === 'session-created');
          if (greeting === undefined) continue;
          isKnown = true;
          spoken = greeting.dialect === 'openai-beta' ? openaiBeta.open(settings, seed) : candidate;
          return events;
        }
        return readings[0]!.events;
      },
      encode: (command) => spoken.encode(command),
      echo: (command) => spoken.echo?.(command as ClientCommand) ?? [],
      unsupported: (asked) => spoken.unsupported?.(asked) ?? [],
      quiet: () => spoken.quiet?.() ?? [],
    };
  },
};
