/*
 * Events that the dialects know and pass on as `unknown`, their frame in `raw`, and why nothing here needs them. Every other event of
 * the official types is read; a type test holds both together, and the table in `docs/dialects.md` is made of both. No dialect
 * imports this file, so its words are in no bundle.
 */

const BOTH = {
  'conversation.created': 'The conversation is the session’s only one; nothing asks for its id.',
  'conversation.item.retrieved': 'Only the answer to `retrieve-item`, for those who asked: the conversation is known already.',
  'response.content_part.added': 'An empty part; its words come in deltas.',
  'response.content_part.done': 'Repeats what the part’s own `done` said.',
  'response.function_call_arguments.delta': 'A tool runs when its answer is complete, with the arguments told there.',
  'response.function_call_arguments.done': 'It also comes for answers that were cut off: `response.done` decides.',
  'rate_limits.updated': 'The operator’s business, and none of the page’s.',
} as const;

const MCP = {
  'mcp_list_tools.in_progress': 'Nobody waits for it: the conversation goes on meanwhile.',
  'mcp_list_tools.completed': 'Nobody waits for it.',
  'response.mcp_call_arguments.delta': 'The call’s item tells them whole, where consent is needed.',
  'response.mcp_call_arguments.done': 'The call’s item tells them, where consent is needed.',
} as const;

export const OPENAI_UNUSED = {
  ...BOTH,
  ...MCP,
  'conversation.item.input_audio_transcription.segment': 'Repeats the transcript by speaker; one visitor speaks.',
  'input_audio_buffer.dtmf_event_received': 'Keys of a telephone: a page has none.',
} as const;

const AVATAR = 'No avatar is shown.';
const ANIMATION = 'No face is animated.';

export const OPENAI_BETA_UNUSED = {
  ...BOTH,
  ...MCP,
  'transcription_session.updated': 'A transcription session gives no answers; the widget asks for none.',
  'session.avatar.connecting': AVATAR,
  'session.avatar.switch_to_speaking': AVATAR,
  'session.avatar.switch_to_idle': AVATAR,
  'response.video.delta': AVATAR,
  'response.animation_blendshapes.delta': ANIMATION,
  'response.animation_blendshapes.done': ANIMATION,
  'response.animation_viseme.delta': ANIMATION,
  'response.animation_viseme.done': ANIMATION,
  'response.audio_timestamp.delta': 'How far an answer was heard is counted where it is played.',
  'response.audio_timestamp.done': 'How far an answer was heard is counted where it is played.',
  'response.audio_transcript.annotation.added': 'Its form is not documented; sources are what the relay found.',
  'response.invocation.delta': 'Between the service and an agent of its own.',
} as const;

/** Client events that no command becomes. */
export const CLIENT_UNUSED = {
  'transcription_session.update': 'A transcription session gives no answers.',
  'session.avatar.connect': AVATAR,
  'input_audio.turn.start': 'Turns are told by `input_audio_buffer.commit`, or found by the service.',
  'input_audio.turn.append': 'As `input_audio.turn.start`.',
  'input_audio.turn.end': 'As `input_audio.turn.start`.',
  'input_audio.turn.cancel': 'As `input_audio.turn.start`.',
  'input_audio.clear': '`input_audio_buffer.clear` does it.',
  'input_text.delta': 'Text is sent whole, as an item.',
  'input_text.done': 'Text is sent whole, as an item.',
  mcp_approval_response: 'Consent is an item of the conversation, in every dialect.',
} as const;
