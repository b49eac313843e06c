import type { Hearing } from './recognition.js';
import { ClientMistake, invalid } from './fields.js';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export interface ContentPart {
  readonly type: 'input_text' | 'input_audio' | 'input_image' | 'output_text' | 'output_audio';
  readonly text?: string;
  readonly transcript?: string | null;
  readonly image_url?: string;
  readonly detail?: string;
}

/** An item in the GA shape, as it goes over the wire. */
export type Item =
  | {
      readonly id: string;
      readonly type: 'message';
      readonly status: ItemStatus;
      readonly role: 'user' | 'assistant' | 'system';
      readonly content: readonly ContentPart[];
    }
  | {
      readonly id: string;
      readonly type: 'function_call';
      readonly status: ItemStatus;
      readonly name: string;
      readonly call_id: string;
      readonly arguments: string;
    }
  | { readonly id: string; readonly type: 'function_call_output'; readonly call_id: string; readonly output: string };

/** An item and what the engine keeps beside it. */
export interface Entry {
  item: Item;
  /** 24 kHz samples of its audio, for `conversation.item.retrieve`; dropped when the session's memory is full. */
  audio?: Int16Array;
  /** Milliseconds of audio that were generated (assistant) or heard (user). */
  audioMs?: number;
  /** What the listener made of a spoken user item. Never rejects. */
  heard?: Promise<Hearing>;
  /** Stands for a user who said nothing for `idle_timeout_ms`. */
  idle?: true;
  /** The topic that an assistant's item asked back about: "Did you mean …?" */
  suggestion?: string;
}

export interface ConversationLimits {
  /** Items beyond are forgotten, oldest first, as the service's own `truncation: "auto"` does. */
  readonly maxItems: number;
  /** Of all items' texts together, in UTF-16 units. */
  readonly maxCharacters: number;
  /** Of all items' audio together. */
  readonly maxAudioBytes: number;
}

/** The items of a session in order. */
export class Conversation {
  readonly #limits: ConversationLimits;
  #entries: Entry[] = [];

  constructor(limits: ConversationLimits) {
    this.#limits = limits;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get lastId(): string | null {
    return this.#entries.at(-1)?.item.id ?? null;
  }

  find(id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.item.id === id);
  }

  /** The item before; null for the first and for an unknown one. */
  previousIdOf(id: string): string | null {
    const index = this.#entries.findIndex((entry) => entry.item.id === id);
    return index > 0 ? this.#entries[index - 1]!.item.id : null;
  }

  /** Puts an item after `previousId` ("root": first; undefined or null: last) and returns the id that stands before it. */
  insert(entry: Entry, previousId?: string | null): string | null {
    if (this.find(entry.item.id) !== undefined) {
      throw new ClientMistake(
        'item_create_duplicate_id',
        `Error creating item: an item with ID '${entry.item.id}' already exists.`,
        'item.id',
      );
    }
    let index = this.#entries.length;
    if (previousId === 'root') index = 0;
    else if (previousId != null) {
      index = this.#entries.findIndex((other) => other.item.id === previousId) + 1;
      if (index === 0) {
        throw new ClientMistake(
          'item_create_invalid_previous_item_id',
          `Error creating item: the previous item with id '${previousId}' does not exist.`,
          'previous_item_id',
        );
      }
    }
    this.#entries.splice(index, 0, entry);
    const before = index > 0 ? this.#entries[index - 1]!.item.id : null;
    this.#forgetOldest();
    return before;
  }

  remove(id: string): void {
    if (this.find(id) === undefined) {
      throw new ClientMistake(
        'item_delete_invalid_item_id',
        `Error deleting item: the item with id '${id}' does not exist.`,
        'item_id',
      );
    }
    this.#entries = this.#entries.filter((entry) => entry.item.id !== id);
  }

  /** Cuts an assistant's audio and, with it, the words that were not heard: the whole transcript goes. */
  truncate(id: string, contentIndex: number, audioEndMs: number): void {
    const entry = this.find(id);
    if (entry === undefined) {
      throw new ClientMistake(
        'item_truncate_invalid_item_id',
        `Error truncating item: the item with id '${id}' does not exist.`,
        'item_id',
      );
    }
    const { item } = entry;
    const isSpoken = item.type === 'message' && item.role === 'assistant' && (entry.audioMs ?? 0) > 0;
    if (!isSpoken) {
      throw new ClientMistake('unsupported_content_type', 'Only model output audio messages can be truncated', null);
    }
    if (item.content[contentIndex] === undefined && item.status !== 'in_progress') {
      throw invalid(
        `Invalid 'content_index': the item with id '${id}' has no content part ${contentIndex}.`,
        'content_index',
      );
    }
    const audioMs = Math.floor(entry.audioMs ?? 0);
    if (audioEndMs > audioMs) {
      throw invalid(`Audio content of ${audioMs}ms is already shorter than ${audioEndMs}ms`, 'audio_end_ms');
    }
    entry.audioMs = audioEndMs;
    if (entry.audio !== undefined) entry.audio = entry.audio.slice(0, audioEndMs * 24);
    const content = item.content.map((part): ContentPart =>
      part.type === 'output_audio' ? { type: 'output_audio' } : part,
    );
    entry.item = { ...item, content };
  }

  #forgetOldest(): void {
    const { maxItems, maxCharacters, maxAudioBytes } = this.#limits;
    let characters = 0;
    let audioBytes = 0;
    let kept = 0;
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index]!;
      characters += textLength(entry.item);
      if (kept > 0 && (kept >= maxItems || characters > maxCharacters)) {
        this.#entries = this.#entries.slice(index + 1);
        return;
      }
      kept += 1;
      audioBytes += entry.audio?.byteLength ?? 0;
      if (audioBytes > maxAudioBytes) delete entry.audio;
    }
  }
}

function textLength(item: Item): number {
  if (item.type === 'function_call') return item.arguments.length;
  if (item.type === 'function_call_output') return item.output.length;
  let length = 0;
  for (const part of item.content) length += (part.text ?? part.transcript ?? part.image_url ?? '').length;
  return length;
}
