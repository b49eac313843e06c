/** Remembers tickets until they would be out of date anyway. */
export interface UsedTickets {
  /** False: it was used before. */
  use(id: string, expiresAtMs: number): Promise<boolean>;
}

/** Enough for a day of a busy site; each is some hundred bytes. */
const mostTickets = 1_000_000;

/** In the memory of this relay: for several relays, they share a Redis. */
export class UsedTicketsInMemory implements UsedTickets {
  /** Id to the time it may be forgotten. Maps keep the order of insertion. */
  readonly #used = new Map<string, number>();

  use(id: string, expiresAtMs: number): Promise<boolean> {
    this.#forget();
    const isNew = !this.#used.has(id);
    // Without room to remember, nobody more is let in: a ticket that might be used twice is worse.
    if (!isNew || this.#used.size >= mostTickets) return Promise.resolve(false);
    this.#used.set(id, expiresAtMs);
    return Promise.resolve(true);
  }

  /** A few at a time from the front: those are the oldest, and each call adds one only. */
  #forget(): void {
    const now = Date.now();
    let looks = 4;
    for (const [id, expiresAtMs] of this.#used) {
      if (looks-- === 0) return;
      if (expiresAtMs > now) continue;
      this.#used.delete(id);
    }
  }
}
