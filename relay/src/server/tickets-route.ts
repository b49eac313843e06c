import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { createTicket } from '../access/tickets.js';
import { issuePath } from '../config/issue-path.js';
import { SetupError } from '../config/setup-error.js';
import { bearerOf, isSameSecret } from '../access/same-secret.js';
import { BodyError, type BodyReader } from './read-body.js';
import { sendError, sendJson, sendNotFound } from './send-json.js';

export interface TicketsRouteOptions {
  readonly ticketSecret: string | undefined;
  readonly bodies: BodyReader;
}

const bodyLimits = { limitBytes: 4 * 1024, timeoutMs: 10_000 };
const wish = z.strictObject({
  user: z.string().min(1).max(200).optional(),
  origin: z.string().max(300).optional(),
  ttl_ms: z.number().int().optional(),
});

/**
 * Answers `POST /tickets`: for the site's own backend where it is not written for Node. It shows the relay's secret as
 * bearer; a browser, which sends an `Origin`, has none to show.
 */
export async function answerTickets(
  request: IncomingMessage,
  response: ServerResponse,
  { ticketSecret, bodies }: TicketsRouteOptions,
): Promise<void> {
  if (ticketSecret === undefined) return sendNotFound(response);
  const { authorization = '', origin } = request.headers;
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return sendError(response, 405, { code: 'method_not_allowed', message: 'Only POST is answered here.' });
  }
  const shown = bearerOf(authorization) ?? '';
  if (origin !== undefined || !isSameSecret(shown, ticketSecret)) {
    response.setHeader('Connection', 'close');
    response.setHeader('WWW-Authenticate', 'Bearer');
    const message = "Tickets are made for the site's backend, which shows the relay's ticket secret as bearer.";
    return sendError(response, 401, { code: 'unauthorized', message });
  }
  const refuse = (message: string, param?: string): void =>
    sendError(response, 400, { code: 'invalid_request', message, param: param ?? null });
  try {
    const body = (await bodies.read(request, bodyLimits)).toString('utf8').trim();
    const parsed = wish.safeParse(body === '' ? {} : JSON.parse(body));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refuse(`${issue!.message}. Send { "user", "origin", "ttl_ms" }, each may be left out.`, issuePath(issue!));
    }
    const { ttl_ms: ttlMs, ...rest } = parsed.data;
    const { ticket, expiresAt } = await createTicket({ ...rest, ttlMs, secret: ticketSecret });
    sendJson(response, 201, { ticket, expires_at: expiresAt.toISOString() });
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('The body is not valid JSON.');
    if (error instanceof SetupError) {
      const message = error.message.replace('ttlMs', 'ttl_ms');
      return refuse(message, message.split(':', 1)[0]);
    }
    if (!(error instanceof BodyError)) throw error;
    response.setHeader('Connection', 'close');
    sendError(response, error.status, { code: 'invalid_request', message: error.message });
  }
}
