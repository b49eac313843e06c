import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { AccessError } from './access-error.js';
import type { UsedTickets } from './used-tickets.js';

/** Shared by all relays of a site. */
export class UsedTicketsInRedis implements UsedTickets {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async use(id: string, expiresAtMs: number): Promise<boolean> {
    const key = `realtime-assistant:ticket:${createHash('sha256').update(id).digest('base64url')}`;
    try {
      return (await this.#redis.set(key, '1', 'PX', Math.max(1, expiresAtMs - Date.now()), 'NX')) === 'OK';
    } catch {
      // A ticket that might be used twice is worse than one that has to wait.
      throw new AccessError('token_invalid', 'The ticket cannot be checked just now. Try again in a moment.');
    }
  }
}
