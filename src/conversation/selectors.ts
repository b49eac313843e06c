import type { Message } from './conversation.ts';
import { itemText } from './items.ts';
import type { ConversationState, ItemState } from './state.ts';

/** Messages are made once an item changed, and kept: a list of a thousand renders only what is new. */
const messages = new WeakMap<ItemState, Message | null>();

function toMessage(item: ItemState): Message | null {
  if (item.kind !== 'message' || item.hidden || (item.role !== 'user' && item.role !== 'assistant')) return null;
  const text = itemText(item);
  // Noise is transcribed as nothing: no bubble. Words that could not be transcribed are said to have been there.
  if (text === '' && !(item.status === 'failed' && item.role === 'user')) return null;
  const { id, role, modality, status, sources, images, at } = item;
  return Object.freeze({ id, role, modality, status, text, sources, images, at });
}

function messageOf(item: ItemState): Message | null {
  let message = messages.get(item);
  if (message === undefined) {
    message = toMessage(item);
    messages.set(item, message);
  }
  return message;
}

/** What people see of a conversation, in its order. The same array as long as the items are the same. */
const lists = new WeakMap<readonly ItemState[], readonly Message[]>();
export function selectMessages(state: ConversationState): readonly Message[] {
  let list = lists.get(state.items);
  if (list === undefined) {
    list = Object.freeze(state.items.map((item) => messageOf(item)).filter((message) => message !== null));
    lists.set(state.items, list);
  }
  return list;
}

export function selectMessage(state: ConversationState, itemId: string): Message | null {
  const item = state.items.findLast((entry) => entry.id === itemId);
  return item === undefined ? null : messageOf(item);
}

/**
 * What a new session is told of an earlier one: what was said and finished, and context of the page; the newest
 * `limit`.
 */
export function selectHistory(
  state: ConversationState,
  limit: number,
): { readonly itemId: string; readonly role: 'user' | 'assistant'; readonly text: string }[] {
  return state.items
    .flatMap((item) => {
      const { id: itemId, kind, role, status, hidden } = item;
      if (kind !== 'message' || role === null || role === 'system' || (hidden && role !== 'user')) return [];
      const text = itemText(item);
      return text !== '' && (status === 'complete' || status === 'interrupted') ? [{ itemId, role, text }] : [];
    })
    .slice(-limit);
}

/** Whether the last thing said is the visitor's, whole, and nothing has come after it. */
export function selectUnanswered(state: ConversationState): boolean {
  const last = selectMessages(state).at(-1);
  return last?.role === 'user' && last.status === 'complete';
}

/** Whether an answer is being made. */
export function selectAnswering(state: ConversationState): boolean {
  return state.responses.some((id) => !state.outOfBand.includes(id)) || state.tools.length > 0;
}
