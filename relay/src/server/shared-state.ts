import { UsedTicketsInMemory, type UsedTickets } from '../access/used-tickets.js';
import { UsedTicketsInRedis } from '../access/used-tickets-in-redis.js';
import type { RelayConfig } from '../config/options.js';
import { Limits } from '../limits/limits.js';
import { openRedis } from '../limits/open-redis.js';

/** What holds for a visitor whichever relay of a site they come to. */
export interface SharedState {
  readonly limits: Limits;
  readonly usedTickets: UsedTickets;
  close(): Promise<void>;
}

/** In Redis where the operator has one, else in this process. Rejects with a `SetupError`. */
export async function openSharedState(config: RelayConfig, log: (line: string) => void): Promise<SharedState> {
  const { limits: table, prices, redisUrl } = config;
  const redis = redisUrl === undefined ? undefined : await openRedis(redisUrl, log);
  return {
    limits: new Limits({ table, prices, redis, log }),
    usedTickets: redis ? new UsedTicketsInRedis(redis) : new UsedTicketsInMemory(),
    close: () => {
      redis?.disconnect();
      return Promise.resolve();
    },
  };
}
