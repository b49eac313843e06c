import { once } from 'node:events';
import { WebSocket } from 'ws';
// Workers start from files, which the build has and the sources have not.
import { createEngine } from '../../dist/local/engine.js';

export type Event = Record<string, unknown> & { readonly type: string };
type EngineOptions = NonNullable<Parameters<typeof createEngine>[0]>;
type Engine = ReturnType<typeof createEngine>;

export const SEARCH_TOOL = {
  type: 'function',
  name: 'search',
  description: 'Searches the site.',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
};

/** A client that speaks plain Realtime frames and remembers all that came. */
export class RealtimeClient {
  readonly events: (Event & { readonly receivedAt: number })[] = [];
  readonly socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #read = 0;
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.events.push({ ...(JSON.parse((data as Buffer).toString('utf8')) as Event), receivedAt: performance.now() });
      for (const wake of this.#waiting) wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
      for (const wake of this.#waiting) wake();
    });
  }

  /** Resolves when the first event has come, `session.created` or an error. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    protocols: string[] = [],
  ): Promise<RealtimeClient> {
    const socket = new WebSocket(url, protocols, { headers });
    const client = new RealtimeClient(socket);
    await once(socket, 'open');
    await client.until(() => client.events.length > 0);
    return client;
  }

  send(event: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(event));
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

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
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

  /** Sends samples in frames of 20 ms, as fast as they go: the engine keeps time by samples, not by clock. */
  speak(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += 480) {
      const frame = pcm.subarray(at, at + 480);
      const audio = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
      this.send({ type: 'input_audio_buffer.append', audio });
    }
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

/** Runs an engine for a test and ends it afterwards. */
export async function withEngine<Result>(
  options: EngineOptions,
  use: (url: string, engine: Engine) => Promise<Result>,
): Promise<Result> {
  const engine = createEngine(options);
  try {
    const { url } = await engine.listen();
    return await use(url, engine);
  } finally {
    await engine.close();
  }
}

const PASSAGES = JSON.stringify({
  passages: [
    {
      id: 'hours#1',
      title: 'Opening hours',
      heading: 'Opening hours',
      url: '/hours',
      text: 'The library is in Mill Street. We are open from nine to six on weekdays. We close on Sundays.',
    },
  ],
});

/** All audio of a response as samples. */
export function audioOf(events: readonly Event[]): Int16Array {
  const bytes = events
    .filter(({ type }) => type === 'response.output_audio.delta')
    .map((event) => Buffer.from(String(event['delta']), 'base64'));
  const all = Buffer.concat(bytes);
  return new Int16Array(all.buffer.slice(all.byteOffset, all.byteOffset + all.length));
}

/** Answers the call of `search` that `done` ends with, as the relay does. */
export function answerSearch(client: RealtimeClient, done: Event, output = PASSAGES): void {
  const call = (done['response'] as { output: { call_id: string }[] }).output[0]!;
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call.call_id, output },
  });
  client.send({ type: 'response.create' });
}
