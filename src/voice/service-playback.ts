import type { ClientCommand } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';

/**
 * The sound of a connection that carries it itself: the service plays to the visitor, and it alone tells what is heard;
 * `response-done` comes before its last sound (guide 2.2).
 */
export class ServicePlayback {
  readonly #onPlaying: (playing: boolean) => void;
  #plays = false;

  constructor(onPlaying: (playing: boolean) => void) {
    this.#onPlaying = onPlaying;
  }

  follow(event: ServerEvent): void {
    if (event.type === 'output-audio-started') this.#set(true);
    else if (event.type === 'output-audio-stopped' || event.type === 'output-audio-cleared') this.#set(false);
  }

  /** Cancel, then clear, in this order: the service truncates what it sent (guide 2.2). */
  silence(active: ReadonlySet<string>, toolsRun: boolean): readonly ClientCommand[] {
    const cancels: ClientCommand[] = [...active].map((responseId) => ({ type: 'cancel-response', responseId }));
    // Between a call of the relay's tool and the answer to it no response is active; the relay takes this for its tool.
    if (active.size === 0 && toolsRun) cancels.push({ type: 'cancel-response' });
    return this.#plays ? [...cancels, { type: 'clear-output' }] : cancels;
  }

  /** The connection is gone, and its sound with it. */
  end(): void {
    if (this.#plays) this.#set(false);
  }

  #set(plays: boolean): void {
    this.#plays = plays;
    this.#onPlaying(plays);
  }
}
