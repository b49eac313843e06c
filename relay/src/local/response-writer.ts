import { bytesPerMs } from './audio-format.js';
import type { ContentPart, Conversation, Entry, Item, ItemStatus } from './conversation.js';
import type { Fields } from './fields.js';
import { createId, obfuscationFor } from './ids.js';
import type { AudioOutput, FunctionTool, Modality, ToolChoice } from './session-settings.js';
import { spokenTokens, textTokens, usageOf } from './usage.js';

/** What a response is to be: the session's settings with those of its `response.create` over them. */
export interface ResponsePlan {
  readonly modality: Modality;
  readonly audio: AudioOutput;
  readonly instructions: string;
  readonly responseInstructions: string | null;
  readonly tools: readonly FunctionTool[];
  readonly toolChoice: ToolChoice;
  readonly maxOutputTokens: number | 'inf';
  readonly metadata: unknown;
  /** `conversation: "none"`: answers beside the conversation and leaves no items in it. */
  readonly outOfBand: boolean;
  /** What it answers to. */
  readonly entries: readonly Entry[];
}

export interface ResponseEnd {
  readonly status: 'completed' | 'cancelled' | 'incomplete' | 'failed';
  readonly details: object | null;
}

/** Where a piece of an answer belongs. */
export interface SpokenAt {
  readonly responseId: string;
  readonly itemId: string;
  readonly contentIndex: number;
}

/** The item that is being written. */
interface OpenItem {
  readonly entry: Entry;
  readonly audio: Int16Array[];
  text: string;
  audioBytes: number;
}

/**
 * Writes one response's events in the order that was recorded from the service, whatever moment it ends at. After its end
 * it writes nothing more.
 */
export class ResponseWriter {
  readonly id = createId('resp');
  readonly #plan: ResponsePlan;
  readonly #emit: (event: Fields) => void;
  readonly #play: ((at: SpokenAt, samples: Int16Array) => void) | undefined;
  readonly #conversation: Conversation;
  readonly #conversationId: string | null;
  readonly #output: Item[] = [];
  #open: OpenItem | undefined;
  #written = { text: '', audioMs: 0 };
  #ended = false;

  /** `play`: takes the audio instead of the wire. */
  constructor(
    plan: ResponsePlan,
    conversation: Conversation,
    conversationId: string,
    emit: (event: Fields) => void,
    play?: (at: SpokenAt, samples: Int16Array) => void,
  ) {
    this.#plan = plan;
    this.#play = play;
    this.#conversation = conversation;
    this.#conversationId = plan.outOfBand ? null : conversationId;
    this.#emit = (event) => {
      if (!this.#ended) emit(event);
    };
    this.#emit({ type: 'response.created', response: this.#response('in_progress', null, null) });
  }

  /** Audio that was written, in milliseconds. */
  get audioMs(): number {
    return this.#written.audioMs;
  }

  /** Whether `max_output_tokens` is used up. */
  get isFull(): boolean {
    const { maxOutputTokens } = this.#plan;
    return (
      maxOutputTokens !== 'inf' &&
      textTokens(this.#written.text) + spokenTokens(this.#written.audioMs) >= maxOutputTokens
    );
  }

  openMessage(suggestion?: string): void {
    if (this.#ended) return;
    const item: Item = { id: createId('item'), type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const entry: Entry = { item, audioMs: 0, ...(suggestion === undefined ? {} : { suggestion }) };
    this.#begin(entry);
    const part = this.#plan.modality === 'audio' ? { type: 'audio', transcript: '' } : { type: 'text', text: '' };
    this.#emit({ type: 'response.content_part.added', ...this.#at(), part });
  }

  text(delta: string): void {
    if (this.#open === undefined) return;
    this.#open.text += delta;
    this.#written.text += delta;
    const kind = this.#plan.modality === 'audio' ? 'output_audio_transcript' : 'output_text';
    this.#emit({ type: `response.${kind}.delta`, ...this.#at(), delta, obfuscation: obfuscationFor(delta) });
  }

  /** `bytes` in the output's format; `samples` the same at 24 kHz. */
  audio(bytes: Buffer, samples: Int16Array): void {
    if (this.#open === undefined || this.#ended) return;
    this.#open.audio.push(samples);
    this.#open.audioBytes += bytes.length;
    this.#written.audioMs += bytes.length / bytesPerMs(this.#plan.audio.format);
    this.#open.entry.audioMs = this.#open.audioBytes / bytesPerMs(this.#plan.audio.format);
    const at = this.#at();
    if (this.#play === undefined)
      this.#emit({ type: 'response.output_audio.delta', ...at, delta: bytes.toString('base64') });
    else this.#play({ responseId: at.response_id, itemId: at.item_id, contentIndex: at.content_index }, samples);
  }

  closeMessage(status: ItemStatus): void {
    const open = this.#open;
    if (open === undefined || open.entry.item.type !== 'message') return;
    const spoken = this.#plan.modality === 'audio';
    const at = this.#at();
    if (spoken) {
      this.#emit({ type: 'response.output_audio.done', ...at });
      this.#emit({ type: 'response.output_audio_transcript.done', ...at, transcript: open.text });
    } else this.#emit({ type: 'response.output_text.done', ...at, text: open.text });
    const part = spoken ? { type: 'audio', transcript: open.text } : { type: 'text', text: open.text };
    this.#emit({ type: 'response.content_part.done', ...at, part });
    const content: ContentPart = spoken
      ? { type: 'output_audio', transcript: open.text }
      : { type: 'output_text', text: open.text };
    if (open.audio.length > 0) open.entry.audio = concatenated(open.audio);
    // Spoken items were recorded with no previous item here, although `added` had told it.
    this.#end({ ...open.entry.item, status, content: [content] }, spoken ? null : this.#previousId(open.entry));
  }

  functionCall(name: string, args: string): void {
    if (this.#ended) return;
    const callId = createId('call');
    this.#begin({
      item: {
        id: createId('item'),
        type: 'function_call',
        status: 'in_progress',
        name,
        call_id: callId,
        arguments: '',
      },
    });
    const { content_index: _, ...at } = this.#at();
    for (const delta of tokensOf(args)) {
      this.#written.text += delta;
      this.#emit({
        type: 'response.function_call_arguments.delta',
        ...at,
        call_id: callId,
        delta,
        obfuscation: obfuscationFor(delta),
      });
    }
    this.#emit({ type: 'response.function_call_arguments.done', ...at, call_id: callId, name, arguments: args });
    const { item } = this.#open!.entry;
    if (item.type === 'function_call') this.#end({ ...item, status: 'completed', arguments: args }, null);
  }

  /** Closes what is open and says how it ended. */
  finish({ status, details }: ResponseEnd): void {
    if (this.#ended) return;
    this.closeMessage(status === 'completed' ? 'completed' : 'incomplete');
    const usage = usageOf(this.#plan.instructions, this.#plan.entries, this.#written);
    this.#emit({ type: 'response.done', response: this.#response(status, details, usage) });
    this.#ended = true;
  }

  #begin(entry: Entry): void {
    this.#open = { entry, audio: [], text: '', audioBytes: 0 };
    const { item } = entry;
    this.#emit({ type: 'response.output_item.added', response_id: this.id, output_index: this.#output.length, item });
    if (this.#plan.outOfBand) return;
    const previous = this.#conversation.insert(entry);
    this.#emit({ type: 'conversation.item.added', previous_item_id: previous, item });
  }

  #end(item: Item, previous: string | null): void {
    this.#open!.entry.item = item;
    this.#open = undefined;
    if (!this.#plan.outOfBand) this.#emit({ type: 'conversation.item.done', previous_item_id: previous, item });
    this.#emit({ type: 'response.output_item.done', response_id: this.id, output_index: this.#output.length, item });
    this.#output.push(item);
  }

  #previousId(entry: Entry): string | null {
    return this.#plan.outOfBand ? null : this.#conversation.previousIdOf(entry.item.id);
  }

  #at(): { response_id: string; item_id: string; output_index: number; content_index: number } {
    return {
      response_id: this.id,
      item_id: this.#open!.entry.item.id,
      output_index: this.#output.length,
      content_index: 0,
    };
  }

  #response(status: string, details: object | null, usage: object | null): Fields {
    const { format, voice } = this.#plan.audio;
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: details,
      output: [...this.#output],
      conversation_id: this.#conversationId,
      output_modalities: [this.#plan.modality],
      max_output_tokens: this.#plan.maxOutputTokens,
      audio: { output: { format, voice } },
      usage,
      metadata: this.#plan.metadata,
    };
  }
}

/** A text in pieces as a model makes them: words with the space before them, marks alone. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}'’]+|\s*[^\s\p{L}\p{N}]+|\s+$/gu) ?? [];
}

function concatenated(chunks: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
