import type { SessionSnapshot } from '../session/snapshot.ts';
import { toggleState } from './toggle-state.ts';

export { toggleState };

const statuses = [
  'idle',
  'connecting',
  'listening',
  'hearing',
  'thinking',
  'speaking',
  'reconnecting',
  'error',
] as const satisfies readonly SessionSnapshot['status'][];

/** Shows a session's state to style sheets: one of the statuses, and `muted`. No session counts as idle. */
export function showStates(
  internals: ElementInternals,
  snapshot: Pick<SessionSnapshot, 'status' | 'muted'> | undefined,
): void {
  const current = snapshot?.status ?? 'idle';
  for (const status of statuses) toggleState(internals, status, status === current);
  toggleState(internals, 'muted', snapshot?.muted ?? false);
}
