/** How a capture worklet is made: the `processorOptions` of its node. */
export interface CaptureSettings {
  /** Frames a second of the stream that it sends. */
  readonly streamRate: number;
  /** Length of a frame that it sends, 10 to 100 ms. */
  readonly frameMs: number;
  /** Whether what is only the echo of the page's own sound is sent as silence. */
  readonly echoGate: boolean;
}

/** How a playback worklet is made: the `processorOptions` of its node. */
export interface PlaybackSettings {
  /** Frames a second of the stream that it plays. */
  readonly streamRate: number;
}

/** What is sent of a muted microphone: silence lets the service find the end of what was said before. */
export type MutedAs = 'silence' | 'nothing';
