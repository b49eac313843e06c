import type { ConversationState, ItemState } from './state.ts';

/** Pictures that a conversation keeps, the newest: each may have some 900 kB. */
const IMAGE_LIMIT = 12;

/** The same conversation without the pictures that are too old; their messages stay. */
export function keepNewestImages(state: ConversationState): ConversationState {
  let left = IMAGE_LIMIT;
  const tooOld = state.items.findLastIndex(({ images }) => (left -= images.length) < 0);
  if (tooOld < 0) return state;
  const items = state.items.map((item, at) => (at > tooOld || item.images.length === 0 ? item : withoutImages(item)));
  return { ...state, items };
}

function withoutImages(item: ItemState): ItemState {
  return { ...item, images: [] };
}
