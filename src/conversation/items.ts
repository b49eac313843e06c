import type { ProtocolItem } from '../protocol/server-event.ts';
import type { Message } from './conversation.ts';
import type { ConversationState, ItemState } from './state.ts';

const REMOVED_LIMIT = 200;

/*
 * Steps on the list of items that the reducer is made of. Each returns a new state, or the same one if nothing changed.
 */

export function findItem(state: ConversationState, id: string): ItemState | undefined {
  // From the end: what changes is nearly always new.
  for (let i = state.items.length - 1; i >= 0; i--) if (state.items[i]!.id === id) return state.items[i];
  return undefined;
}

export function updateItem(
  state: ConversationState,
  id: string,
  update: (item: ItemState) => ItemState,
): ConversationState {
  const at = state.items.findLastIndex((item) => item.id === id);
  if (at < 0) return state;
  const item = state.items[at]!;
  const next = update(item);
  return next === item ? state : { ...state, items: state.items.with(at, next) };
}

export function removeItem(state: ConversationState, id: string): ConversationState {
  const items = findItem(state, id) === undefined ? state.items : state.items.filter((item) => item.id !== id);
  const approvals = state.approvals.filter((approval) => approval.approvalId !== id);
  return { ...state, items, approvals, removed: rememberRemoved(state.removed, [id]) };
}

/** The newest items that were taken out; bounded, as late words come soon or never. */
export function rememberRemoved(removed: readonly string[], ids: readonly string[]): readonly string[] {
  return [...removed.filter((known) => !ids.includes(known)), ...ids].slice(-REMOVED_LIMIT);
}

export function newItem(id: string, now: number, fields: Partial<ItemState> = {}): ItemState {
  return {
    id,
    kind: 'message',
    role: null,
    modality: 'text',
    status: 'in-progress',
    cut: false,
    contents: [],
    told: [],
    sources: [],
    images: [],
    responseId: '',
    hidden: false,
    at: now,
    ...fields,
  };
}

/**
 * The item, made at the end if it is new and was not taken out before: words may come before the event that says where
 * they belong.
 */
export function ensureItem(
  state: ConversationState,
  id: string,
  now: number,
  fields: Partial<ItemState>,
): ConversationState {
  if (findItem(state, id) !== undefined || state.removed.includes(id)) return state;
  return { ...state, items: [...state.items, newItem(id, now, fields)] };
}

/**
 * Moves an item behind the one that the service names. Only `added` and `committed` tell the truth about order
 * (`conversation.item.done` says null where it should not); an unknown predecessor leaves the item where it is.
 */
export function placeAfter(state: ConversationState, id: string, previousId: string | null): ConversationState {
  if (previousId === null || previousId === id) return state;
  const from = state.items.findIndex((item) => item.id === id);
  const previous = state.items.findIndex((item) => item.id === previousId);
  if (from < 0 || previous < 0 || previous === from - 1) return state;
  const item = state.items[from]!;
  const items = state.items.toSpliced(from, 1);
  const target = items.findIndex((entry) => entry.id === previousId) + 1;
  return { ...state, items: items.toSpliced(target, 0, item) };
}

/** Messages of an earlier page, or of another tab, where they belong in time among what is there. */
export function restoreItems(state: ConversationState, messages: readonly Message[]): ConversationState {
  const unknown = messages.filter(({ id }) => findItem(state, id) === undefined && !state.removed.includes(id));
  if (unknown.length === 0) return state;
  const restored = unknown.map(({ id, role, modality, status, text, sources, at }) =>
    newItem(id, at, { role, modality, status, sources, contents: [text], cut: status === 'interrupted' }),
  );
  return { ...state, items: insertByTime(state.items, restored) };
}

/** `more` among `list`, whose own order stays: each before the first that began later. */
export function insertByTime<T extends { readonly at: number }>(list: readonly T[], more: readonly T[]): T[] {
  const merged = [...list];
  for (const entry of more) {
    const later = merged.findIndex(({ at }) => at > entry.at);
    merged.splice(later < 0 ? merged.length : later, 0, entry);
  }
  return merged;
}

export function setContent(item: ItemState, index: number, text: string): ItemState {
  // The index comes over the wire: a bound keeps a hostile one from making a huge array.
  // What was cut stays cut, whoever still has words for it.
  if (item.status === 'interrupted' || !isContentIndex(index) || item.contents[index] === text) return item;
  const contents = Array.from({ length: Math.max(item.contents.length, index + 1) }, (_, i) => item.contents[i] ?? '');
  contents[index] = text;
  return { ...item, contents };
}

function isContentIndex(index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < 64;
}

export function appendContent(item: ItemState, index: number, delta: string): ItemState {
  return item.told.includes(index) ? item : setContent(item, index, (item.contents[index] ?? '') + delta);
}

/** The content's words to their end. A frame without them takes back none that were told. */
export function tellContent(item: ItemState, index: number, text: string): ItemState {
  const isTold = item.told.includes(index);
  // An answer that is whole has its words: a late frame without words takes none away.
  if (text === '' && (isTold || (item.role === 'assistant' && item.status === 'complete'))) return item;
  const next = setContent(item, index, text);
  return text === '' || isTold || !isContentIndex(index) ? next : { ...next, told: [...next.told, index] };
}

export function itemText(item: ItemState): string {
  return item.contents.join('').trim();
}

/**
 * What a protocol item says of itself, over what is known of it already: what was told whole stays, else a completed item's words are
 * whole, and otherwise longer words win. A cut stays.
 */
export function mergeProtocolItem(item: ItemState, from: ProtocolItem): ItemState {
  // Whose words they are is known with them: a later frame that says otherwise is a broken one.
  const said = item.told.length > 0 && item.role !== null;
  let next: ItemState = {
    ...item,
    ...(!said && { kind: from.kind, role: from.role ?? item.role, hidden: item.hidden || from.role === 'system' }),
    modality: from.contents.some((content) => content.kind === 'audio') ? 'voice' : item.modality,
  };
  if (next.status === 'interrupted') return next;
  from.contents.forEach((content, index) => {
    if (content.text === null || content.text === '' || next.told.includes(index)) return;
    if (from.status === 'completed') next = tellContent(next, index, content.text);
    else if (content.text.length > (next.contents[index] ?? '').length) next = setContent(next, index, content.text);
  });
  return next;
}
