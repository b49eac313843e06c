import { readFileSync } from 'node:fs';
import type { Effect, ConversationState } from '../../../src/conversation/state.ts';
import { EMPTY_CONVERSATION } from '../../../src/conversation/state.ts';
import { reduce } from '../../../src/conversation/reduce.ts';
import { selectMessages } from '../../../src/conversation/selectors.ts';
import type { Dialect, DialectConnection } from '../../../src/protocol/dialect.ts';
import { openai } from '../../../src/protocol/openai.ts';

/** A whole recorded session, frame by frame. */
export function recordedSession(name: string): object[] {
  const text = readFileSync(new URL(`./sequences/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}

/** A conversation that hears frames of the wire, and what happens on this side. */
export class Listener {
  state: ConversationState = EMPTY_CONVERSATION;
  readonly effects: Effect[] = [];
  readonly #spoken: DialectConnection;
  #now = 0;

  constructor(dialect: Dialect = openai) {
    this.#spoken = dialect.open({});
  }

  hear(...frames: readonly object[]): this {
    return this.read(...frames.map((frame) => JSON.stringify(frame)));
  }

  /** Frames as text, broken ones too. */
  read(...texts: readonly string[]): this {
    for (const text of texts) for (const event of this.#spoken.decode(text)) this.#take(event);
    return this;
  }

  happens(...events: readonly Parameters<typeof reduce>[1][]): this {
    for (const event of events) this.#take(event);
    return this;
  }

  /** What people see: `role: text`, with the status where it is not complete. */
  get transcript(): string[] {
    return selectMessages(this.state).map(
      ({ role, text, status }) => `${role}: ${text}${status === 'complete' ? '' : ` (${status})`}`,
    );
  }

  #take(event: Parameters<typeof reduce>[1]): void {
    const { state, effects } = reduce(this.state, event, ++this.#now);
    this.state = state;
    this.effects.push(...effects);
  }
}

export const wire = {
  speechStarted: (item_id: string) => ({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: 0 }),
  committed: (item_id: string, previous_item_id: string | null = null) => ({
    type: 'input_audio_buffer.committed',
    item_id,
    previous_item_id,
  }),
  heard: (item_id: string, transcript: string) => ({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id,
    content_index: 0,
    transcript,
  }),
  hearing: (item_id: string, delta: string, content_index = 0) => ({
    type: 'conversation.item.input_audio_transcription.delta',
    item_id,
    content_index,
    delta,
  }),
  added: (item: object, previous_item_id: string | null = null) => ({
    type: 'conversation.item.added',
    item,
    previous_item_id,
  }),
  done: (item: object) => ({ type: 'conversation.item.done', item, previous_item_id: null }),
  userVoice: (id: string) => ({
    id,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript: null }],
  }),
  userText: (id: string, text: string) => ({
    id,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_text', text }],
  }),
  answer: (id: string, status = 'in_progress', transcript?: string) => ({
    id,
    type: 'message',
    role: 'assistant',
    status,
    content: transcript === undefined ? [] : [{ type: 'output_audio', transcript }],
  }),
  call: (id: string, name: string, args = '{}') => ({
    id,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${id}`,
    name,
    arguments: args,
  }),
  responseCreated: (id: string, fields: object = {}) => ({
    type: 'response.created',
    response: { id, status: 'in_progress', output: [], conversation_id: 'conv', ...fields },
  }),
  responseDone: (id: string, status = 'completed', fields: object = {}) => ({
    type: 'response.done',
    response: { id, status, status_details: null, output: [], ...fields },
  }),
  outputItem: (response_id: string, item: object) => ({ type: 'response.output_item.added', response_id, item }),
  outputItemDone: (response_id: string, item: object) => ({ type: 'response.output_item.done', response_id, item }),
  words: (response_id: string, item_id: string, delta: string, content_index = 0) => ({
    type: 'response.output_audio_transcript.delta',
    response_id,
    item_id,
    content_index,
    delta,
  }),
  written: (response_id: string, item_id: string, delta: string, content_index = 0) => ({
    type: 'response.output_text.delta',
    response_id,
    item_id,
    content_index,
    delta,
  }),
  sources: (item_id: string, ...ids: string[]) => ({
    type: 'extension.middle_tier_tool_response',
    item_id,
    tool_name: 'report_grounding',
    tool_result: JSON.stringify({ sources: ids.map((id) => ({ chunk_id: id, title: id, chunk: `Words of ${id}.` })) }),
  }),
};
