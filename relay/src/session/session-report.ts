import type { Usage } from '../limits/usage.js';
import type { TranscriptEntry } from './transcript.js';

/** What the operator is told of a session when it is over. */
export interface SessionReport {
  readonly sessionId: string;
  /** `User.id`, or null. */
  readonly user: string | null;
  readonly origin: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  /** How it ended: a code of docs/wire.md, `browser left` or `drained`. */
  readonly reason: string;
  readonly closeCode: number;
  readonly responses: number;
  readonly toolCalls: number;
  readonly usage: Usage;
  /** In the currency of the option `prices`; null without them. */
  readonly cost: number | null;
  /** Only where the operator asks for it. */
  readonly transcript?: readonly TranscriptEntry[];
}
