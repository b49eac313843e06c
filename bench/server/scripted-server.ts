import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';
import { bundleAsset } from '../../build/bundle-asset.ts';
import { withinMs } from '../clock.ts';
import { pageHtml } from './page-html.ts';
import { RecorderLink } from './recorder-link.ts';
import { ScriptedConnection } from './scripted-connection.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['/dist/', '/node_modules/', '/bench/page/', '/bench/naive/'];
const mimeTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
};
const connectLimitMs = 20_000;

/** Pages, the product's files as they are published, the scripted service and the recorders' sockets, on loopback. */
export class ScriptedServer {
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new WebSocketServer({ server: this.#http, handleProtocols: () => 'realtime' });
  readonly #connections = new Queue<ScriptedConnection>();
  readonly #recorders = new Queue<RecorderLink>();
  readonly #bundles = new Map<string, Promise<string>>();

  static async open(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    server.#sockets.on('connection', (socket, request) => server.#connected(socket, request));
    await new Promise<void>((resolve) => {
      server.#http.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The next session that the page of this rig opens. */
  connection(rig: string): Promise<ScriptedConnection> {
    return withinMs(connectLimitMs, 'the connection of a page', this.#connections.take(rig));
  }

  recorder(rig: string): Promise<RecorderLink> {
    return withinMs(connectLimitMs, 'the recorder of a page', this.#recorders.take(rig));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  #connected(socket: WebSocket, request: IncomingMessage): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    const rig = searchParams.get('rig') ?? '';
    if (pathname === '/recorder') this.#recorders.give(rig, new RecorderLink(socket));
    else this.#connections.give(rig, new ScriptedConnection(socket));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://bench');
    try {
      if (pathname.startsWith('/page/')) {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(pageHtml(pathname.slice('/page/'.length)));
        return;
      }
      const path = normalize(pathname);
      if (!folders.some((folder) => path.startsWith(folder))) throw new Error('not served');
      response.setHeader('content-type', mimeTypes[extname(path)] ?? 'application/octet-stream');
      response.end((await this.#bundle(path)) ?? (await readFile(join(root, path))));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }

  /** The files of pages whose imports a browser cannot follow. */
  #bundle(path: string): Promise<string> | undefined {
    const known = this.#bundles.get(path);
    if (known !== undefined) return known;
    let bundle: Promise<string> | undefined;
    if (/^\/bench\/page\/wavtools(-face)?\.js$/.test(path)) bundle = bundleScript(join(root, path));
    if (path === '/bench/page/tap.worklet.js') {
      bundle = bundleAsset(join(root, 'bench/page/tap.worklet.ts'), { minify: false }).then(({ code }) => code);
    }
    if (bundle !== undefined) this.#bundles.set(path, bundle);
    return bundle;
  }
}

async function bundleScript(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    // The package's own word about side effects is about its dist.
    ignoreAnnotations: true,
  });
  return outputFiles[0]!.text;
}

/** What comes for a rig, and who waits for it. */
class Queue<T> {
  readonly #given = new Map<string, T[]>();
  readonly #awaited = new Map<string, ((value: T) => void)[]>();

  give(rig: string, value: T): void {
    const waiting = this.#awaited.get(rig)?.shift();
    if (waiting !== undefined) waiting(value);
    else this.#given.set(rig, [...(this.#given.get(rig) ?? []), value]);
  }

  take(rig: string): Promise<T> {
    const given = this.#given.get(rig)?.shift();
    if (given !== undefined) return Promise.resolve(given);
    return new Promise((resolve) => {
      this.#awaited.set(rig, [...(this.#awaited.get(rig) ?? []), resolve]);
    });
  }
}
