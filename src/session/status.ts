import type { AssistantStatus } from './snapshot.ts';

/** All that the status depends on. */
export interface StatusInputs {
  readonly connection: 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed';
  /** The visitor speaks. */
  readonly hearing: boolean;
  /** An answer is heard. */
  readonly playing: boolean;
  /** An answer is being made, was asked for, or a tool runs. */
  readonly answering: boolean;
}

/** One word for what goes on. Never stored: it follows from what is true, so it cannot get stuck. */
export function deriveStatus({ connection, hearing, playing, answering }: StatusInputs): AssistantStatus {
  if (connection === 'failed') return 'error';
  if (connection !== 'connected') return connection;
  if (hearing) return 'hearing';
  if (playing) return 'speaking';
  return answering ? 'thinking' : 'listening';
}
