import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import type { Visitor } from '../access/visitor.js';
import type { Allowance } from './allowance.js';
import { Meter } from './meter.js';
import type { Prices } from './usage.js';

/** Whom a limit counts by. */
export const scopes = ['address', 'user', 'origin'] as const;
export type Scope = (typeof scopes)[number];

/** What a limit counts: sessions begun, minutes of session, the service's tokens, and what these cost. */
export const measures = ['sessions', 'minutes', 'tokens', 'spend'] as const;
export type Measure = (typeof measures)[number];

export type LimitTable = {
  readonly [S in Scope]?: { readonly [M in Measure]?: Allowance | undefined } | undefined;
};

/** A visitor has had their share. */
export interface Exceeded {
  readonly scope: Scope;
  readonly measure: Measure;
  /** Until there is some again, in milliseconds. */
  readonly retryAfterMs: number;
}

/** Counters hold whole numbers: seconds, and millionths of the currency. */
const points: Readonly<Record<Measure, number>> = { sessions: 1, minutes: 60, tokens: 1, spend: 1_000_000 };

interface Counter {
  readonly scope: Scope;
  readonly measure: Measure;
  readonly limiter: RateLimiterAbstract;
}

export interface LimitsOptions {
  readonly table: LimitTable;
  readonly prices: Prices;
  /** Shared by the relays of a site. Without it, each counts by itself. */
  readonly redis?: Redis | undefined;
  log(line: string): void;
}

/** Counts what visitors use, by address, user and origin. */
export class Limits {
  readonly #counters: readonly Counter[];
  readonly #prices: Prices;
  readonly #log: (line: string) => void;
  #toldOfTrouble = 0;

  constructor({ table, prices, redis, log }: LimitsOptions) {
    this.#prices = prices;
    this.#log = log;
    this.#counters = scopes.flatMap((scope) =>
      measures.flatMap((measure) => {
        const allowance = table[scope]?.[measure];
        return allowance ? [{ scope, measure, limiter: limiterOf(scope, measure, allowance, redis) }] : [];
      }),
    );
  }

  /** Counts a session that begins. Gives its meter, or which share the visitor has used up already. */
  async enter(visitor: Visitor): Promise<Meter | Exceeded> {
    const counters = this.#countersOf(visitor);
    // What is left of the shares first: who has none has not begun a session either.
    for (const { counter, key } of counters.toSorted(sessionsLast)) {
      const exceeded = await (counter.measure === 'sessions' ? this.#begin(counter, key) : this.#look(counter, key));
      if (exceeded) return exceeded;
    }
    return new Meter({
      prices: this.#prices,
      add: async (measure, amount) => {
        const counted = counters.filter(({ counter }) => counter.measure === measure);
        const results = await Promise.all(counted.map(({ counter, key }) => this.#add(counter, key, amount)));
        return results.find((exceeded) => exceeded !== undefined);
      },
    });
  }

  #countersOf({ address, user, origin }: Visitor): { counter: Counter; key: string }[] {
    const keys = { address, user: user?.id, origin };
    return this.#counters.flatMap((counter) => {
      const key = keys[counter.scope];
      return key === undefined || key === null ? [] : [{ counter, key }];
    });
  }

  /** In one step with the look at what is left: many that come at once are no more than may come. */
  #begin({ scope, measure, limiter }: Counter, key: string): Promise<Exceeded | undefined> {
    return this.#guard(async () => {
      try {
        await limiter.consume(key, points.sessions);
        return undefined;
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return { scope, measure, retryAfterMs: Math.max(1, refused.msBeforeNext) };
      }
    });
  }

  async #look({ scope, measure, limiter }: Counter, key: string): Promise<Exceeded | undefined> {
    return this.#guard(async () => {
      const found = await limiter.get(key);
      if (!found || found.consumedPoints < limiter.points) return undefined;
      return { scope, measure, retryAfterMs: Math.max(1, found.msBeforeNext) };
    });
  }

  async #add({ scope, measure, limiter }: Counter, key: string, amount: number): Promise<Exceeded | undefined> {
    return this.#guard(async () => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key, Math.round(amount * points[measure]));
      if (consumedPoints < limiter.points) return undefined;
      return { scope, measure, retryAfterMs: Math.max(1, msBeforeNext) };
    });
  }

  /** A counter that cannot be asked ends no conversation: the limiter counts in memory meanwhile, and this is the last resort. */
  async #guard<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (Date.now() - this.#toldOfTrouble > 60_000) this.#log(`limits cannot be counted: ${String(error).slice(0, 200)}`);
      this.#toldOfTrouble = Date.now();
      return undefined;
    }
  }
}

function sessionsLast(a: { counter: Counter }, b: { counter: Counter }): number {
  return Number(a.counter.measure === 'sessions') - Number(b.counter.measure === 'sessions');
}

function limiterOf(scope: Scope, measure: Measure, { most, perSeconds }: Allowance, redis: Redis | undefined): RateLimiterAbstract {
  const options = {
    keyPrefix: `realtime-assistant:${scope}:${measure}`,
    points: Math.max(1, Math.round(most * points[measure])),
    duration: perSeconds,
  };
  const memory = new RateLimiterMemory(options);
  if (!redis) return memory;
  return new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory });
}
