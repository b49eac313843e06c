import type { AudioFormat } from './audio-format.js';
import type { SpokenAt } from './response-writer.js';

/** Audio that was said and not yet sent when a call's output was cleared. */
export interface CutAudio extends SpokenAt {
  /** Milliseconds of the item that had been sent. */
  readonly sentMs: number;
}

/** The audio of a call, which comes and goes beside the events. */
export interface CallAudio {
  /** What the peer speaks. The formats of the session's settings are shown to clients and change nothing. */
  readonly format: AudioFormat;
  /** Queues 24 kHz samples. */
  play(at: SpokenAt, samples: Int16Array): void;
  /** Drops what has not been sent, and says what of it there was: a list for each response, in order. */
  clear(): readonly (readonly [CutAudio, ...CutAudio[]])[];
}
