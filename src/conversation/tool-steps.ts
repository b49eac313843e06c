import type { ServerEvent } from '../protocol/server-event.ts';
import type { ToolStep } from './conversation.ts';
import type { ConversationState } from './state.ts';

/** Steps that are remembered, the newest: they are read beside the answers that they led to. */
const STEP_LIMIT = 50;

/** A tool begins, and stands behind what was said last; or it ends, where it stood. */
export function reduceToolActivity(
  state: ConversationState,
  { callId, name, label, status }: Extract<ServerEvent, { type: 'tool-activity' }>,
): ConversationState {
  const others = state.tools.filter((tool) => tool.callId !== callId);
  const tools = status === 'started' ? [...others, { callId, name, label }] : others;
  const known = state.steps.findIndex((step) => step.callId === callId);
  if (known >= 0) return { ...state, tools, steps: state.steps.with(known, { ...state.steps[known]!, status }) };
  const last = state.items.findLast(({ kind, hidden }) => kind === 'message' && !hidden);
  const step: ToolStep = { callId, name, label, status, afterId: last?.id ?? '' };
  return { ...state, tools, steps: [...state.steps, step].slice(-STEP_LIMIT) };
}

/** Whoever ran them is gone. */
export function giveUpTools(state: ConversationState): Pick<ConversationState, 'tools' | 'steps'> {
  const running = state.steps.some(({ status }) => status === 'started');
  return { tools: [], steps: running ? state.steps.map((step) => ended(step)) : state.steps };
}

function ended(step: ToolStep): ToolStep {
  return step.status === 'started' ? { ...step, status: 'failed' } : step;
}
