import type { ProtocolItem, ServerEvent } from '../protocol/server-event.ts';
import type { Message, Source } from './conversation.ts';
import { cutItem, type Heard } from './cut.ts';
import {
  appendContent,
  ensureItem,
  findItem,
  itemText,
  mergeProtocolItem,
  placeAfter,
  rememberRemoved,
  removeItem,
  restoreItems,
  tellContent,
  updateItem,
} from './items.ts';
import { keepNewestImages } from './kept-images.ts';
import { EMPTY_CONVERSATION, type ConversationState, type Effect, type ItemState, type Reduction } from './state.ts';
import { giveUpTools, reduceToolActivity } from './tool-steps.ts';

/** What happens on this side and the service does not tell. */
export type LocalEvent =
  /** A message was typed; shown at once, before the service confirms it. `hidden`: context of the page. */
  | {
      readonly type: 'message-sent';
      readonly itemId: string;
      readonly text: string;
      readonly hidden: boolean;
      /** `data:` addresses. */
      readonly images?: readonly string[];
    }
  /** It could not be sent. */
  | { readonly type: 'message-unsent'; readonly itemId: string }
  /** It is sent once more, under another name. */
  | { readonly type: 'message-dropped'; readonly itemId: string }
  /** Playback was cleared; what was cut, and what was dropped without having been heard at all. */
  | { readonly type: 'playback-cut'; readonly heard: readonly Heard[]; readonly unheard: readonly string[] }
  /**
   * The connection is gone: nothing that was under way will be finished. But messages that wait for the service's word are sent
   * again (`resent`), and speech is said again under another name (`resaid`).
   */
  | { readonly type: 'connection-lost'; readonly resent: readonly string[]; readonly resaid: readonly string[] }
  /** A conversation of before, as it was kept. What is there already stays as it is. */
  | { readonly type: 'restored'; readonly messages: readonly Message[] }
  | { readonly type: 'cleared' };

const NONE: readonly Effect[] = [];
/** Questions that wait at once; a visitor answers one at a time. */
const APPROVAL_LIMIT = 20;
const WAITING_LIMIT = 20;
/** Of sources for the answer that comes next. */
const NEXT_ANSWER = '';

/** The next state of a conversation, and what follows from it. Synchronous and pure; `now` is epoch milliseconds. */
export function reduce(state: ConversationState, event: ServerEvent | LocalEvent, now: number): Reduction {
  switch (event.type) {
    case 'message-sent': {
      const { itemId, text, hidden, images = [] } = event;
      const made = ensureItem(beginTurn(state), itemId, now, { role: 'user', modality: 'text', hidden, images });
      const told = updateItem(made, itemId, (item) => tellContent(item, 0, text));
      return changed(images.length === 0 ? told : keepNewestImages(told), itemId);
    }
    case 'message-unsent':
      return finish(state, event.itemId, 'failed');
    case 'message-dropped':
      return only(removeItem(state, event.itemId));
    case 'playback-cut':
      return reducePlaybackCut(state, event.heard, event.unheard);
    case 'connection-lost':
      return reduceConnectionLost(state, event.resent, event.resaid);
    case 'restored':
      return only(restoreItems(state, event.messages));
    case 'cleared':
      return only({
        ...EMPTY_CONVERSATION,
        // What is still on its way must not bring anything back.
        removed: rememberRemoved(
          state.removed,
          state.items.map((item) => item.id),
        ),
      });

    case 'speech-started':
      if (event.itemId === '') return same(state);
      return only(ensureItem(state, event.itemId, now, { role: 'user', modality: 'voice' }));
    case 'input-committed': {
      const made = ensureItem(beginTurn(state), event.itemId, now, { role: 'user', modality: 'voice' });
      return only(placeAfter(made, event.itemId, event.previousItemId));
    }
    case 'input-transcript-delta': {
      const made = ensureItem(state, event.itemId, now, { role: 'user', modality: 'voice' });
      return changed(
        updateItem(made, event.itemId, (item) => appendContent(item, event.contentIndex, event.delta)),
        event.itemId,
      );
    }
    case 'input-transcript-done': {
      const made = ensureItem(state, event.itemId, now, { role: 'user', modality: 'voice' });
      return finish(
        updateItem(made, event.itemId, (item) => tellContent(item, event.contentIndex, event.text)),
        event.itemId,
        'complete',
      );
    }
    case 'input-transcript-failed':
      if (isTold(findItem(state, event.itemId))) return same(state);
      return finish(ensureItem(state, event.itemId, now, { role: 'user', modality: 'voice' }), event.itemId, 'failed');

    case 'item-added': {
      const made = ensureItem(state, event.item.id, now, {});
      const merged = updateItem(made, event.item.id, (item) => mergeProtocolItem(item, event.item));
      const placed = placeAfter(merged, event.item.id, event.previousItemId);
      const item = findItem(placed, event.item.id);
      if (item === undefined) return same(placed);
      // What was typed, restored or said for the operator is complete once the service has it; spoken words wait for
      // the transcript, and an answer for its words.
      const written = item.modality === 'text' && (item.role === 'user' || isWhole(event.item));
      const whole = written || item.kind === 'tool-output';
      return whole ? finish(placed, item.id, 'complete') : changed(placed, item.id);
    }
    case 'item-done':
    case 'output-item-done':
      return reduceItemDone(state, event.item.id, (item) => mergeProtocolItem(item, event.item), event.item.status);
    case 'output-item-added': {
      if (state.outOfBand.includes(event.responseId)) return same(state);
      const made = ensureItem(state, event.item.id, now, { role: event.item.role });
      return only(
        updateItem(made, event.item.id, (item) => ({
          ...mergeProtocolItem(item, event.item),
          responseId: event.responseId,
        })),
      );
    }
    case 'item-deleted':
      return only(removeItem(state, event.itemId));
    case 'item-truncated':
      return reduceTruncated(state, event);

    case 'text-delta':
    case 'transcript-delta':
      return reduceAnswerText(state, event, now, (item) => appendContent(item, event.contentIndex, event.delta));
    case 'text-done':
    case 'transcript-done':
      return reduceAnswerText(state, event, now, (item) => tellContent(item, event.contentIndex, event.text));

    case 'response-created':
      return only({
        ...state,
        responses: [...state.responses.filter((id) => id !== event.responseId), event.responseId],
        outOfBand: event.outOfBand ? [...state.outOfBand, event.responseId] : state.outOfBand,
      });
    case 'response-done':
      return reduceResponseDone(state, event);
    case 'sources':
      return reduceSources(state, sourcesTarget(state, event), event.sources);
    case 'approval-requested': {
      const { approvalId, serverLabel, name, arguments: args } = event;
      // Told twice; and what was answered must not come back.
      if (state.removed.includes(approvalId)) return same(state);
      const others = state.approvals.filter((known) => known.approvalId !== approvalId);
      const approvals = [...others, { approvalId, serverLabel, name, arguments: args }].slice(-APPROVAL_LIMIT);
      return only({ ...state, approvals });
    }
    case 'approval-answered':
      return only(removeItem(state, event.approvalId));
    case 'tool-activity':
      return only(reduceToolActivity(state, event));
    default:
      return same(state);
  }
}

function same(state: ConversationState): Reduction {
  return { state, effects: NONE };
}

const only = same;

function changed(before: ConversationState, itemId: string): Reduction {
  const { state, effects } = giveSources(before, itemId);
  return { state, effects: [{ type: 'message-changed', itemId }, ...effects] };
}

function finish(state: ConversationState, itemId: string, status: 'complete' | 'failed'): Reduction {
  const item = findItem(state, itemId);
  if (item === undefined || item.status === status || item.status === 'interrupted') return changed(state, itemId);
  const next = changed(
    updateItem(state, itemId, (entry) => ({ ...entry, status })),
    itemId,
  );
  return { ...next, effects: [...next.effects, { type: 'message-finished', itemId }] };
}

function isTold(item: ItemState | undefined): boolean {
  return item !== undefined && item.told.length > 0;
}

function isWhole(item: ProtocolItem): boolean {
  return item.status === 'completed' && item.contents.some((content) => content.text !== null && content.text !== '');
}

function reduceAnswerText(
  state: ConversationState,
  event: Extract<ServerEvent, { type: 'text-delta' | 'text-done' | 'transcript-delta' | 'transcript-done' }>,
  now: number,
  update: (item: ItemState) => ItemState,
): Reduction {
  if (state.outOfBand.includes(event.responseId)) return same(state);
  const known = findItem(state, event.itemId);
  // Words that come after the cut were never heard; and an item that was deleted unheard must not rise again.
  if (known?.status === 'interrupted') return same(state);
  if (known === undefined && !state.responses.includes(event.responseId)) return same(state);
  const made = ensureItem(state, event.itemId, now, { role: 'assistant', responseId: event.responseId });
  const spoken = event.type === 'transcript-delta' || event.type === 'transcript-done';
  return changed(
    updateItem(made, event.itemId, (item) =>
      update(spoken && item.modality !== 'voice' ? { ...item, modality: 'voice' } : item),
    ),
    event.itemId,
  );
}

function reduceItemDone(
  state: ConversationState,
  itemId: string,
  merge: (item: ItemState) => ItemState,
  status: 'in-progress' | 'completed' | 'incomplete' | null,
): Reduction {
  const item = findItem(state, itemId);
  if (item === undefined) return same(state);
  // Cut off: what it was to say is told here, and was never heard; what is shown already is all that may be shown.
  const merged = status === 'incomplete' && itemText(item) !== '' ? state : updateItem(state, itemId, merge);
  if (item.role === 'user' && findItem(merged, itemId)!.modality === 'voice') return changed(merged, itemId);
  if (status !== 'incomplete') return finish(merged, itemId, 'complete');
  // Cut off by the service: the voice loop's ledger says in a moment how far it was heard.
  if (item.status === 'interrupted') return same(merged);
  return {
    state: updateItem(merged, itemId, (entry) => ({ ...entry, status: 'interrupted' })),
    effects: [
      { type: 'message-changed', itemId },
      { type: 'message-finished', itemId },
    ],
  };
}

function reduceTruncated(
  state: ConversationState,
  { itemId, contentIndex, audioEndMs }: Extract<ServerEvent, { type: 'item-truncated' }>,
): Reduction {
  const item = findItem(state, itemId);
  // The echo of our own cut, which knew more.
  if (item === undefined || item.cut) return same(state);
  return {
    state: updateItem(state, itemId, (entry) =>
      cutItem(entry, { itemId, contentIndex, audioEndMs, receivedMs: 0, ended: false }),
    ),
    effects: [
      { type: 'message-changed', itemId },
      { type: 'message-interrupted', itemId, audioEndMs },
    ],
  };
}

function reducePlaybackCut(state: ConversationState, heard: readonly Heard[], unheard: readonly string[]): Reduction {
  let next = state;
  const effects: Effect[] = [];
  for (const entry of heard) {
    if (findItem(next, entry.itemId) === undefined) continue;
    next = updateItem(next, entry.itemId, (item) => cutItem(item, entry));
    effects.push({ type: 'message-changed', itemId: entry.itemId });
    effects.push({ type: 'message-interrupted', itemId: entry.itemId, audioEndMs: entry.audioEndMs });
  }
  for (const itemId of unheard) next = removeItem(next, itemId);
  return { state: next, effects };
}

function reduceResponseDone(
  state: ConversationState,
  event: Extract<ServerEvent, { type: 'response-done' }>,
): Reduction {
  const effects: Effect[] = [];
  const outOfBand = state.outOfBand.includes(event.responseId);
  // An answer ends once: a frame that comes twice must not run a tool twice.
  if (event.status === 'completed' && !outOfBand && state.responses.includes(event.responseId)) {
    for (const item of event.output) {
      if (item.kind !== 'tool-call') continue;
      const { callId, name } = item;
      effects.push({ type: 'call-tool', responseId: event.responseId, callId, name, arguments: item.arguments });
    }
  }
  if (event.status === 'failed' || (event.status === 'incomplete' && event.reason === 'content_filter')) {
    effects.push({ type: 'response-failed', reason: event.reason, message: event.message });
  }
  let next: ConversationState = {
    ...state,
    responses: state.responses.filter((id) => id !== event.responseId),
    outOfBand: state.outOfBand.filter((id) => id !== event.responseId),
  };
  for (const item of state.items) {
    if (item.responseId !== event.responseId || item.status !== 'in-progress') continue;
    const status = event.status === 'completed' ? 'complete' : event.status === 'failed' ? 'failed' : 'interrupted';
    next = updateItem(next, item.id, (entry) => ({ ...entry, status }));
    effects.push({ type: 'message-changed', itemId: item.id }, { type: 'message-finished', itemId: item.id });
  }
  return { state: next, effects };
}

/** The item that sources belong to, or {@link NEXT_ANSWER}. */
function sourcesTarget(state: ConversationState, event: Extract<ServerEvent, { type: 'sources' }>): string {
  if (event.itemId !== '') return event.itemId;
  const at = state.items.findIndex((item) => item.id === event.previousItemId);
  // Reported behind the answer itself, or when it had begun already; else the answer is still to come.
  const answer = at < 0 ? undefined : state.items.slice(at).find(isAnswer);
  return answer?.id ?? NEXT_ANSWER;
}

/** What was found for an answer that never came is not for the next one. */
function beginTurn(state: ConversationState): ConversationState {
  if (!state.waitingSources.has(NEXT_ANSWER)) return state;
  const waitingSources = new Map(state.waitingSources);
  waitingSources.delete(NEXT_ANSWER);
  return { ...state, waitingSources };
}

function isAnswer(item: ItemState): boolean {
  return item.role === 'assistant' && item.kind === 'message' && !item.hidden;
}

function reduceSources(state: ConversationState, itemId: string, sources: readonly Source[]): Reduction {
  if (sources.length === 0) return same(state);
  const known = mergeSources(state.waitingSources.get(itemId) ?? [], sources);
  // Bounded: what never finds its item is forgotten, oldest first.
  const waitingSources = new Map([...state.waitingSources, [itemId, known] as const].slice(-WAITING_LIMIT));
  const waiting = { ...state, waitingSources };
  return findItem(state, itemId) === undefined ? only(waiting) : changed(waiting, itemId);
}

/** What waited for the item's first words: before them there is nothing that sources could be shown under. */
function giveSources(state: ConversationState, itemId: string): Reduction {
  const { waitingSources } = state;
  const item = waitingSources.size === 0 ? undefined : findItem(state, itemId);
  if (item === undefined || itemText(item) === '') return same(state);
  const key = isAnswer(item) && !waitingSources.has(itemId) ? NEXT_ANSWER : itemId;
  const sources = waitingSources.get(key);
  if (sources === undefined) return same(state);
  const left = new Map(waitingSources);
  left.delete(key);
  return {
    state: updateItem({ ...state, waitingSources: left }, itemId, (entry) => ({
      ...entry,
      sources: mergeSources(entry.sources, sources),
    })),
    effects: [{ type: 'sources-known', itemId }],
  };
}

function mergeSources(known: readonly Source[], more: readonly Source[]): readonly Source[] {
  const seen = new Set(known.map((source) => source.id));
  return [...known, ...more.filter((source) => !seen.has(source.id))];
}

function reduceConnectionLost(
  state: ConversationState,
  resent: readonly string[],
  resaid: readonly string[],
): Reduction {
  const effects: Effect[] = [];
  const items: ItemState[] = [];
  for (const item of state.items) {
    const { id, role, modality, status } = item;
    if (status !== 'in-progress' || resent.includes(id)) {
      items.push(item);
      continue;
    }
    // Its words come from the next session, or there are none to show.
    const isLostSpeech = role === 'user' && modality === 'voice' && !resaid.includes(id);
    if (resaid.includes(id) || (itemText(item) === '' && !isLostSpeech)) continue;
    items.push({ ...item, status: role === 'user' ? 'failed' : 'interrupted' });
    effects.push({ type: 'message-changed', itemId: id }, { type: 'message-finished', itemId: id });
  }
  const waitingSources = new Map<string, readonly Source[]>();
  return {
    state: { ...state, ...giveUpTools(state), items, waitingSources, approvals: [], responses: [], outOfBand: [], removed: [] },
    effects,
  };
}
