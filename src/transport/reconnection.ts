/** When to try again after a connection was lost. */
export interface ReconnectionPolicy {
  /** Milliseconds until try number `attempt` (1 is the first after the loss), or null: give up. */
  delayMs(attempt: number): number | null;
}

/**
 * Exponential backoff with equal jitter (half fixed, half random), so that the visitors of a relay that restarted do not come back all at once.
 * The first try comes almost at once: most losses are a relay that was replaced or a network that changed.
 */
export function createReconnectionPolicy({
  firstMs = 250,
  factor = 2,
  capMs = 15_000,
  attempts = 10,
  random = Math.random,
} = {}): ReconnectionPolicy {
  return {
    delayMs: (attempt) =>
      attempt > attempts ? null : Math.round((0.5 + random() / 2) * Math.min(capMs, firstMs * factor ** (attempt - 1))),
  };
}
