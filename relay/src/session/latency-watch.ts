import type { SessionObserver } from './session-observer.js';

/** Type of the event that brings sound, GA and beta. */
const soundEvents = new Set(['response.output_audio.delta', 'response.audio.delta', 'output_audio_buffer.started']);

/** Measures from the end of a visitor's turn to the first sound of its answer. Told of events by their type alone. */
export class LatencyWatch {
  readonly #observer: SessionObserver;
  readonly #beganAt = performance.now();
  #turnEndedAt: number | undefined;
  #respondedAt: number | undefined;
  /** No sound of the answer has come. */
  #isSilent = false;
  #hasResponse = false;

  constructor(observer: SessionObserver) {
    this.#observer = observer;
  }

  ready(): void {
    this.#observer.latency('connect', performance.now() - this.#beganAt);
  }

  /** The visitor is done: their speech was committed, or they typed. */
  turnEnded(): void {
    this.#turnEndedAt ??= performance.now();
    this.#hasResponse = false;
  }

  responseCreated(): void {
    this.#respondedAt = performance.now();
    this.#isSilent = true;
    if (this.#turnEndedAt === undefined || this.#hasResponse) return;
    this.#hasResponse = true;
    this.#observer.latency('turn_to_response', this.#respondedAt - this.#turnEndedAt);
  }

  /** An answer without sound, or one that called a tool: what follows is measured from the same turn. */
  responseDone(callsTool: boolean): void {
    this.#isSilent = false;
    if (!callsTool) this.#turnEndedAt = undefined;
  }

  /** Any event of the service; for the sound's, the first counts. Cheap: it is asked for each frame. */
  sees(type: string): void {
    if (!this.#isSilent || !soundEvents.has(type)) return;
    this.#isSilent = false;
    const now = performance.now();
    this.#observer.latency('response_to_audio', now - this.#respondedAt!);
    if (this.#turnEndedAt !== undefined) this.#observer.latency('turn_to_audio', now - this.#turnEndedAt);
    this.#turnEndedAt = undefined;
  }
}
