import { isWireObject } from './field-list.js';
import type { WireObject } from './upstream-shape.js';

/** The oldest is forgotten beyond: nobody answers it any more. */
const maxRequests = 100;

/** The calls of MCP servers that wait for the visitor's consent, as the browser was shown them. */
export class Approvals {
  /** Id of the request → whether it waits. One that was answered is kept, as its item may come once more. */
  readonly #requests = new Map<string, boolean>();

  /** Takes an event that goes to the browser. */
  shown(event: WireObject): void {
    const item = event['item'];
    if (!isWireObject(item) || item['type'] !== 'mcp_approval_request') return;
    const { id } = item;
    if (typeof id !== 'string' || this.#requests.has(id)) return;
    this.#requests.set(id, true);
    if (this.#requests.size > maxRequests) this.#requests.delete(this.#requests.keys().next().value!);
  }

  isOpen(id: string): boolean {
    return this.#requests.get(id) === true;
  }

  answered(id: string): void {
    this.#requests.set(id, false);
  }
}
