import type { AssistantStatus, SessionSnapshot } from '../session/snapshot.ts';

/** Connected, or on the way: there is a conversation that can be ended. */
export function isLive(status: AssistantStatus): boolean {
  return status !== 'idle' && status !== 'error';
}

/** The visitor talks hands-free, so the text field rests. Never true when the microphone failed: text goes on then. */
export function isHandsFree(snapshot: Pick<SessionSnapshot, 'status' | 'mode' | 'microphone'>): boolean {
  return snapshot.mode === 'hands-free' && snapshot.microphone !== 'failed' && isLive(snapshot.status);
}

/** There is an answer to stop. */
export function isAnswering(status: AssistantStatus): boolean {
  return status === 'thinking' || status === 'speaking';
}
