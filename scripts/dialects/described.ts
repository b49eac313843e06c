import type { Dialect } from '../../src/protocol/dialect.ts';
import { OPENAI_BETA_UNUSED, OPENAI_UNUSED } from '../../src/protocol/known-unused.ts';
import { OPENAI_BETA_READERS, openaiBeta } from '../../src/protocol/openai-beta.ts';
import { OPENAI_READERS, openai } from '../../src/protocol/openai.ts';

/**
 * A dialect as `docs/dialects.md` shows it. What an event becomes is found by decoding a frame of it, never told here: a new dialect is
 * one more entry of {@link DESCRIBED}.
 */
export interface Described {
  readonly dialect: Dialect;
  /** Markdown: who speaks it, and what is special about it. */
  readonly intro: string;
  /** What the wire says, each by the name that its table is to show. */
  readonly events: readonly string[];
  /** Frames of one connection, the last of them being the event's; those before it set the stage. */
  readonly frames: (event: string) => readonly string[];
  /** Why an event passes as `unknown`, by its name. */
  readonly unused: Readonly<Record<string, string>>;
}

const RELAY_EVENTS = ['extension.middle_tier_tool_response', 'extension.relay.tool_call', 'extension.relay.note', 'extension.relay.draining'];

/** Every field that any reader asks for. */
const FIELDS = {
  session: { id: 'sess_1', type: 'realtime', audio: {} },
  item: { id: 'item_1', type: 'message', role: 'assistant', content: [] },
  item_id: 'item_1',
  response: { id: 'resp_1', status: 'completed', output: [] },
  response_id: 'resp_1',
  delta: 'AAAA',
  call_id: 'call_1',
  status: 'started',
  tool_result: '{"sources":[]}',
  action: 'added',
  note: { id: 'note_1' },
  error: { type: 'server_error', message: 'An error.' },
};

function realtimeFrames(event: string): string[] {
  const frame = { ...FIELDS, type: event };
  // The end of a call says something only where the call began.
  const begun = /^(response\..*_call)\.(completed|failed|searching)$/.exec(event);
  const before = begun === null || event.endsWith('.searching') ? [] : [{ ...FIELDS, type: `${begun[1]}.in_progress` }];
  return [...before, frame].map((entry) => JSON.stringify(entry));
}

function realtime(dialect: Dialect, intro: string, readers: object, unused: Readonly<Record<string, string>>): Described {
  const events = [...Object.keys(readers), ...Object.keys(unused)].toSorted();
  return { dialect, intro, events: [...events, ...RELAY_EVENTS], frames: realtimeFrames, unused };
}

export const DESCRIBED: readonly Described[] = [
  realtime(
    openai,
    `OpenAI's GA protocol: 11 client and 46 server events. Also spoken by Azure OpenAI at \`/openai/v1/realtime\`, by this project's relay
and by its local engine. Azure's quirks need no settings: the doubled \`content\` of its content parts is not read, and a transcription
that names a deployment it has not (\`DeploymentNotFound\`) marks the visitor's turn as not transcribed while the conversation goes on.
Over WebRTC and a sideband the same events come without audio, and \`output_audio_buffer.*\` tell what is heard.`,
    OPENAI_READERS,
    OPENAI_UNUSED,
  ),
  realtime(
    openaiBeta,
    `The protocol before GA: gone at OpenAI since May 2026, alive at Azure OpenAI's preview endpoint and in Azure Voice Live, whose events
beside it are in the table. Voice Live also says \`conversation.item.done\`; GA's other names are understood too, as servers mix them.
A relay in the style of Azure's VoiceRAG sample speaks it: its \`extension.middle_tier_tool_response\` names the item before the call
that reported the sources (\`previous_item_id\`), which the sample often hides from the page. The sources stand under that item if it
is an answer, else under the answer that follows it.`,
    OPENAI_BETA_READERS,
    OPENAI_BETA_UNUSED,
  ),
];
