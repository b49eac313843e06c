import type { Redis } from 'ioredis';
import { SetupError } from '../config/setup-error.js';

const toldEveryMs = 60_000;

/**
 * What the relays of a site share for a while: counters and used tickets. Rejects with a `SetupError` when it cannot be
 * reached at the start; one that is lost later comes back by itself, and whoever asks meanwhile is told at once.
 */
export async function openRedis(url: string, log: (line: string) => void): Promise<Redis> {
  const { Redis } = await import('ioredis').catch(() => {
    throw new SetupError('REDIS_URL (redisUrl) needs the package ioredis, which is not installed: npm install ioredis.');
  });
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 5_000,
    commandTimeout: 1_000,
    retryStrategy: (tries) => Math.min(250 * 2 ** tries, 5_000),
  });
  let toldAt = -Infinity;
  redis.on('error', (error: Error) => {
    if (performance.now() - toldAt < toldEveryMs) return;
    toldAt = performance.now();
    log(`Redis: ${withoutSecrets(error.message)}`);
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    const why = withoutSecrets(error instanceof Error ? error.message : String(error));
    throw new SetupError(`Redis cannot be reached (${why}): check REDIS_URL (redisUrl), or leave it out for one relay alone.`);
  }
}

/** An address may come with its password. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^@\s/]*@/g, '//').slice(0, 200);
}
