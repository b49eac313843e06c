import { isWireObject } from './field-list.js';
import type { WireObject } from './upstream-shape.js';

/**
 * Keeps the relay's own tool calls, their arguments and outputs out of the browser's sight, and mends the order: an
 * answer follows the hidden output of its tool, so its `previous_item_id` becomes that of the last item that the
 * browser has seen.
 */
export class HiddenItems {
  readonly #isClientTool: (name: string) => boolean;
  /** Hidden item id → the visible item before it. */
  readonly #before = new Map<string, string | null>();
  readonly #calls = new Set<string>();

  constructor(isClientTool: (name: string) => boolean) {
    this.#isClientTool = isClientTool;
  }

  /** Every call that is not of the browser's tools is the relay's, also one of a name that the model made up. */
  isHidden(item: WireObject): boolean {
    const { id, call_id: callId, type, name } = item;
    if (type === 'function_call') return typeof name !== 'string' || !this.#isClientTool(name);
    if (type === 'function_call_output') return typeof callId === 'string' && this.#calls.has(callId);
    return typeof id === 'string' && this.#before.has(id);
  }

  /** The visible item at or before `itemId`. */
  visible(itemId: unknown): string | null {
    let id = typeof itemId === 'string' ? itemId : null;
    while (id !== null && this.#before.has(id)) id = this.#before.get(id) ?? null;
    return id;
  }

  /** The event as the browser may see it: the same object, a mended one, or null when it stays hidden. */
  conceal(event: WireObject): WireObject | null {
    const item = event['item'];
    if (isWireObject(item)) {
      if (this.isHidden(item)) {
        this.#remember(item, event);
        return null;
      }
    } else if (typeof event['item_id'] === 'string' && this.#before.has(event['item_id'])) {
      return null;
    }
    const previous = event['previous_item_id'];
    if (typeof previous !== 'string' || !this.#before.has(previous)) return event;
    return { ...event, previous_item_id: this.visible(previous) };
  }

  #remember(item: WireObject, event: WireObject): void {
    if (typeof item['call_id'] === 'string') this.#calls.add(item['call_id']);
    const id = item['id'];
    if (typeof id !== 'string') return;
    // `…item.done` says null where `…item.added` said the truth; `response.output_item.added`, the first, says nothing.
    const previous = this.visible(event['previous_item_id']);
    // Never itself: `visible` would walk in a ring for ever.
    if (previous !== null && previous !== id) this.#before.set(id, previous);
    else if (!this.#before.has(id)) this.#before.set(id, null);
  }
}
