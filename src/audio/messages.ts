import type { LedgerEntry, TailStretch } from './ledger.ts';
import type { MutedAs } from './worklet-settings.ts';

/*
 * What travels over the ports of the two worklets. Each worklet has two: its node's own port belongs to the page
 * (settings, levels), the one handed over by `connect` belongs to the voice loop (samples, ledger), so that audio never
 * waits for the page's thread and the loop can live in a worker.
 *
 * Samples of the stream are PCM16, little endian, mono, 24 kHz, or 8 kHz where the wire speaks G.711.
 *
 * The capture worklet has a second input: what the page plays, so that it knows its own echo.
 */

/** Page → either worklet. */
export type WorkletControl =
  | { readonly type: 'connect'; readonly port: MessagePort }
  /** Free everything: the processor ends with the next block and answers `stopped`. */
  | { readonly type: 'stop' };

/** Page → capture worklet. */
export type CaptureControl =
  | WorkletControl
  | { readonly type: 'mute'; readonly muted: boolean; readonly as: MutedAs };

/** Either worklet → page. `level` is the RMS of about 50 ms, 0 to 1. */
export type WorkletReport = { readonly type: 'level'; readonly level: number } | { readonly type: 'stopped' };

/** Capture worklet → voice loop. */
export type CaptureMessage =
  /** One frame, by default of 20 ms; the last one before `flushed` may be shorter. */
  | { readonly type: 'audio'; readonly pcm: ArrayBuffer }
  /** Somebody begins to speak, as far as the microphone alone can tell: sooner than the service, and less sure. */
  | { readonly type: 'onset' }
  | { readonly type: 'flushed' };

/** Voice loop → capture worklet. */
export type CaptureCommand =
  /** Send what is gathered of the unfinished frame now, then `flushed`. */
  { readonly type: 'flush' };

/** Voice loop → playback worklet. */
export type PlaybackCommand =
  /** `pcm` may have any length: a sample split over two chunks of one item is put together again. */
  | { readonly type: 'audio'; readonly itemId: string; readonly contentIndex: number; readonly pcm: ArrayBuffer }
  /** No more audio will come for this content. */
  | { readonly type: 'end'; readonly itemId: string; readonly contentIndex: number }
  /** Plays more softly, or as before: `gain` from 0 to 1, reached within 10 ms. A clear ends it too. */
  | { readonly type: 'duck'; readonly gain: number }
  /** Silence now (after a fade of at most 5 ms), forget the queue, answer `cleared` with the same `id`. */
  | { readonly type: 'clear'; readonly id: number };

/** What was cut. */
export interface Cleared {
  readonly ledger: readonly LedgerEntry[];
  readonly tail: readonly TailStretch[];
}

/** Playback worklet → voice loop. */
export type PlaybackMessage =
  /** The first frame of a content left for the device. */
  | { readonly type: 'started'; readonly itemId: string; readonly contentIndex: number }
  /** Every 100 ms while something plays. */
  | { readonly type: 'progress'; readonly entry: LedgerEntry }
  /** All of a content that had ended was played. */
  | { readonly type: 'played'; readonly entry: LedgerEntry }
  /** Audio goes on after it had run out in the midst of a content: a gap was heard, faded out and in. */
  | { readonly type: 'underrun' }
  /** Every content that came has ended and was played. A content that ran dry without its `end` holds this back. */
  | { readonly type: 'drained' }
  /**
   * The ledger of all contents that were playing or queued, in playing order, as it stood at the moment of silence; and the
   * last second that was handed to the device, oldest first, with contents among it that were played to their end.
   */
  | ({ readonly type: 'cleared'; readonly id: number } & Cleared);
