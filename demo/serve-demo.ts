import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createRelay, ingest, openStore } from 'realtime-assistant-relay';
import type { KnowledgeStore, RelayOptions } from 'realtime-assistant-relay';
import { answerRequest } from './answer-request.ts';
import { bundleBuilders, renderBuilders } from './builders/builders-files.ts';
import { hasOwnService } from './named-service.ts';
import { bundleNotesApp, renderNotesApp } from './notes-app/notes-files.ts';
import { attachNotesRelay } from './notes-app/notes-relay.ts';
import { readWidget, renderSite } from './site-files.ts';
import { loadSite } from './site.ts';

export interface DemoOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Folder of the embedded knowledge; made when it is missing. */
  readonly dataDir: string;
  /** Default: what the environment names, else the local engine. */
  readonly upstream?: RelayOptions['upstream'];
  /** Whether the relay offers calls over WebRTC. Default: what the environment says, else not. */
  readonly calls?: boolean;
  /** The relay's lines for the operator. Default: standard error. */
  readonly log?: (line: string) => void;
  /** Gives up starting. */
  readonly signal?: AbortSignal;
}

export interface Demo {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Which service answers, in words. */
  readonly service: string;
  /** How many documents of the site the assistant knows, and how many of them were read anew. */
  readonly documents: { readonly known: number; readonly read: number };
  /** Ends conversations and frees everything. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const siteFolder = fileURLToPath(new URL('site', import.meta.url));
const widgetFolder = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * Puts the demo's site, its knowledge and the relay on one port of this machine. The widget and the relay have to be
 * built. Rejects with an Error whose message says what to do.
 */
export async function startDemo({ port, dataDir, upstream, calls, log, signal }: DemoOptions): Promise<Demo> {
  const site = await renderSite(await loadSite(siteFolder));
  const isKeyless = upstream === undefined && !hasOwnService(process.env);
  // The scripts of the pages come from the built widget, which is looked for first.
  const widget = await readWidget(widgetFolder);
  const [builders, notesApp] = await Promise.all([renderBuilders(), renderNotesApp({ isKeyless })]);
  const scripts = await Promise.all([bundleBuilders(), bundleNotesApp(notesApp)]);
  const files = new Map(site.files);
  for (const part of [widget, builders, notesApp, ...scripts]) for (const [path, file] of part) files.set(path, file);
  const server = createServer({ requestTimeout: 10_000 }, answerRequest({ ...site, files }));
  const opened: (() => Promise<unknown>)[] = [() => closeServer(server)];
  const close = async (): Promise<void> => {
    for (const free of opened.splice(0).toReversed()) await free();
  };
  try {
    // First of all the port: one that is taken should be told before the documents are read.
    await listen(server, port);
    const store = await openStore({ dataDir });
    opened.push(() => store.close());
    const documents = await readDocuments(store, signal);
    const relay = createRelay({ store, ...(upstream && { upstream }), ...(calls !== undefined && { calls }), ...(log && { log }) });
    opened.push(() => relay.close({ drainMs: 0 }));
    await relay.attach(server);
    const notes = await attachNotesRelay(server, { isKeyless, upstream, log });
    opened.push(() => notes.close());
    const { port: bound } = server.address() as AddressInfo;
    return { url: `http://${host}:${bound}`, service: relay.description, documents, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readDocuments(store: KnowledgeStore, signal: AbortSignal | undefined): Promise<Demo['documents']> {
  const { added, updated, unchanged, failed } = await ingest(siteFolder, store, { baseUrl: '/', signal });
  const [broken] = failed;
  if (broken) throw new Error(`The document demo/site/${broken.path} ${broken.reason}.`);
  const read = added.length + updated.length;
  return { known: read + unchanged.length, read };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(portTrouble(error, port))));
    server.listen(port, host, resolve);
  });
}

function portTrouble({ code, message }: NodeJS.ErrnoException, port: number): string {
  const cure = 'Choose another with "npm run demo -- --port 4200", or --port 0 for any that is free.';
  if (code === 'EADDRINUSE') return `Port ${port} is in use, perhaps by another demo. ${cure}`;
  if (code === 'EACCES') return `Port ${port} needs more rights. ${cure}`;
  return `The demo cannot listen on port ${port} (${message}). ${cure}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // The callback comes with an error where the server never listened, which is as good as closed.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
