import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';
import { NotesError } from '../notes/notes-error.js';
import { mostNotesAtOnce, type Note, type NotesStore } from '../notes/notes-store.js';
import { admitRequest } from './cors.js';
import type { Entrance } from './entrance.js';
import { BodyError, type BodyReader } from './read-body.js';
import { sendError, sendJson, sendNotFound } from './send-json.js';

export interface NotesRouteOptions {
  readonly allowedOrigins: readonly string[] | undefined;
  readonly bodies: BodyReader;
  readonly entrance: Entrance;
  notes(): NotesStore | undefined;
  onRefused(origin: string | undefined): void;
}

const bodyLimits = { limitBytes: 128 * 1024, timeoutMs: 10_000 };
const body = z.strictObject({ text: z.string() });

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly bodies: BodyReader;
  readonly notes: NotesStore;
  readonly user: string;
}

/**
 * Answers `/notes`: a signed-in visitor's own notes, for a page that lists them, and everything of theirs to take along or to
 * have forgotten. `route` is what follows `/notes`.
 */
export async function answerNotes(
  request: IncomingMessage,
  response: ServerResponse,
  route: string,
  { allowedOrigins, bodies, entrance, notes: find, onRefused }: NotesRouteOptions,
): Promise<void> {
  const methods = route === '' ? ['GET', 'POST', 'DELETE'] : route === '/export' ? ['GET'] : ['GET', 'PUT', 'DELETE'];
  if (!admitRequest(request, response, { allowedOrigins, methods, onRefused })) return;
  const notes = find();
  if (!notes) return sendNotFound(response);
  const visitor = await entrance.orTurnAway(response, entrance.identify(request));
  if (!visitor) return;
  if (!visitor.user) {
    response.setHeader('WWW-Authenticate', 'Bearer');
    return sendError(response, 401, { code: 'sign_in_required', message: 'Sign in to have notes.' });
  }
  const exchange: Exchange = { request, response, bodies, notes, user: visitor.user.id };
  try {
    if (route === '') await answerAll(exchange);
    else if (route === '/export') await sendExport(exchange);
    else await answerOne(exchange, route.slice(1));
  } catch (error) {
    refuse(response, error);
  }
}

async function answerAll({ request, response, bodies, notes, user }: Exchange): Promise<void> {
  if (request.method === 'POST') {
    return sendJson(response, 201, shown(await notes.add(user, await textOf(request, bodies))));
  }
  if (request.method === 'DELETE') return sendJson(response, 200, { erased: await notes.erase(user) });
  const query = new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '');
  const words = query.get('query')?.trim() ?? '';
  const before = query.get('before');
  const found =
    words === ''
      ? await notes.list(user, { limit: mostNotesAtOnce, ...(before === null ? {} : { before }) })
      : await notes.search(user, words, { limit: mostNotesAtOnce });
  sendJson(response, 200, { notes: found.map(shown) });
}

async function answerOne({ request, response, bodies, notes, user }: Exchange, id: string): Promise<void> {
  if (request.method === 'DELETE') {
    if (!(await notes.remove(user, id))) return sendNotFound(response);
    response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
    return;
  }
  const note =
    request.method === 'PUT' ? await notes.edit(user, id, await textOf(request, bodies)) : await notes.get(user, id);
  if (!note) return sendNotFound(response);
  sendJson(response, 200, shown(note));
}

/** Written as it is read: nobody's notes fill the memory, and a slow reader waits for itself. */
async function sendExport({ response, notes, user }: Exchange): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': 'attachment; filename="notes.json"',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.write('{"notes":[');
  let isFirst = true;
  for await (const part of notes.export(user)) {
    if (response.destroyed) return;
    const text = part.map((note) => JSON.stringify(shown(note))).join(',\n');
    const fits = response.write(`${isFirst ? '' : ','}\n${text}`);
    isFirst = false;
    if (!fits) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end('\n]}\n');
}

function shown({ id, text, createdAt, updatedAt }: Note) {
  return { id, text, created_at: createdAt, updated_at: updatedAt };
}

async function textOf(request: IncomingMessage, bodies: BodyReader): Promise<string> {
  const bytes = await bodies.read(request, bodyLimits);
  const parsed = body.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  if (!parsed.success) throw new SyntaxError('not the form');
  return parsed.data.text;
}

function refuse(response: ServerResponse, error: unknown): void {
  // In the midst of an export: only a connection that breaks tells that it is not whole.
  if (response.headersSent) return void response.destroy();
  if (error instanceof NotesError) return sendError(response, 400, { code: error.code, message: error.message, param: 'text' });
  if (error instanceof BodyError) {
    response.setHeader('Connection', 'close');
    return sendError(response, error.status, { code: 'invalid_request', message: error.message });
  }
  if (error instanceof SyntaxError || error instanceof TypeError) {
    return sendError(response, 400, { code: 'invalid_request', message: 'Send JSON: { "text": "the note" }.', param: 'text' });
  }
  sendError(response, 503, { code: 'unavailable', message: 'Notes cannot be read just now. Try again in a moment.' });
}
