import type { RawData, WebSocket } from 'ws';
import type { Dialect } from './admission.js';
import { expiry, receiveFrame } from './client-frames.js';
import { Connection } from './connection.js';
import type { CheckedEngineOptions } from './engine-options.js';
import type { Fields } from './fields.js';
import { watchHeartbeat } from './heartbeat.js';
import { createId } from './ids.js';
import { Session, type SessionOptions } from './session.js';
import { betaClientEvent, betaServerEvent } from './wire-beta.js';

export interface SocketSessionOptions extends CheckedEngineOptions {
  readonly dialect: Dialect;
  readonly model: string;
  /** Of the client secret that the client came with. */
  readonly configuration?: unknown;
  readonly parts: SessionOptions['parts'];
}

/** Gives a client a session over its socket, until either ends. */
export function runSession(socket: WebSocket, options: SocketSessionOptions): void {
  const { dialect, model, configuration, parts, pace, onDiagnostic } = options;
  const connection = new Connection(socket);
  const { sessionMinutes } = options.limits;
  const send = (event: Fields): void => {
    const { type, ...rest } = event;
    const whole = { type, event_id: createId('event'), ...rest };
    const shaped = dialect === 'ga' ? whole : betaServerEvent(whole);
    if (shaped !== undefined) connection.send(JSON.stringify(shaped));
  };
  const session = new Session({
    model,
    expiresAt: Math.floor(Date.now() / 1000 + sessionMinutes * 60),
    parts,
    pace,
    ...(configuration !== undefined && { configuration }),
    send,
    drained: (signal) => connection.drained(signal),
    onDiagnostic,
  });
  const lifetime = setTimeout(() => {
    const { event, message } = expiry(sessionMinutes);
    send(event);
    session.close();
    socket.close(1001, message);
  }, sessionMinutes * 60_000);
  watchHeartbeat(socket);
  socket.on('close', () => {
    clearTimeout(lifetime);
    session.close();
  });
  const shape = dialect === 'beta' ? { shape: betaClientEvent } : {};
  socket.on('message', (data, isBinary) =>
    receiveFrame(session, textOf(data, isBinary), { ...shape, reply: send, onDiagnostic }),
  );
  session.open();
  if (dialect === 'beta')
    send({
      type: 'conversation.created',
      conversation: { id: session.conversationId, object: 'realtime.conversation' },
    });
}

export function textOf(data: RawData, isBinary: boolean): string | undefined {
  return isBinary ? undefined : (data as Buffer).toString('utf8');
}

/** One error frame and a close, word for word as OpenAI's. */
export function sunset(socket: WebSocket): void {
  const message = 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.';
  const error = {
    type: 'invalid_request_error',
    code: 'beta_api_shape_disabled',
    message,
    param: null,
    event_id: null,
  };
  socket.send(JSON.stringify({ type: 'error', event_id: createId('event'), error }));
  socket.close(4000, 'invalid_request_error.beta_api_shape_disabled');
}
