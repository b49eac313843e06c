import { once } from 'node:events';
import { WebSocket } from 'ws';
// Workers start from files, which the build has and the sources have not.
import { createEngine } from '../../dist/local/engine.js';
import { type Event, EventClient } from './event-client.js';

export { type Event, SEARCH_TOOL } from './event-client.js';

type EngineOptions = NonNullable<Parameters<typeof createEngine>[0]>;
type Engine = ReturnType<typeof createEngine>;

/** A client that speaks plain Realtime frames over a socket. */
export class RealtimeClient extends EventClient {
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    socket.on('message', (data) => this.received((data as Buffer).toString('utf8')));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
      this.changed();
    });
  }

  /** Resolves when the first event has come, `session.created` or an error. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    protocols: string[] = [],
  ): Promise<RealtimeClient> {
    const client = await RealtimeClient.join(url, headers, protocols);
    await client.until(() => client.events.length > 0);
    return client;
  }

  /** The same without a greeting, as sidebands have none. */
  static async join(
    url: string,
    headers: Record<string, string> = {},
    protocols: string[] = [],
  ): Promise<RealtimeClient> {
    const socket = new WebSocket(url, protocols, { headers });
    const client = new RealtimeClient(socket);
    await once(socket, 'open');
    return client;
  }

  send(event: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(event));
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }

  /** Sends samples in frames of 20 ms, as fast as they go: the engine keeps time by samples, not by clock. */
  speak(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += 480) {
      const frame = pcm.subarray(at, at + 480);
      const audio = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
      this.send({ type: 'input_audio_buffer.append', audio });
    }
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
export function answerSearch(client: EventClient, done: Event, output = PASSAGES): void {
  const call = (done['response'] as { output: { call_id: string }[] }).output[0]!;
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call.call_id, output },
  });
  client.send({ type: 'response.create' });
}
