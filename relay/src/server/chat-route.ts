import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FrameSocket } from '../session/frame-socket.js';
import type { UpstreamShape } from '../session/upstream-shape.js';
import { ChatBodyError, chatEvents, readChatBody } from './chat-body.js';
import { sendFailure, StreamedReply, WholeReply } from './chat-reply.js';
import { ChatSocket } from './chat-socket.js';
import { admitRequest } from './cors.js';
import type { Entrance, Guest } from './entrance.js';
import { BodyError, type BodyReader } from './read-body.js';
import { sendError } from './send-json.js';

export interface ChatRouteOptions {
  readonly allowedOrigins: readonly string[] | undefined;
  readonly bodies: BodyReader;
  readonly entrance: Entrance;
  onRefused(origin: string | undefined): void;
  /** Begins a session with this visitor, and tells the service's shape; or says in words why there is no place. */
  begin(socket: FrameSocket, guest: Guest): UpstreamShape | string;
}

const bodyLimits = { limitBytes: 256 * 1024, timeoutMs: 10_000 };

/**
 * Answers `POST /chat`: the same session as over a socket, in writing, for one answer. Never rejects. A reader of
 * `text/event-stream` gets the events as they come, any other the whole answer.
 */
export async function answerChat(
  request: IncomingMessage,
  response: ServerResponse,
  { allowedOrigins, bodies, entrance, onRefused, begin }: ChatRouteOptions,
): Promise<void> {
  const rules = { allowedOrigins, onRefused, methods: ['POST'], exposedHeaders: ['Retry-After'] };
  if (!admitRequest(request, response, rules)) return;
  const guest = await entrance.orTurnAway(response, entrance.admit(request));
  if (!guest) return;
  try {
    const messages = readChatBody(await bodies.read(request, bodyLimits));
    if (response.destroyed) return;
    const isStreamed = /\btext\/event-stream\b/i.test(request.headers.accept ?? '');
    const socket = new ChatSocket(response, isStreamed ? new StreamedReply(response) : new WholeReply(response));
    const shape = begin(socket, guest);
    if (typeof shape === 'string') return sendFailure(response, { code: 'busy', message: shape });
    for (const event of chatEvents(messages, shape)) socket.say(event);
  } catch (error) {
    if (error instanceof ChatBodyError) {
      const { code, message, param } = error;
      return sendError(response, 400, { code, message, param });
    }
    if (!(error instanceof BodyError)) throw error;
    if (error.status === 503) return sendFailure(response, { code: 'busy', message: error.message });
    response.setHeader('Connection', 'close');
    sendError(response, error.status, { code: 'invalid_request', message: error.message });
  }
}
