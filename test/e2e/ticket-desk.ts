import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };

const TOKEN = 'visitor-7';

export interface TicketDesk {
  readonly url: string;
  /** The tokens that visitors came with, as they were said. */
  readonly tokens: string[];
  close(): Promise<void>;
}

/**
 * A site with its relay, on one loopback port: the pages of some folders, `/token`, and `/realtime`, which speaks the simple protocol and
 * has a clerk of three lines behind it.
 */
export async function openTicketDesk(folders: readonly string[]): Promise<TicketDesk> {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://desk').pathname);
    if (path === '/token') return void response.end(TOKEN);
    void serve(folders, path.endsWith('/') ? `${path}index.html` : path).then((body) => {
      if (body === null) return response.writeHead(404).end();
      response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html');
      return response.end(body);
    });
    return undefined;
  });
  const sockets = new WebSocketServer({ server, path: '/realtime', handleProtocols: () => 'realtime' });
  sockets.on('connection', (socket, { headers }) => {
    const bearer = /realtime-token\.([\w-]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1] ?? '';
    tokens.push(Buffer.from(bearer, 'base64url').toString());
    serveVisitor(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    close: () => close(server, sockets),
  };
}

/** What lies at a path in the first folder that has it. */
async function serve(folders: readonly string[], path: string): Promise<Buffer | null> {
  for (const folder of folders) {
    const body = await readFile(join(folder, path)).catch(() => null);
    if (body !== null) return body;
  }
  return null;
}

/** The clerk sells a ticket by the page's own function, and knows when the park opens. */
function serveVisitor(socket: WebSocket): void {
  const say = (type: string, data: object = {}): void => socket.send(JSON.stringify({ type, data }));
  const answer = (...words: readonly string[]): void => {
    for (const delta of words) say('content_block.delta', { delta });
    say('response.done');
  };
  let [asked, sold] = ['', ''];
  say('conversation.created');
  socket.on('message', (text) => {
    const { type, data } = JSON.parse(String(text)) as { type: string; data?: Record<string, unknown> };
    if (type === 'conversation.item.create') asked = String(data!['text']);
    if (type === 'function.response') sold = (data!['response'] as { content: string }).content;
    if (type !== 'response.create') return;
    if (!asked.includes('ticket')) return answer('We open ', 'at eight.');
    if (sold !== '') return answer('Done. ', sold);
    say('function.call', { id: 'call_1', name: 'add_ticket', arguments: {} });
    say('response.done');
  });
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
