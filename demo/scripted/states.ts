import { conversationStates } from './conversation-states.ts';
import { panelStates } from './panel-states.ts';
import type { State } from './state.ts';
import { talkingStates } from './talking-states.ts';
import { troubleStates } from './trouble-states.ts';

/** Every state of the gallery, in its order. */
export const states: readonly State[] = [...panelStates, ...talkingStates, ...conversationStates, ...troubleStates];

export function stateNamed(name: string): State | undefined {
  return states.find((state) => state.name === name);
}
