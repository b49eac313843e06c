/**
 * How far one item's audio has come, counted in frames of the stream (24,000 a second), whatever the device's rate.
 * An item may have several contents; each has an entry of its own.
 */
export interface LedgerEntry {
  readonly itemId: string;
  readonly contentIndex: number;
  /** Frames that arrived for it. */
  readonly receivedFrames: number;
  /** Frames handed to the device; what its buffer still holds is not subtracted here. */
  readonly playedFrames: number;
  /** No more audio will come for it. */
  readonly ended: boolean;
}

/** A stretch of what was handed to the device last: frames of one content, or of silence. */
export interface TailStretch {
  readonly frames: number;
  /** The content as it stood at the end of the tail; null for silence. */
  readonly entry: LedgerEntry | null;
}
