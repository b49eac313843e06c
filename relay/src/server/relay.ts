import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { chooseUpstream, readEnvironment, type Environment } from '../config/environment.js';
import { parseOptions, type RelayConfig } from '../config/options.js';
import type { RelayOptions } from '../config/relay-options.js';
import { SetupError } from '../config/setup-error.js';
import { AccessError } from '../access/access-error.js';
import { Metrics } from '../observe/metrics.js';
import { observeSession } from '../observe/session-trace.js';
import type { FrameSocket } from '../session/frame-socket.js';
import { Session } from '../session/session.js';
import { upstreamShapes } from '../session/shapes.js';
import type { UpstreamShape } from '../session/upstream-shape.js';
import type { Upstream } from '../upstream/upstream.js';
import { isLoopbackHost, refusedOrigin } from './admission.js';
import { attachTo } from './attach.js';
import { bindFailure } from './bind-failure.js';
import { Calls, type Call, type CallParts } from './calls.js';
import { handleCalls, type CallsRouteOptions } from './calls-route.js';
import { answerChat } from './chat-route.js';
import { Entrance, type Guest } from './entrance.js';
import { handleHttp, pathOf, type HttpRoutesOptions } from './http-routes.js';
import { answerMetrics } from './metrics-route.js';
import { answerNotes } from './notes-route.js';
import { BodyReader } from './read-body.js';
import { openResources, type Resources } from './resources.js';
import { answerTickets } from './tickets-route.js';
import { refuseUpgrade, retryAfterMs, turnAway } from './turn-away.js';

export interface ListenOptions {
  /** Default: the option `host`, which is `127.0.0.1`. */
  readonly host?: string;
  /** 0 picks a free one. Default: the option `port`, which is 8787. */
  readonly port?: number;
}

export interface RelayAddress {
  /** `http://HOST:PORT`; the WebSocket is at `/realtime` under it. */
  readonly url: string;
  readonly port: number;
}

export interface AttachOptions {
  /** What stands before the relay's routes, such as `/assistant`. Default: nothing. */
  readonly path?: string;
}

/** How long a browser may take to open the socket of a call that it was given. */
const takeCallWithinMs = 15_000;
const stopping = 'The relay restarts. Try again in a moment.';
const starting = 'The relay is still starting. Try again in a moment.';
const full = 'Too many visitors speak with the assistant just now. Try again in a moment.';

/** Between browsers and a Realtime service. Made by {@link createRelay}. */
export class Relay {
  readonly #config: RelayConfig;
  readonly #log: (line: string) => void;
  readonly #sockets: WebSocketServer;
  readonly #sessions = new Set<Session>();
  readonly #calls: Calls;
  readonly #bodies: BodyReader;
  readonly #entrance: Entrance;
  readonly #metrics = new Metrics(() => this.#sessions.size);
  readonly #detach: (() => void)[] = [];
  #server: Server | undefined;
  #bound: Promise<void> | undefined;
  #opening: Promise<Resources> | undefined;
  #resources: Resources | undefined;
  #closing: Promise<void> | undefined;

  constructor(config: RelayConfig) {
    this.#config = config;
    const write = config.log ?? ((line) => console.error(line));
    // A line may hold a stranger's text: it must not become two lines.
    this.#log = (line) => write(line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
    this.#bodies = new BodyReader(config.maxSessions);
    this.#entrance = new Entrance(config, {
      shared: () => this.#resources?.shared,
      free: () => config.maxSessions - this.#sessions.size - this.#calls.pending,
      closedBecause: () => (this.#closing ? stopping : this.#resources ? undefined : starting),
      onTurnedAway: (code) => this.#metrics.turnedAway(code),
      log: this.#log,
    });
    this.#calls = new Calls({ timeoutMs: config.connectTimeoutMs, takeWithinMs: takeCallWithinMs, log: this.#log });
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: config.maxPayloadBytes,
      // The session answers pings, within its limits: a page that sends them without end fills no memory.
      autoPong: false,
      // A browser that offered subprotocols hangs up unless one of them is chosen; keys that ride in the others are
      // never echoed.
      handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
    });
  }

  /** Which service answers, for the operator; known once the relay has started. */
  get description(): string {
    return this.#resources?.upstream.describe() ?? 'not started';
  }

  /**
   * Opens the knowledge and the engine. `listen` and `attach` do so by themselves; call it to hear of a failure
   * early.
   */
  async start(): Promise<void> {
    if (this.#closing) throw new SetupError('This relay is closed: create another one.');
    this.#opening ??= openResources(this.#config, this.#log);
    const resources = await this.#opening;
    if (this.#closing) throw new SetupError('This relay was closed while it started.');
    this.#resources = resources;
  }

  /**
   * Serves the relay's routes on a server of its own, and settles when it is ready. Rejects with a `SetupError` when
   * the port is taken.
   */
  async listen(options: ListenOptions = {}): Promise<RelayAddress> {
    if (this.#server) throw new SetupError('This relay listens already.');
    const { host = this.#config.host, port = this.#config.port } = options;
    if (!isLoopbackHost(host)) this.#requireVisitors(host);
    const server = createServer({ requestTimeout: 10_000 });
    this.#server = server;
    attachTo(server, this.#handlers(''), { isAlone: true });
    try {
      // The port first: a busy one is told at once, not after the knowledge was opened.
      this.#bound = bind(server, host, port);
      await this.#bound;
      await this.start();
    } catch (error) {
      server.close();
      this.#server = undefined;
      throw error;
    }
    const { port: bound } = server.address() as AddressInfo;
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound };
  }

  /**
   * Serves the relay's routes on your server, under `path`, beside your own: other paths and other upgrades stay
   * yours. Attach after your own listeners were added. The promise settles when the relay is ready; who comes before
   * is told to come again. It rejects, and your server is as it was, when the relay cannot start.
   */
  async attach(server: Server | SecureServer, { path = '' }: AttachOptions = {}): Promise<void> {
    if (path !== '' && !/^(?:\/[\w.~-]+)+$/.test(path)) {
      throw new SetupError(
        `The path "${path}" is not right: write it with a slash before and none behind, such as /assistant.`,
      );
    }
    const detach = attachTo(server, this.#handlers(path), { isAlone: false });
    this.#detach.push(detach);
    try {
      await this.start();
    } catch (error) {
      detach();
      throw error;
    }
  }

  /**
   * Takes no more visitors, tells those who are here, ends them after `drainMs` and frees everything. Earlier when
   * all have left. Calling it again with a shorter time hurries it.
   */
  async close({ drainMs = this.#config.drainMs }: { drainMs?: number } = {}): Promise<void> {
    for (const session of this.#sessions) session.drain(drainMs);
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A server that is closed before it listens never settles its `listen`.
    await this.#bound?.catch(() => {});
    this.#server?.close();
    await Promise.all([this.#calls.close(), ...[...this.#sessions].map((session) => session.ended)]);
    for (const detach of this.#detach.splice(0)) detach();
    this.#sockets.close();
    this.#server?.closeAllConnections();
    const resources = await this.#opening?.catch(() => undefined);
    await resources?.close();
  }

  /** A relay that nobody may use is a mistake that should be told before the first visitor is. */
  #requireVisitors(host: string): void {
    const { anonymous, openid, ticketSecret } = this.#config;
    if (anonymous !== undefined || openid.length > 0 || ticketSecret !== undefined) return;
    throw new SetupError(
      `The relay would listen on ${host} and let nobody in. Say who may come: everybody with RELAY_ANONYMOUS=on (anonymous), ` +
        'whom your site signs in with RELAY_TICKET_SECRET (ticketSecret), or with RELAY_OPENID_ISSUER and ' +
        'RELAY_OPENID_AUDIENCE (openid).',
    );
  }

  #handlers(prefix: string) {
    const routes: HttpRoutesOptions = {
      prefix,
      allowedOrigins: this.#config.allowedOrigins,
      entrance: this.#entrance,
      store: () => this.#resources?.store,
      isReady: () => this.#resources !== undefined && !this.#closing,
      offersCalls: () => this.#resources !== undefined && offersCalls(this.#config, this.#resources.upstream),
      chat: (request, response) => this.#chat(request, response),
      offersNotes: () => this.#resources?.notes !== undefined,
      notes: (request, response, route) => this.#notes(request, response, route),
      metrics: (request, response) => this.#answerMetrics(request, response),
      tickets: (request, response) => this.#tickets(request, response),
    };
    const callsRoute: CallsRouteOptions = {
      prefix,
      calls: this.#calls,
      bodies: this.#bodies,
      entrance: this.#entrance,
      allowedOrigins: this.#config.allowedOrigins,
      onRefused: (origin) => this.#log(refusedOrigin(origin)),
      parts: () => this.#callParts(),
      log: this.#log,
      retryAfterMs,
    };
    return {
      request: (request: IncomingMessage, response: Parameters<typeof handleHttp>[1]) =>
        handleCalls(request, response, callsRoute) || handleHttp(request, response, routes),
      upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
        if (pathOf(request) !== `${prefix}/realtime`) return false;
        this.#upgrade(request, socket, head);
        return true;
      },
    };
  }

  #isFull(): boolean {
    return this.#sessions.size + this.#calls.pending >= this.#config.maxSessions;
  }

  #callParts(): CallParts | string | null {
    const resources = this.#resources;
    if (this.#closing) return stopping;
    if (!resources) return starting;
    if (!offersCalls(this.#config, resources.upstream)) return null;
    return this.#isFull() ? full : resources;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#entrance.admitsOrigin(request)) return refuseUpgrade(socket, 403, 'Forbidden');
    if (this.#closing || this.#entrance.isCrowded) return refuseUpgrade(socket, 503, 'Service Unavailable');
    const callId = callOf(request);
    // While the token is checked nobody else listens.
    const onError = (): void => {};
    socket.on('error', onError);
    // Who takes up a call has signed in for it.
    const guest = callId === null ? this.#entrance.admit(request) : Promise.resolve(null);
    guest
      .catch((error: unknown) => {
        if (error instanceof AccessError) return error;
        throw error;
      })
      .then((who) => {
        this.#sockets.handleUpgrade(request, socket, head, (browser) => this.#admit(browser, who, callId));
        socket.off('error', onError);
      })
      .catch((error: unknown) => {
        this.#log(`a handshake broke: ${String(error)}`);
        socket.destroy();
      });
  }

  #answerMetrics(request: IncomingMessage, response: ServerResponse): void {
    answerMetrics(request, response, this.#metrics, this.#config.metricsToken).catch(() => response.destroy());
  }

  #notes(request: IncomingMessage, response: ServerResponse, route: string): void {
    answerNotes(request, response, route, {
      allowedOrigins: this.#config.allowedOrigins,
      bodies: this.#bodies,
      entrance: this.#entrance,
      notes: () => this.#resources?.notes,
      onRefused: (origin) => this.#log(refusedOrigin(origin)),
    }).catch((error: unknown) => {
      this.#log(`notes broke: ${String(error)}`);
      response.destroy();
    });
  }

  #tickets(request: IncomingMessage, response: ServerResponse): void {
    const { ticketSecret } = this.#config;
    answerTickets(request, response, { ticketSecret, bodies: this.#bodies }).catch((error: unknown) => {
      this.#log(`a ticket could not be made: ${String(error)}`);
      response.destroy();
    });
  }

  #chat(request: IncomingMessage, response: ServerResponse): void {
    const { allowedOrigins, chatTimeoutMs, maxSessionMs } = this.#config;
    answerChat(request, response, {
      allowedOrigins,
      bodies: this.#bodies,
      entrance: this.#entrance,
      onRefused: (origin) => this.#log(refusedOrigin(origin)),
      begin: (socket, guest) => this.#begin(socket, guest, Math.min(chatTimeoutMs, maxSessionMs)),
    }).catch((error: unknown) => {
      this.#log(`a chat broke: ${String(error)}`);
      response.destroy();
    });
  }

  #admit(browser: WebSocket, who: Guest | AccessError | null, callId: string | null): void {
    // A browser cannot read the status of a failed upgrade, so these are told on the open socket.
    if (who instanceof AccessError) return turnAway(browser, who);
    if (this.#closing) return turnAway(browser, { code: 'busy', message: stopping, retryAfterMs });
    const call = callId === null ? undefined : this.#calls.take(callId);
    const guest = who ?? call?.guest;
    if (!guest) {
      const message = 'There is no such call, or it was taken up already. Make a new one.';
      return turnAway(browser, { code: 'call_not_found', message });
    }
    const begun = this.#begin(browser, guest, this.#config.maxSessionMs, call);
    if (typeof begun === 'string') turnAway(browser, { code: 'busy', message: begun, retryAfterMs });
  }

  /** Begins a session, and tells the service's shape; or says why there is no place for it now. */
  #begin(browser: FrameSocket, guest: Guest, maxSessionMs: number, call?: Call): UpstreamShape | string {
    const resources = this.#resources;
    if (this.#closing) return stopping;
    if (!resources) return starting;
    // A call has had its place since its offer.
    if (!call && this.#isFull()) return full;
    const { upstream, tools } = resources;
    const { clientTools, clientToolTimeoutMs, connectTimeoutMs, idleTimeoutMs, pingIntervalMs, stallTimeoutMs } =
      this.#config;
    const id = call?.logId ?? randomUUID().slice(0, 8);
    const session = new Session(browser, {
      id,
      ...guest,
      upstream,
      call,
      tools,
      setup: call ? Promise.resolve(call.setup) : resources.setup(),
      clientTools,
      clientToolTimeoutMs,
      connectTimeoutMs,
      idleTimeoutMs,
      maxSessionMs,
      pingIntervalMs,
      stallTimeoutMs,
      observer: observeSession(this.#metrics, id),
      prices: this.#config.prices,
      keepsTranscript: this.#config.transcripts || this.#config.recordingDays !== undefined,
      onEnd: (report) => resources.report(report),
      log: this.#log,
    });
    this.#sessions.add(session);
    void session.ended.then(() => this.#sessions.delete(session));
    return upstreamShapes[upstream.shape];
  }
}

/** Checks the options at once (`SetupError`), and opens nothing yet. What they leave open is taken from `env`. */
export function createRelay(options: RelayOptions = {}, env: Environment = process.env): Relay {
  return new Relay(
    parseOptions({ ...readEnvironment(env), ...options, upstream: chooseUpstream(options.upstream, env) }),
  );
}

/** The operator must ask for them: a page takes a call where it gets one, and a socket carries more (docs/relay.md). */
function offersCalls({ calls }: RelayConfig, upstream: Upstream): boolean {
  return upstream.calls !== undefined && calls === true;
}

/** The call that a socket is for: `/realtime?call=ID`. */
function callOf(request: IncomingMessage): string | null {
  return new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '').get('call');
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new SetupError(bindFailure(error, host, port))));
    server.listen(port, host, resolve);
  });
}
