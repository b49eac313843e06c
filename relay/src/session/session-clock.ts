import type { FrameSocket } from './frame-socket.js';

export interface ClockLimits {
  readonly idleTimeoutMs: number;
  readonly maxSessionMs: number;
  readonly pingIntervalMs: number;
}

interface ClockEvents {
  /** Some time before the end, for whoever wants to go on; null: it was put off. */
  onWarning(reason: 'idle_timeout' | 'session_limit', endsInMs: number | null): void;
  onIdle(): void;
  onLimit(): void;
  /** A peer that sent nothing, not even a pong, for a whole interval. */
  onDead(peer: FrameSocket): void;
}

/** How long before the end a warning comes: enough to say a last word, and never more than a fifth of the time. */
function warningMs(limitMs: number): number {
  return Math.min(30_000, Math.floor(limitMs / 5));
}

/** Ends what nobody uses, what lasts too long, and what is no longer there. */
export class SessionClock {
  readonly #events: ClockEvents;
  readonly #limit: NodeJS.Timeout;
  readonly #ping: NodeJS.Timeout;
  readonly #silent = new Map<FrameSocket, boolean>();
  readonly #limitWarning: NodeJS.Timeout;
  readonly #idle: NodeJS.Timeout;
  readonly #idleWarning: NodeJS.Timeout;
  #hasWarnedOfIdle = false;

  constructor(limits: ClockLimits, events: ClockEvents) {
    this.#events = events;
    const { idleTimeoutMs, maxSessionMs } = limits;
    const [idleWarningMs, limitWarningMs] = [warningMs(idleTimeoutMs), warningMs(maxSessionMs)];
    this.#idle = setTimeout(() => events.onIdle(), idleTimeoutMs);
    this.#idleWarning = setTimeout(() => {
      this.#hasWarnedOfIdle = true;
      events.onWarning('idle_timeout', idleWarningMs);
    }, idleTimeoutMs - idleWarningMs);
    this.#limit = setTimeout(() => events.onLimit(), maxSessionMs);
    this.#limitWarning = setTimeout(() => events.onWarning('session_limit', limitWarningMs), maxSessionMs - limitWarningMs);
    this.#ping = setInterval(() => this.#pingAll(), limits.pingIntervalMs);
  }

  watch(peer: FrameSocket): void {
    this.#silent.set(peer, false);
    const isThere = (): void => void this.#silent.set(peer, false);
    // A pong may wait behind seconds of audio on a slow line: whoever speaks is there as well.
    peer.on('pong', isThere).on('message', isThere);
  }

  /** Something happened that is more than a microphone left open. */
  touch(): void {
    this.#idle.refresh();
    this.#idleWarning.refresh();
    if (!this.#hasWarnedOfIdle) return;
    this.#hasWarnedOfIdle = false;
    this.#events.onWarning('idle_timeout', null);
  }

  stop(): void {
    for (const timer of [this.#idle, this.#idleWarning, this.#limit, this.#limitWarning]) clearTimeout(timer);
    clearInterval(this.#ping);
    this.#silent.clear();
  }

  #pingAll(): void {
    for (const [peer, silent] of this.#silent) {
      if (peer.readyState !== peer.OPEN) continue;
      // A paused socket is not read, so its pongs are not heard either: it is not dead for that.
      if (silent && !peer.isPaused) {
        this.#events.onDead(peer);
        continue;
      }
      this.#silent.set(peer, true);
      peer.ping();
    }
  }
}
