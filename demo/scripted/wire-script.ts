import type { ScriptedConnection } from 'realtime-assistant/testing';

/** A passage as the relay tells of it, see docs/wire.md. */
export interface ScriptedSource {
  readonly title: string;
  readonly heading?: string;
  readonly text: string;
  readonly quote: string;
  readonly url?: string;
}

/** So many milliseconds of silence, PCM16 at 24 kHz, as base64. */
export function silence(ms: number): string {
  return 'A'.repeat(64 * ms);
}

/**
 * The relay's side of a conversation, in frames of the wire: what the visitor was heard to say, and what is answered. Ids
 * are counted, so that the same script makes the same conversation.
 */
export class WireScript {
  readonly #line: ScriptedConnection;
  #count = 0;
  #asked = '';
  #answer = { response: '', item: '', text: '', written: false };

  constructor(line: ScriptedConnection) {
    this.#line = line;
  }

  /** The visitor begins to speak. */
  hears(words = ''): void {
    this.#asked = `asked_${++this.#count}`;
    this.#line.say({ type: 'input_audio_buffer.speech_started', item_id: this.#asked, audio_start_ms: 0 });
    if (words !== '') this.partly(words);
  }

  /** More words of the visitor, while they still speak. */
  partly(delta: string): void {
    this.#line.say({
      type: 'conversation.item.input_audio_transcription.delta',
      item_id: this.#asked,
      content_index: 0,
      delta,
    });
  }

  /** The visitor has finished; `null`: what they said could not be made out. */
  heard(transcript: string | null): void {
    const item_id = this.#asked;
    const item = { id: item_id, type: 'message', role: 'user', status: 'completed' };
    this.#line.say(
      { type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: 900 },
      { type: 'input_audio_buffer.committed', item_id, previous_item_id: null },
      { type: 'conversation.item.added', item: { ...item, content: [{ type: 'input_audio', transcript: null }] } },
      transcript === null
        ? {
            type: 'conversation.item.input_audio_transcription.failed',
            item_id,
            content_index: 0,
            error: { message: 'Not understood.' },
          }
        : { type: 'conversation.item.input_audio_transcription.completed', item_id, content_index: 0, transcript },
    );
  }

  asks(text: string): void {
    this.hears();
    this.heard(text);
  }

  /** Takes the next typed message, and returns its text. */
  async reads(limitMs = 10_000): Promise<string> {
    const frame = await this.#line.next('conversation.item.create', limitMs);
    const item = frame['item'] as { readonly content?: readonly { readonly text?: string }[] };
    this.#line.say(
      { type: 'conversation.item.added', item: { ...item, status: 'completed' }, previous_item_id: null },
      { type: 'conversation.item.done', item: { ...item, status: 'completed' }, previous_item_id: null },
    );
    return item.content?.[0]?.text ?? '';
  }

  /** An answer is being made. */
  thinks(): void {
    const response = `answer_${++this.#count}`;
    this.#answer = { response, item: `said_${this.#count}`, text: '', written: false };
    this.#line.say({ type: 'response.created', response: { id: response, status: 'in_progress', output: [] } });
  }

  /** Words of the answer, and so much sound of them; without sound they are written. */
  says(words: string, soundMs = 0): void {
    const answer = this.#answer;
    const place = { response_id: answer.response, item_id: answer.item, output_index: 0, content_index: 0 };
    if (answer.text === '') {
      answer.written = soundMs === 0;
      const item = { id: answer.item, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
      this.#line.say(
        { type: 'response.output_item.added', response_id: answer.response, output_index: 0, item },
        { type: 'conversation.item.added', item, previous_item_id: null },
      );
    }
    answer.text += words;
    const kind = answer.written ? 'text' : 'audio_transcript';
    this.#line.say({ type: `response.output_${kind}.delta`, ...place, delta: words });
    if (soundMs > 0) this.#line.say({ type: 'response.output_audio.delta', ...place, delta: silence(soundMs) });
  }

  /** The answer is made, though perhaps not heard yet. */
  ends(sources: readonly ScriptedSource[] = []): void {
    const { response, item, text, written } = this.#answer;
    const place = { response_id: response, item_id: item, output_index: 0, content_index: 0 };
    const content = [written ? { type: 'output_text', text } : { type: 'output_audio', transcript: text }];
    const message = { id: item, type: 'message', role: 'assistant', status: 'completed', content };
    if (written) this.#line.say({ type: 'response.output_text.done', ...place, text });
    else {
      this.#line.say({ type: 'response.output_audio_transcript.done', ...place, transcript: text });
    }
    if (sources.length > 0) this.#sources(sources);
    if (!written) this.#line.say({ type: 'response.output_audio.done', ...place });
    this.#line.say(
      { type: 'response.output_item.done', response_id: response, output_index: 0, item: message },
      { type: 'conversation.item.done', item: message, previous_item_id: null },
      { type: 'response.done', response: { id: response, status: 'completed', output: [message] } },
    );
  }

  answers(text: string, sources: readonly ScriptedSource[] = []): void {
    this.thinks();
    this.says(text);
    this.ends(sources);
  }

  /** The service gives the answer up. */
  breaksOff(message: string): void {
    const { response } = this.#answer;
    const status_details = { type: 'failed', error: { type: 'server_error', code: 'server_error', message } };
    this.#line.say({ type: 'response.done', response: { id: response, status: 'failed', status_details, output: [] } });
  }

  /** The service has heard that the answer was interrupted. */
  stops(): void {
    const status_details = { type: 'cancelled', reason: 'client_cancelled' };
    const response = { id: this.#answer.response, status: 'cancelled', status_details, output: [] };
    this.#line.say({ type: 'response.done', response });
  }

  /** A tool of the relay runs, or has ended. */
  tool(label: string, status: 'started' | 'completed' | 'failed' = 'started'): void {
    const call_id = `call_${this.#answer.response}`;
    this.#line.say({ type: 'extension.relay.tool_call', call_id, name: 'search', label, status });
  }

  /** A tool of a third party wants the visitor's consent. */
  wantsConsent(server_label: string, name: string, args: object): void {
    this.thinks();
    const { response } = this.#answer;
    const item = { id: `ask_${response}`, type: 'mcp_approval_request', server_label, name, arguments: JSON.stringify(args) };
    this.#line.say(
      { type: 'response.output_item.added', response_id: response, output_index: 0, item },
      { type: 'response.output_item.done', response_id: response, output_index: 0, item },
      { type: 'response.done', response: { id: response, status: 'completed', output: [item] } },
    );
  }

  /** The service asks a tool of the page. */
  calls(name: string, args: object): void {
    this.thinks();
    const { response } = this.#answer;
    const call = { id: `item_${response}`, type: 'function_call', status: 'completed', call_id: `call_${response}` };
    const output = [{ ...call, name, arguments: JSON.stringify(args) }];
    this.#line.say({ type: 'response.done', response: { id: response, status: 'completed', output } });
  }

  /** The relay says why, and ends the connection. */
  refuses(code: string, message: string, closeCode: number, fields: object = {}): void {
    this.#line.say({ type: 'error', error: { type: 'relay_error', code, message, ...fields } });
    this.#line.drop(closeCode, code);
  }

  #sources(sources: readonly ScriptedSource[]): void {
    const listed = sources.map(({ title, heading = '', text, quote, url = '' }, index) => {
      return { chunk_id: `${this.#answer.item}-${index}`, title, heading, chunk: text, quote, url };
    });
    this.#line.say({
      type: 'extension.middle_tier_tool_response',
      item_id: this.#answer.item,
      response_id: this.#answer.response,
      tool_name: 'report_grounding',
      tool_result: JSON.stringify({ sources: listed }),
    });
  }
}
