import type { ServerResponse } from 'node:http';

/** Answers with JSON that nobody may keep or take for something else. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}

/** `404` in JSON. */
export function sendNotFound(response: ServerResponse): void {
  sendJson(response, 404, { error: 'There is nothing at this address.' });
}

export interface ErrorBody {
  readonly code: string;
  /** For people: what is wrong, and the cure. */
  readonly message: string;
  /** The field at fault. */
  readonly param?: string | null;
}

/** Answers `{"error":{"code","message","param"}}`, the shape of the wire's own errors. */
export function sendError(response: ServerResponse, status: number, { code, message, param = null }: ErrorBody): void {
  sendJson(response, status, { error: { code, message, param } });
}
