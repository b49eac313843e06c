import type { AssistantStatus, SessionSnapshot } from '../session/snapshot.ts';

/** Connected, or on the way: there is a conversation that can be ended. */
export function isLive(status: AssistantStatus): boolean {
  return status !== 'idle' && status !== 'error';
}

/** The visitor talks hands-free, so the text field rests. It never does while nobody listens. */
export function isHandsFree(snapshot: Pick<SessionSnapshot, 'status' | 'mode' | 'microphone'>): boolean {
  const { status, mode, microphone } = snapshot;
  return mode === 'hands-free' && (microphone === 'on' || microphone === 'opening') && isLive(status);
}

/** Whatever the visitor says is heard: the microphone is open, and not only while a button is held. */
export function isListening({ mode, microphone }: Pick<SessionSnapshot, 'mode' | 'microphone'>): boolean {
  return microphone === 'on' && mode !== 'push-to-talk';
}

/** There is an answer to stop. */
export function isAnswering(status: AssistantStatus): boolean {
  return status === 'thinking' || status === 'speaking';
}
