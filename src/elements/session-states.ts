import type { SessionSnapshot } from '../session/snapshot.ts';

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

/** Sets or clears one custom state, for `:state(name)` in style sheets. */
export function toggleState(internals: ElementInternals, name: string, on: boolean): void {
  // Setting what is set already would be no news, but Chromium computes the style of the whole element anew.
  if (internals.states.has(name) === on) return;
  if (on) internals.states.add(name);
  else internals.states.delete(name);
}

/** Shows a session's state to style sheets: one of the statuses, and `muted`. No session counts as idle. */
export function showStates(
  internals: ElementInternals,
  snapshot: Pick<SessionSnapshot, 'status' | 'muted'> | undefined,
): void {
  const current = snapshot?.status ?? 'idle';
  for (const status of statuses) toggleState(internals, status, status === current);
  toggleState(internals, 'muted', snapshot?.muted ?? false);
}
