import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Admitted, admit, chosenProtocol, httpRefusal, type Locks, type Refused } from './admission.js';
import { CallRoutes, unknownCall } from './calls/call-routes.js';
import { Calls } from './calls/calls.js';
import { ClientSecrets } from './calls/client-secrets.js';
import { checkedEngineOptions, type EngineOptions } from './engine-options.js';
import { localModel } from './local-model.js';
import { ChatModel } from './providers/chat-model.js';
import { HttpEar } from './providers/http-ear.js';
import { HttpVoice } from './providers/http-voice.js';
import { Recognizer } from './recognizer.js';
import type { SessionOptions } from './session.js';
import { runSession, sunset } from './socket-session.js';
import { Speaker } from './speaker.js';
import type { Ear, Voice } from './speech-parts.js';
import { loadVoiceActivity } from './turn-detector.js';

export type { EngineOptions, ProviderOptions } from './engine-options.js';

export interface Engine {
  /** Resolves when clients may connect. `url` is `ws://HOST:PORT`; the path is the vendors': `/v1/realtime?model=…`. */
  listen(where?: { host?: string; port?: number }): Promise<{ url: string; port: number }>;
  /** Ends all sessions, the server and the worker threads. */
  close(): Promise<void>;
}

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
  const locks: Locks = { apiKey: checked.apiKey, secrets: new ClientSecrets() };
  const parts = async (): Promise<SessionOptions['parts']> => ({
    ear,
    voice,
    brain,
    voiceActivity: await loadVoiceActivity(),
  });
  const hasRoom = (): boolean => sockets.clients.size - calls.sidebands + calls.size < limits.sessions;
  const calls = new Calls({ ...checked, hasRoom, parts });
  const routes = new CallRoutes({ locks, calls, onDiagnostic: checked.onDiagnostic });
  const http = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    if (routes.handle(request, response)) return;
    const verdict = admit(request, locks);
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
    const verdict = admit(request, locks);
    if ('status' in verdict) return refuse(stream, verdict);
    if ('callId' in verdict) {
      if (calls.find(verdict.callId)?.hasRoom !== true) return refuse(stream, unknownCall);
      return sockets.handleUpgrade(request, stream, head, (socket) => join(socket, verdict.callId));
    }
    if (!hasRoom()) {
      return refuse(stream, {
        status: 429,
        code: 'rate_limit_exceeded',
        message: `The engine serves at most ${limits.sessions} sessions at a time. Try again later.`,
      });
    }
    sockets.handleUpgrade(request, stream, head, (socket) => void serve(socket, verdict));
  });

  function join(socket: WebSocket, callId: string): void {
    socket.on('error', (error) => checked.onDiagnostic(`connection failed: ${error.message}`));
    if (!calls.join(callId, socket)) socket.close(1000, 'The call is over.');
  }

  async function serve(socket: WebSocket, admitted: Exclude<Admitted, { callId: string }>): Promise<void> {
    socket.on('error', (error) => checked.onDiagnostic(`connection failed: ${error.message}`));
    if (admitted.dialect === 'beta' && checked.betaSunset) return sunset(socket);
    // Frames that come while the parts load must not be lost.
    socket.pause();
    const loaded = await parts();
    if (socket.readyState !== socket.OPEN) return;
    runSession(socket, { ...checked, ...admitted, parts: loaded });
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
      await calls.close();
      for (const socket of sockets.clients) socket.close(1001, 'The engine is closing.');
      await closeServer(http, sockets);
      await Promise.all([ear.close(), voice.close()]);
    },
  };
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
