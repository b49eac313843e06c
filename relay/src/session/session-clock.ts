import type { FrameSocket } from './frame-socket.js';

export interface ClockLimits {
  readonly idleTimeoutMs: number;
  readonly maxSessionMs: number;
  readonly pingIntervalMs: number;
}

interface ClockEvents {
  onIdle(): void;
  onLimit(): void;
  /** A peer that sent nothing, not even a pong, for a whole interval. */
  onDead(peer: FrameSocket): void;
}

/** Ends what nobody uses, what lasts too long, and what is no longer there. */
export class SessionClock {
  readonly #events: ClockEvents;
  readonly #limit: NodeJS.Timeout;
  readonly #ping: NodeJS.Timeout;
  readonly #silent = new Map<FrameSocket, boolean>();
  #idle: NodeJS.Timeout;

  constructor(limits: ClockLimits, events: ClockEvents) {
    this.#events = events;
    this.#idle = setTimeout(() => events.onIdle(), limits.idleTimeoutMs);
    this.#limit = setTimeout(() => events.onLimit(), limits.maxSessionMs);
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
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#limit);
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
