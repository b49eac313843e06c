export type Event = Record<string, unknown> & { readonly type: string };

export const SEARCH_TOOL = {
  type: 'function',
  name: 'search',
  description: 'Searches the site.',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
};

/** A client that remembers all events that came, whatever way they come. */
export abstract class EventClient {
  readonly events: (Event & { readonly receivedAt: number })[] = [];
  readonly #waiting = new Set<() => void>();
  #read = 0;

  abstract send(event: Record<string, unknown>): void;

  protected received(text: string): void {
    this.events.push({ ...(JSON.parse(text) as Event), receivedAt: performance.now() });
    this.changed();
  }

  protected changed(): void {
    for (const wake of this.#waiting) wake();
  }

  /** The next event of that type after the last one that `next` gave out. */
  async next(type: string, timeoutMs = 20_000): Promise<Event> {
    await this.until(() => this.events.slice(this.#read).some((event) => event.type === type), timeoutMs, type);
    const index = this.events.findIndex((event, at) => at >= this.#read && event.type === type);
    this.#read = index + 1;
    return this.events[index]!;
  }

  /** Sends and gives back the error that answers. */
  async mistake(event: Record<string, unknown>): Promise<Record<string, unknown>> {
    this.send(event);
    return (await this.next('error'))['error'] as Record<string, unknown>;
  }

  types(from = 0): string[] {
    return this.events.slice(from).map(({ type }) => type);
  }

  async until(isTrue: () => boolean, timeoutMs = 20_000, what = 'a condition'): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`No ${what} within ${timeoutMs} ms. There were: ${this.types().slice(-30).join(', ')}`));
      }, timeoutMs);
      const check = (): void => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  /** Sets the session up for a site with topics and a search tool. */
  async prepare(
    topics: readonly string[],
    turnDetection: unknown = { type: 'server_vad', silence_duration_ms: 500 },
  ): Promise<void> {
    const input = {
      transcription: { model: 'local', prompt: `Topics: ${topics.join(', ')}` },
      turn_detection: turnDetection,
    };
    this.send({ type: 'session.update', session: { type: 'realtime', tools: [SEARCH_TOOL], audio: { input } } });
    await this.next('session.updated');
  }

  /** Types a message and asks for the answer. */
  type(text: string): void {
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    });
    this.send({ type: 'response.create' });
  }
}
