import type { SessionReport } from './session-report.js';

/**
 * Where the time goes, in a visitor's words: `connect`, until the service's session stands · `turn_to_response`, from the end of a
 * turn until an answer begins · `response_to_audio`, until its first sound is there · `turn_to_audio`, both and the tools between.
 */
export type LatencyStage = 'connect' | 'turn_to_response' | 'response_to_audio' | 'turn_to_audio';

/** What one session tells those who watch the relay: times and numbers, never words. */
export interface SessionObserver {
  latency(stage: LatencyStage, ms: number): void;
  /** A tool begins; what is given back is called at its end. */
  tool(name: string): (status: 'completed' | 'failed') => void;
  ended(report: SessionReport, bytes: { readonly up: number; readonly down: number }): void;
}
