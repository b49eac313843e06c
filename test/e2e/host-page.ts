import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.html': 'text/html',
  '.css': 'text/css',
  '.map': 'application/json',
};

export interface HostOptions {
  /** Pages by path; everything else comes from `folder`. */
  readonly pages?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Of the pages. */
  readonly policy?: string;
  /** Whether scripts of other origins' pages may be read, as a CDN allows it. */
  readonly cors?: boolean;
}

/** A site owner's web server on a loopback port of its own. */
export async function hostPages({ pages = {}, folder, policy, cors = false }: HostOptions): Promise<{
  url: string;
  /** Paths that were asked for and found. */
  served: string[];
  close(): Promise<void>;
}> {
  const served: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://host').pathname;
    const send = (type: string, body: string | Buffer): void => {
      served.push(path);
      response.setHeader('content-type', type);
      if (cors) response.setHeader('access-control-allow-origin', '*');
      if (policy !== undefined && type === 'text/html') response.setHeader('content-security-policy', policy);
      response.end(body);
    };
    const page = pages[path];
    if (page !== undefined) return send('text/html', page);
    if (folder === undefined) return response.writeHead(404).end();
    readFile(join(folder, normalize(path))).then(
      (body) => send(TYPES[extname(path)] ?? 'application/octet-stream', body),
      () => response.writeHead(404).end(),
    );
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
