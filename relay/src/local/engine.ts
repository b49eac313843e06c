import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type Admitted, admit, chosenProtocol, httpRefusal, type Refused } from './admission.js';
import { Connection } from './connection.js';
import { type CheckedEngineOptions, checkedEngineOptions, type EngineOptions } from './engine-options.js';
import { ClientMistake, type Fields } from './fields.js';
import { createId } from './ids.js';
import { localModel } from './local-model.js';
import { ChatModel } from './providers/chat-model.js';
import { HttpEar } from './providers/http-ear.js';
import { HttpVoice } from './providers/http-voice.js';
import { Recognizer } from './recognizer.js';
import { Session, type SessionOptions } from './session.js';
import { Speaker } from './speaker.js';
import type { Ear, Voice } from './speech-parts.js';
import { loadVoiceActivity } from './turn-detector.js';
import { betaClientEvent, betaServerEvent } from './wire-beta.js';

export type { EngineOptions, ProviderOptions } from './engine-options.js';

export interface Engine {
  /** Resolves when clients may connect. `url` is `ws://HOST:PORT`; the path is the vendors': `/v1/realtime?model=…`. */
  listen(where?: { host?: string; port?: number }): Promise<{ url: string; port: number }>;
  /** Ends all sessions, the server and the worker threads. */
  close(): Promise<void>;
}

const PING_MS = 25_000;

/**
 * A Realtime server that needs no key: voice activity, speech to text, answers out of a search tool, text to speech, all
 * here; or any of them by URL. Throws a `TypeError` that names the option that is wrong.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const checked = checkedEngineOptions(options);
  const { speech, transcription, chat, limits } = checked;
  const ear: Ear = transcription === undefined ? new Recognizer() : new HttpEar(transcription);
  const voice: Voice = speech === undefined ? new Speaker(checked.voice) : new HttpVoice(speech);
  const brain = chat === undefined ? localModel : new ChatModel(chat);
  const http = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    const verdict = admit(request, checked.apiKey);
    const refusal: Refused =
      'status' in verdict
        ? verdict
        : { status: 400, code: null, message: 'This is a WebSocket endpoint: upgrade the connection.' };
    const { head, body } = httpRefusal(refusal);
    response.writeHead(refusal.status, head).end(body);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.payloadBytes,
    perMessageDeflate: false,
    handleProtocols: chosenProtocol,
  });

  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const verdict = admit(request, checked.apiKey);
    if ('status' in verdict) return refuse(stream, verdict);
    if (sockets.clients.size >= limits.sessions) {
      return refuse(stream, {
        status: 429,
        code: 'rate_limit_exceeded',
        message: `The engine serves at most ${limits.sessions} sessions at a time. Try again later.`,
      });
    }
    sockets.handleUpgrade(request, stream, head, (socket) => void serve(socket, verdict));
  });

  async function serve(socket: WebSocket, admitted: Admitted): Promise<void> {
    socket.on('error', (error) => checked.onDiagnostic(`connection failed: ${error.message}`));
    if (admitted.dialect === 'beta' && checked.betaSunset) return sunset(socket);
    // Frames that come while the parts load must not be lost.
    socket.pause();
    const parts: SessionOptions['parts'] = { ear, voice, brain, voiceActivity: await loadVoiceActivity() };
    if (socket.readyState !== socket.OPEN) return;
    runSession(socket, admitted, parts, checked);
    socket.resume();
  }

  return {
    async listen({ host = '127.0.0.1', port = 0 } = {}) {
      await loadVoiceActivity();
      for (const part of [ear, voice]) part.warmUp?.();
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(port, host, () => {
          http.off('error', reject);
          resolve();
        });
      });
      const address = http.address() as AddressInfo;
      const shown = host.includes(':') ? `[${host}]` : host;
      return { url: `ws://${shown}:${address.port}`, port: address.port };
    },
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'The engine is closing.');
      await closeServer(http, sockets);
      await Promise.all([ear.close(), voice.close()]);
    },
  };
}

function runSession(
  socket: WebSocket,
  { dialect, model }: Admitted,
  parts: SessionOptions['parts'],
  options: CheckedEngineOptions,
): void {
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
    pace: options.pace,
    send,
    drained: (signal) => connection.drained(signal),
    onDiagnostic: options.onDiagnostic,
  });
  const lifetime = setTimeout(() => {
    const message = `Your session hit the maximum duration of ${sessionMinutes} minutes.`;
    send({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'session_expired', message, param: null, event_id: null },
    });
    session.close();
    socket.close(1001, message);
  }, sessionMinutes * 60_000);
  const heartbeat = watchHeartbeat(socket);
  socket.on('close', () => {
    clearTimeout(lifetime);
    clearInterval(heartbeat);
    session.close();
  });
  socket.on('message', (data, isBinary) => {
    let clientEventId: string | null = null;
    try {
      const event = parsed(data, isBinary);
      if (typeof event['event_id'] === 'string') clientEventId = event['event_id'].slice(0, 512);
      session.receive(dialect === 'ga' ? event : betaClientEvent(event));
    } catch (error) {
      const mistake = error instanceof ClientMistake;
      if (!mistake)
        options.onDiagnostic(
          `a client event failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      send({
        type: 'error',
        error: {
          type: mistake ? 'invalid_request_error' : 'server_error',
          code: mistake ? error.code : null,
          message: mistake ? error.message : 'The server had an error while processing your request. Sorry about that!',
          param: mistake ? error.param : null,
          event_id: clientEventId,
        },
      });
    }
  });
  session.open();
  if (dialect === 'beta')
    send({
      type: 'conversation.created',
      conversation: { id: session.conversationId, object: 'realtime.conversation' },
    });
}

function parsed(data: RawData, isBinary: boolean): Fields {
  let value: unknown;
  try {
    if (!isBinary) value = JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    // Told below, the same way as for JSON that is no object.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ClientMistake('invalid_json', 'Invalid JSON: a client event must be a JSON object in a text frame.');
}

/** One error frame and a close, word for word as OpenAI's. */
function sunset(socket: WebSocket): void {
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

/** Ends connections whose other side is gone without a word. */
function watchHeartbeat(socket: WebSocket): NodeJS.Timeout {
  let alive = true;
  socket.on('pong', () => (alive = true));
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
}

function refuse(stream: Duplex, refusal: Refused): void {
  const { head, body } = httpRefusal(refusal);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`);
}

const CLOSE_GRACE_MS = 2_000;

async function closeServer(http: Server, sockets: WebSocketServer): Promise<void> {
  const grace = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
  }, CLOSE_GRACE_MS);
  sockets.close();
  http.closeIdleConnections();
  await new Promise<void>((resolve) => {
    if (http.listening) http.close(() => resolve());
    else resolve();
  });
  clearTimeout(grace);
}
