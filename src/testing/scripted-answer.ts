import { encodeBase64 } from '../base/base64.ts';

/** A passage behind an answer. */
export interface ScriptedSource {
  readonly title: string;
  /** The whole passage, plain text. */
  readonly text: string;
  readonly id?: string;
  readonly heading?: string;
  /** http(s), or relative to the page. */
  readonly url?: string;
  /** The sentence of `text` that supports the answer. */
  readonly quote?: string;
}

/** Sends frames to the widget. */
type Say = (...frames: readonly object[]) => void;

/** One answer of a scripted relay, in the words of OpenAI's interface. It is open until `end()`, `cancel()`, `fail()` or a drop. */
export class ScriptedAnswer {
  /** Id of the message, as the widget's events have it (`messageId`). */
  readonly id: string;
  readonly #say: Say;
  readonly #onEnd: () => void;
  readonly #responseId: string;
  #kind: 'text' | 'audio' | null = null;
  #words = '';
  #over = false;

  /** @internal */
  constructor(number: number, previousItemId: string | null, say: Say, onEnd: () => void) {
    this.id = `item_answer_${number}`;
    this.#responseId = `resp_${number}`;
    this.#say = say;
    this.#onEnd = onEnd;
    const item = this.#item('in_progress');
    say(
      { type: 'response.created', response: { id: this.#responseId, status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', ...this.#place, item },
      { type: 'conversation.item.added', previous_item_id: previousItemId, item },
    );
  }

  get ended(): boolean {
    return this.#over;
  }

  /** More words of a written answer. */
  write(words: string): this {
    this.#take('text', 'write');
    this.#words += words;
    this.#say({ type: 'response.output_text.delta', ...this.#place, content_index: 0, delta: words });
    return this;
  }

  /**
   * More of a spoken answer: its sound (PCM16, mono, 24 kHz; silence of 40 ms a letter where it is left out) and the words in it.
   */
  speak(words: string, pcm: ArrayBuffer = new ArrayBuffer(words.length * 40 * 48)): this {
    this.#take('audio', 'speak');
    if (pcm.byteLength % 2 !== 0) throw new Error('ScriptedAnswer: PCM16 has two bytes a sample; speak() was given an odd number.');
    this.#words += words;
    this.#say(
      { type: 'response.output_audio_transcript.delta', ...this.#place, content_index: 0, delta: words },
      { type: 'response.output_audio.delta', ...this.#place, content_index: 0, delta: encodeBase64(new Uint8Array(pcm)) },
    );
    return this;
  }

  /** The passages behind the answer; said once, they are all of them. */
  cite(...sources: readonly ScriptedSource[]): this {
    this.#check('cite');
    const told = sources.map(({ id, title, text, heading, url, quote }, at) => {
      if (text === '') throw new Error(`ScriptedAnswer: the source "${title}" has no text, so it would not be shown.`);
      return { chunk_id: id ?? `source_${at + 1}`, title, chunk: text, heading, url, quote };
    });
    this.#say({
      type: 'extension.middle_tier_tool_response',
      item_id: this.id,
      response_id: this.#responseId,
      tool_name: 'report_grounding',
      tool_result: JSON.stringify({ sources: told }),
    });
    return this;
  }

  /** The answer is whole. */
  end(): void {
    this.#check('end');
    const words = { [this.#kind === 'text' ? 'text' : 'transcript']: this.#words };
    const ends = { text: 'response.output_text.done', audio: 'response.output_audio_transcript.done' };
    if (this.#kind !== null) this.#say({ type: ends[this.#kind], ...this.#place, content_index: 0, ...words });
    if (this.#kind === 'audio') this.#say({ type: 'response.output_audio.done', ...this.#place, content_index: 0 });
    const item = this.#item('completed');
    this.#say({ type: 'conversation.item.done', previous_item_id: null, item }, { type: 'response.output_item.done', ...this.#place, item });
    this.#finish('completed', null);
  }

  /** The service has stopped it, as the widget's `response.cancel` asks. */
  cancel(): void {
    this.#check('cancel');
    this.#finish('cancelled', { type: 'cancelled', reason: 'client_cancelled' });
  }

  /** The service gives the answer up. */
  fail(message: string, code = 'server_error'): void {
    this.#check('fail');
    this.#finish('failed', { type: 'failed', error: { type: 'server_error', code, message } });
  }

  /** @internal the connection is gone */
  lose(): void {
    this.#over = true;
  }

  get #place(): { response_id: string; item_id: string; output_index: number } {
    return { response_id: this.#responseId, item_id: this.id, output_index: 0 };
  }

  #item(status: string): object {
    const part = this.#kind === 'audio' ? { type: 'output_audio', transcript: this.#words } : { type: 'output_text', text: this.#words };
    return { id: this.id, type: 'message', role: 'assistant', status, content: this.#kind === null ? [] : [part] };
  }

  #finish(status: 'completed' | 'cancelled' | 'failed', details: object | null): void {
    this.#over = true;
    const output = [this.#item(status === 'completed' ? 'completed' : 'incomplete')];
    this.#say({ type: 'response.done', response: { id: this.#responseId, status, status_details: details, output } });
    this.#onEnd();
  }

  #take(kind: 'text' | 'audio', method: string): void {
    this.#check(method);
    if (this.#kind !== null && this.#kind !== kind) {
      throw new Error('ScriptedAnswer: an answer is written or spoken; begin another for the other kind.');
    }
    this.#kind = kind;
  }

  #check(method: string): void {
    if (this.#over) throw new Error(`ScriptedAnswer: it is over, so ${method}() says nothing any more. answer() begins another.`);
  }
}
