import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import type { ClientCommand } from '../../../src/protocol/client-command.ts';
import { openai } from '../../../src/protocol/openai.ts';
import { createChatTransport, type RenewToken } from '../../../src/transport/chat-transport.ts';
import type { Transport } from '../../../src/transport/transport.ts';

/** For what comes over a real connection, on a machine that is busy. */
export const patience = { timeout: 5_000, interval: 5 };

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** One question that the widget asked over HTTP. */
export class Exchange {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly messages: readonly { id?: string; role: string; text: string }[];
  /** Settles when the connection of this request is gone. */
  readonly gone: Promise<void>;
  /** Of the connection that it came over. */
  readonly port: number | undefined;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse, body: string) {
    this.path = request.url ?? '';
    this.headers = request.headers;
    this.port = request.socket.remotePort;
    this.messages = (JSON.parse(body) as { messages: Exchange['messages'] }).messages;
    this.#response = response;
    this.gone = new Promise((resolve) => response.once('close', resolve));
  }

  /** Says events as they would come over a socket. */
  say(...events: readonly object[]): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const event of events) this.#response.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  /** A service's answer from its first frame to its last, with the question's echo before it. */
  answers(text: string, { responseId = 'resp_1', itemId = 'item_answer', ends = true } = {}): void {
    this.say({ type: 'session.created', session: { type: 'realtime' } }, { type: 'session.updated', session: {} });
    this.echo();
    this.say({ type: 'response.created', response: { id: responseId, status: 'in_progress' } });
    this.says(text, { responseId, itemId });
    const item = { id: itemId, type: 'message', role: 'assistant', status: 'completed' };
    const content = [{ type: 'output_text', text }];
    this.say(
      { type: 'conversation.item.done', item: { ...item, content } },
      { type: 'response.done', response: { id: responseId, status: 'completed', output: [{ ...item, content }] } },
    );
    if (ends) this.end();
  }

  /** The beginning of an answer. */
  says(text: string, { responseId = 'resp_1', itemId = 'item_answer' } = {}): void {
    const item = { id: itemId, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    this.say(
      { type: 'response.output_item.added', response_id: responseId, item },
      { type: 'conversation.item.added', previous_item_id: this.messages.at(-1)!.id ?? 'item_of_the_service', item },
      { type: 'response.output_text.delta', response_id: responseId, item_id: itemId, content_index: 0, delta: text },
    );
  }

  echo(): void {
    for (const { id = 'item_of_the_service', role } of this.messages) {
      const item = { id, type: 'message', role, status: 'completed', content: [] };
      this.say(
        { type: 'conversation.item.added', previous_item_id: null, item },
        { type: 'conversation.item.done', previous_item_id: null, item },
      );
    }
  }

  end(code = 1000, reason = ''): void {
    this.#response.end(`event: end\ndata: ${JSON.stringify({ code, reason })}\n\n`);
  }

  refuse(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
    this.#response.writeHead(status, headers).end(body);
  }

  /** Breaks the connection. */
  drop(): void {
    this.#response.destroy();
  }
}

interface ScriptedChatOptions {
  readonly firstByteMs?: number;
  readonly silenceMs?: number;
  readonly path?: string;
  readonly protocols?: string[];
  readonly renewToken?: RenewToken;
}

/** A relay that the test plays, on loopback, and the widget's connection to it. */
export class ScriptedChat {
  readonly #exchanges: Exchange[] = [];
  readonly frames: Frame[] = [];
  transport!: Transport;
  closed: { code: number; reason: string } | null = null;
  opened = 0;
  #asked = 0;
  #read = 0;

  static async open({
    firstByteMs = 5_000,
    silenceMs = 5_000,
    path = '/assistant/realtime',
    protocols = ['realtime'],
    renewToken,
  }: ScriptedChatOptions = {}): Promise<ScriptedChat> {
    const chat = new ScriptedChat();
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => chat.#exchanges.push(new Exchange(request, response, body)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    chat.transport = createChatTransport({ firstByteMs, silenceMs }, renewToken)(
      { url, protocols },
      {
        onOpen: () => chat.opened++,
        onMessage: (frame) => chat.frames.push(JSON.parse(frame as string) as Frame),
        onClose: (code, reason) => {
          if (chat.closed !== null) throw new Error('closed twice');
          chat.closed = { code, reason };
        },
      },
    );
    onTestFinished(() => {
      chat.transport.close();
      server.closeAllConnections();
      server.close();
    });
    await chat.next('session.created');
    return chat;
  }

  send(...commands: readonly ClientCommand[]): void {
    const { encode } = openai.open({});
    for (const frame of commands.flatMap((command) => encode(command))) this.transport.send(frame);
  }

  /** Types a question, asks for the answer, and gives the request that comes of it. */
  ask(text: string, itemId = 'item_question'): Promise<Exchange> {
    this.send(
      { type: 'create-message', itemId, role: 'user', text, eventId: `message_${itemId}` },
      { type: 'create-response', eventId: 'create_1' },
    );
    return this.exchange();
  }

  async exchange(): Promise<Exchange> {
    const next = await vi.waitFor(() => {
      const exchange = this.#exchanges[this.#asked];
      if (exchange === undefined) throw new Error('nothing was asked');
      return exchange;
    }, patience);
    this.#asked++;
    return next;
  }

  /** The next frame of this type, after those already waited for. */
  async next(type: string): Promise<Frame> {
    return vi.waitFor(() => {
      const at = this.frames.findIndex((frame, i) => i >= this.#read && frame.type === type);
      if (at < 0) throw new Error(`no ${type}; there were ${this.types().join(', ')}`);
      this.#read = at + 1;
      return this.frames[at]!;
    }, patience);
  }

  types(from = 0): string[] {
    return this.frames.slice(from).map(({ type }) => type);
  }
}
