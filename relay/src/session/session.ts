import type { WebSocket } from 'ws';
import type { Visitor } from '../access/visitor.js';
import type { Exceeded } from '../limits/limits.js';
import { costOf, type Prices } from '../limits/usage.js';
import type { Meter } from '../limits/meter.js';
import { asUpstreamFailure } from '../upstream/upstream-failure.js';
import { connectUpstream } from '../upstream/connect.js';
import type { Upstream } from '../upstream/upstream.js';
import type { Tool } from '../tools/tool.js';
import { Backpressure } from './backpressure.js';
import type { ClientToolRule } from './browser-policy.js';
import { BrowserSide } from './browser-side.js';
import { CallStage } from './call-stage.js';
import { closeSocket } from './close-socket.js';
import { EarlyFrames } from './early-frames.js';
import type { SessionCall } from './session-call.js';
import type { FrameSocket } from './frame-socket.js';
import { LatencyWatch } from './latency-watch.js';
import { SessionClock, type ClockLimits } from './session-clock.js';
import type { SessionObserver } from './session-observer.js';
import { SessionCounts } from './session-counts.js';
import { SetupStage, type Stage } from './setup-stage.js';
import { UpstreamSide } from './upstream-side.js';
import type { SessionReport } from './session-report.js';
import { upstreamShapes } from './shapes.js';
import { Transcript } from './transcript.js';
import type { SessionSetup, WireObject } from './upstream-shape.js';
import {
  closeCodes,
  closeReason,
  newEventId,
  relayError,
  sendableCloseCode,
  type RelayErrorCode,
} from './wire-events.js';

export interface SessionOptions extends ClockLimits {
  readonly id: string;
  readonly visitor: Visitor;
  /** Counts what the session uses. The session starts and stops it. */
  readonly meter: Meter;
  readonly upstream: Upstream;
  /** Read when the service is there; must not reject. */
  readonly setup: Promise<SessionSetup>;
  /** Without one, the session opens the service's socket itself, and audio goes over it. */
  readonly call?: SessionCall | undefined;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly clientTools: ClientToolRule;
  readonly clientToolTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long a browser may take nothing of what waits for it, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** What is said is collected, for the report. */
  readonly keepsTranscript?: boolean;
  readonly prices?: Prices;
  readonly observer: SessionObserver;
  /** Told once, when it is over. Must not throw. */
  onEnd?(report: SessionReport): void;
  log(line: string): void;
}

/** From the news that the share is used up to the end. */
const lastWordMs = 10_000;

interface FailureDetail {
  readonly closeCode?: number;
  readonly reason?: string;
  readonly retryAfterMs?: number;
}

/**
 * One visitor: a browser's socket (or what stands in for it), the service's socket, and everything between them. Owns
 * both, and shares nothing.
 */
export class Session {
  /** Settles when both sockets are closed and a call is hung up. Never rejects. */
  readonly ended: Promise<void>;
  readonly #options: SessionOptions;
  readonly #browser: FrameSocket;
  readonly #early: EarlyFrames;
  readonly #toBrowser: Backpressure;
  readonly #lifetime = new AbortController();
  readonly #clock: SessionClock;
  readonly #counts = new SessionCounts();
  readonly #transcript: Transcript | undefined;
  readonly #startedAt = new Date();
  readonly #latency: LatencyWatch;
  readonly #browserSide: BrowserSide;
  readonly #upstreamSide: UpstreamSide;
  #upstream: WebSocket | undefined;
  #toUpstream: Backpressure | undefined;
  #stage: Stage | undefined;
  #isReady = false;
  /** Set when the visitor has been told that the session ends soon. */
  #ending: NodeJS.Timeout | undefined;
  #resolveEnded: () => void = () => {};

  constructor(browser: FrameSocket, options: SessionOptions) {
    const { id, log, stallTimeoutMs, upstream } = options;
    this.#options = options;
    this.#browser = browser;
    this.#latency = new LatencyWatch(options.observer);
    this.#transcript = options.keepsTranscript ? new Transcript() : undefined;
    this.#early = new EarlyFrames(browser);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#toBrowser = new Backpressure(browser, {
      stallMs: stallTimeoutMs,
      onStall: () => this.#fail('too_slow', 'The browser reads too slowly.'),
    });
    this.#clock = new SessionClock(options, {
      onWarning: (reason, endsInMs) => this.#warn(reason, endsInMs),
      onIdle: () => this.#fail('idle_timeout', 'Nobody spoke for a while.'),
      onLimit: () => this.#fail('session_limit', 'The longest time for one session is over.'),
      onDead: (peer) => this.#dead(peer),
    });
    const shape = upstreamShapes[upstream.shape];
    this.#upstreamSide = new UpstreamSide({
      ...options,
      shape,
      signal: this.#lifetime.signal,
      transcript: this.#transcript,
      latency: this.#latency,
      counts: this.#counts,
      isClientTool: (name) => this.#browserSide.isClientTool(name),
      toUpstream: (event) => this.#toUpstream?.send(JSON.stringify(event)),
      toBrowser: (event) => this.#tell(event),
    });
    this.#browserSide = new BrowserSide({
      ...options,
      shape,
      isCall: options.call !== undefined,
      transcript: this.#transcript,
      latency: this.#latency,
      counts: this.#counts,
      turns: this.#upstreamSide.turns,
      approvals: this.#upstreamSide.approvals,
      toUpstream: (frame) => this.#toUpstream?.send(frame, browser),
      // Whoever draws answers without reading them is not read either.
      toBrowser: (event) => this.#toBrowser.send(JSON.stringify(event), browser),
    });
    options.meter.start((exceeded) => this.#exceeded(exceeded));
    this.#clock.watch(browser);
    browser.on('ping', (data: Buffer) => this.#toBrowser.pong(data));
    browser.on('message', (data: Buffer, isBinary: boolean) => this.#fromBrowser(data, isBinary));
    // ws closes the socket after an error, such as a frame that is too large (1009) or no UTF-8 (1007).
    browser.on('error', (error: NodeJS.ErrnoException) => log(`session ${id} browser ${error.code ?? error.name}`));
    browser.on('close', (code: number, reason: Buffer) => this.#browserClosed(code, reason.toString()));
    log(`session ${id} started`);
    if (options.call) this.#takeCall(options.call);
    else void this.#connect();
  }

  /** Tells the browser that the relay restarts, and closes after that time. */
  drain(closeAfterMs: number): void {
    this.#tell({ type: 'extension.relay.draining', event_id: newEventId(), close_after_ms: closeAfterMs });
    const timer = setTimeout(() => this.#end(1012, 'relay restarts', 'drained'), closeAfterMs);
    void this.ended.then(() => clearTimeout(timer));
  }

  async #connect(): Promise<void> {
    const { id, upstream, connectTimeoutMs, log, setup } = this.#options;
    const { signal } = this.#lifetime;
    let socket: WebSocket;
    try {
      socket = await connectUpstream(upstream, { timeoutMs: connectTimeoutMs, signal });
    } catch (error) {
      if (signal.aborted) return;
      const failure = asUpstreamFailure(error);
      log(`session ${id} ${failure.code}: ${failure.message} [${failure.detail}]`);
      return this.#fail(failure.code, failure.message);
    }
    if (signal.aborted) return socket.terminate();
    this.#adopt(socket);
    this.#stage = new SetupStage({
      ...this.#stageOptions(),
      setup,
      timeoutMs: connectTimeoutMs,
      onFail: (code, message) => {
        log(`session ${id} ${code}: ${message}`);
        this.#fail(code, message);
      },
    });
    socket.resume();
  }

  #takeCall({ sideband, session }: SessionCall): void {
    this.#adopt(sideband);
    // It may have been lost before the browser came.
    if (sideband.readyState !== sideband.OPEN) return this.#upstreamClosed(1006, '');
    const stage = new CallStage({
      ...this.#stageOptions(),
      session,
      toBrowser: (frame) => this.#toBrowser.send(frame),
    });
    this.#stage = stage;
    stage.start();
    sideband.resume();
  }

  /** From now on the socket is this session's. */
  #adopt(socket: WebSocket): void {
    const { id, log, stallTimeoutMs } = this.#options;
    this.#upstream = socket;
    this.#toUpstream = new Backpressure(socket, {
      stallMs: stallTimeoutMs,
      onStall: () => this.#fail('upstream_closed', 'The voice service reads no more.', { closeCode: 1011 }),
    });
    this.#clock.watch(socket);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#fromUpstream(data, isBinary));
    socket.on('error', (error: NodeJS.ErrnoException) => log(`session ${id} service ${error.code ?? error.name}`));
    socket.on('close', (code: number, reason: Buffer) => this.#upstreamClosed(code, reason.toString()));
  }

  #stageOptions() {
    const { id, log, upstream } = this.#options;
    return {
      shape: upstreamShapes[upstream.shape],
      toUpstream: (event: WireObject) => this.#toUpstream?.send(JSON.stringify(event)),
      onReady: () => this.#ready(),
      log: (line: string) => log(`session ${id} ${line}`),
    };
  }

  #ready(): void {
    this.#isReady = true;
    this.#latency.ready();
    this.#stage = undefined;
    for (const frame of this.#early.take()) this.#browserSide.receive(frame);
  }

  #fromBrowser(frame: Buffer, isBinary: boolean): void {
    if (this.#lifetime.signal.aborted) return;
    this.#counts.fromBrowser(frame.length);
    if (isBinary) return this.#browserSide.refuseBinary();
    if (!this.#isReady) return this.#early.add(frame);
    if (this.#browserSide.receive(frame) !== 'audio') this.#clock.touch();
  }

  #fromUpstream(frame: Buffer, isBinary: boolean): void {
    if (this.#lifetime.signal.aborted) return;
    this.#counts.fromUpstream(frame.length);
    this.#clock.touch();
    if (isBinary) return;
    const stage = this.#stage;
    const frames = this.#upstreamSide.receive(frame, stage);
    for (const out of stage?.arrange(frames) ?? frames) this.#toBrowser.send(out, this.#upstream);
  }

  #tell(event: WireObject): void {
    this.#toBrowser.send(JSON.stringify(event));
  }

  #upstreamClosed(code: number, reason: string): void {
    if (this.#lifetime.signal.aborted) return;
    const known = this.#stage?.explainClose();
    this.#options.log(
      `session ${this.#options.id} the voice service closed with ${code} ${closeReason(reason)}`.trimEnd(),
    );
    if (known) return this.#fail(known.code, known.message);
    if (reason.includes('beta_api_shape_disabled')) {
      return this.#fail(
        'upstream_dialect',
        'The voice service no longer speaks the beta protocol. The operator must use its GA endpoint.',
      );
    }
    this.#fail(
      'upstream_closed',
      `The voice service closed the connection (${code}).`,
      { closeCode: sendableCloseCode(code), reason },
    );
  }

  /** The share is used up in the midst of a talk: there is time for a last word. */
  #exceeded({ measure, retryAfterMs }: Exceeded): void {
    if (this.#lifetime.signal.aborted || this.#ending) return;
    this.#options.log(`session ${this.#options.id} has used up its ${measure}`);
    this.#warn('limit_reached', lastWordMs);
    this.#ending = setTimeout(() => {
      this.#fail('limit_reached', 'You have had as much as one visitor may have for now.', { retryAfterMs });
    }, lastWordMs);
  }

  /** The session ends soon; null: it does not, after all. */
  #warn(reason: string, endsInMs: number | null): void {
    this.#tell({ type: 'extension.relay.ending', event_id: newEventId(), reason, ends_in_ms: endsInMs });
  }

  #browserClosed(code: number, reason: string): void {
    // 1005 is `close()` without a code: the visitor left as one should.
    this.#end(code === 1005 ? 1000 : code, reason, 'browser left', true);
  }

  #dead(peer: FrameSocket): void {
    if (peer === this.#browser) {
      peer.terminate();
    } else {
      this.#fail('upstream_closed', 'The voice service is silent.', { closeCode: 1011 });
    }
  }

  #fail(code: RelayErrorCode, message: string, detail: FailureDetail = {}): void {
    if (this.#lifetime.signal.aborted) return;
    const { closeCode = closeCodes[code] ?? 1011, reason = code, retryAfterMs } = detail;
    this.#tell(relayError(code, message, { retryAfterMs }));
    this.#end(closeCode, reason, code);
  }

  /** The one way out: frees all that this session holds, and closes what is still open. */
  #end(code: number, reason: string, cause: string, isBrowsers = false): void {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    this.#clock.stop();
    this.#options.meter.stop();
    clearTimeout(this.#ending);
    this.#stage?.end();
    this.#early.take();
    this.#upstreamSide.end();
    this.#toBrowser.end();
    this.#toUpstream?.end();
    // What went wrong between browser and relay is not the service's business.
    const [upstreamCode, upstreamReason] = isBrowsers ? [code, reason] : [1000, ''];
    void Promise.all([
      closeSocket(this.#browser, code, reason),
      this.#upstream && closeSocket(this.#upstream, upstreamCode, upstreamReason),
      this.#options.call?.hangUp(),
    ]).then(() => this.#resolveEnded());
    this.#options.log(`session ${this.#options.id} ended: ${cause}, code ${code}, ${this.#counts}`);
    const report = this.#report(cause, code);
    this.#options.observer.ended(report, this.#counts.bytes);
    this.#options.onEnd?.(report);
  }

  #report(reason: string, closeCode: number): SessionReport {
    const { id, visitor, prices } = this.#options;
    const endedAt = new Date();
    const { usage, responses, toolCalls } = this.#counts;
    return {
      sessionId: id,
      user: visitor.user?.id ?? null,
      origin: visitor.origin,
      startedAt: this.#startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      durationMs: endedAt.getTime() - this.#startedAt.getTime(),
      reason,
      closeCode,
      responses,
      toolCalls,
      usage,
      cost: prices && Object.keys(prices).length > 0 ? costOf(usage, prices) : null,
      ...(this.#transcript && { transcript: this.#transcript.entries }),
    };
  }
}
