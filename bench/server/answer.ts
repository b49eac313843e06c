import { delay } from '../clock.ts';
import { Tone } from './tone.ts';
import { newId, responseObject, type WireEvent } from './wire-event.ts';

export interface AnswerOptions {
  /** Length of each item's audio. */
  readonly itemsMs: readonly number[];
  /** Audio in one delta; default 250 ms, as the service sends it. */
  readonly deltaMs?: number;
  /** How much faster than it plays the audio comes; default 10, as the service sends it. */
  readonly speed?: number;
  /** Audio that is sent at once, ahead of the pace. */
  readonly leadMs?: number;
  /** Whether its loudness is that of speech; default: a steady tone. */
  readonly syllables?: boolean;
}

export interface AnswerItem {
  readonly id: string;
  readonly ms: number;
}

interface Wire {
  send(event: WireEvent): number;
  added(item: { readonly id: string }): void;
  sent(itemId: string, ms: number): void;
}

const words = 'The campground opens in April, and the lake is warm enough to swim in from the middle of June.';

/** One spoken answer, sent as the service sends it. */
export class Answer {
  readonly responseId = newId('resp');
  readonly items: readonly AnswerItem[];
  /** When the first audio went to the socket. */
  firstDeltaAt = Number.NaN;
  /** Resolves with the last event. */
  readonly finished: Promise<void>;
  readonly #options: Required<AnswerOptions>;
  readonly #wire: Wire;
  readonly #output: object[] = [];
  #isCancelled = false;
  #open: { readonly at: object; readonly item: { readonly id: string } } | undefined;
  #isOver = false;
  #sentMs = 0;
  readonly #startedAt = performance.now();

  constructor(options: AnswerOptions, wire: Wire) {
    this.#options = { deltaMs: 250, speed: 10, leadMs: 0, syllables: false, ...options };
    this.#wire = wire;
    this.items = options.itemsMs.map((ms) => ({ id: newId('item'), ms }));
    this.finished = this.#send();
  }

  /** Ends it now: what was begun is ended as incomplete. Nothing happens to an answer that is complete. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isCancelled = true;
    if (this.#open !== undefined) this.#endItem(this.#open.at, this.#open.item, 'incomplete');
    this.#end('cancelled');
  }

  async #send(): Promise<void> {
    const response = responseObject(this.responseId, 'in_progress', []);
    this.#wire.send({ type: 'response.created', response });
    for (const [index, item] of this.items.entries()) {
      if (this.#isCancelled) return;
      await this.#sendItem(item, index);
    }
    if (!this.#isCancelled) this.#end('completed');
  }

  async #sendItem({ id, ms }: AnswerItem, index: number): Promise<void> {
    const item = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const at = { response_id: this.responseId, item_id: id, output_index: index, content_index: 0 };
    this.#open = { at, item };
    this.#wire.send({
      type: 'response.output_item.added',
      response_id: this.responseId,
      output_index: index,
      item,
    });
    this.#wire.added(item);
    this.#wire.send({ type: 'response.content_part.added', ...at, part: { type: 'audio', transcript: '' } });
    const texts = words.split(/(?= )/);
    const tone = new Tone(600 + 150 * index, this.#options.syllables);
    const { deltaMs } = this.#options;
    for (let start = 0; start < ms; start += deltaMs) {
      const part = Math.min(deltaMs, ms - start);
      // Built before the moment that is measured.
      const delta = tone.next(part).toString('base64');
      await this.#pace();
      if (this.#isCancelled) return;
      // The words run ahead of the audio.
      for (const text of texts.splice(0, Math.ceil((part * 4) / 250))) {
        this.#wire.send({
          type: 'response.output_audio_transcript.delta',
          ...at,
          delta: text,
          obfuscation: 'kX1yigxefJb',
        });
      }
      const sentAt = this.#wire.send({ type: 'response.output_audio.delta', ...at, delta });
      if (Number.isNaN(this.firstDeltaAt)) this.firstDeltaAt = sentAt;
      this.#wire.sent(id, part);
      this.#sentMs += part;
    }
    this.#endItem(at, item, 'completed');
  }

  /** Waits until the next delta is due. A timer that was late is caught up with. */
  async #pace(): Promise<void> {
    const { speed, leadMs } = this.#options;
    if (this.#sentMs < leadMs) return;
    const due = this.#startedAt + (this.#sentMs - leadMs) / speed;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
  }

  #endItem(at: object, item: { readonly id: string }, status: 'completed' | 'incomplete'): void {
    this.#open = undefined;
    const part = { type: 'audio', transcript: words };
    const done = { ...item, status, content: [{ type: 'output_audio', transcript: words }] };
    this.#wire.send({ type: 'response.output_audio.done', ...at });
    this.#wire.send({ type: 'response.output_audio_transcript.done', ...at, transcript: words });
    this.#wire.send({ type: 'response.content_part.done', ...at, part });
    // The service says null here, though `added` was right.
    this.#wire.send({ type: 'conversation.item.done', previous_item_id: null, item: done });
    this.#wire.send({
      type: 'response.output_item.done',
      response_id: this.responseId,
      output_index: this.#output.length,
      item: done,
    });
    this.#output.push(done);
  }

  #end(status: 'completed' | 'cancelled'): void {
    this.#isOver = true;
    this.#wire.send({ type: 'response.done', response: responseObject(this.responseId, status, this.#output) });
  }
}
