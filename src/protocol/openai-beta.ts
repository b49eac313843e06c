import type { AudioFormat, SessionSettings } from './client-command.ts';
import { CONVERSATION_READERS } from './conversation-readers.ts';
import type { Dialect } from './dialect.ts';
import { realtimeDecoder, type Read } from './realtime-decoder.ts';
import { encodeRealtimeCommand } from './realtime-encoder.ts';
import { BETA_ANSWER_READERS, GA_ANSWER_READERS, RESPONSE_READERS, withServiceCall } from './response-readers.ts';
import { defined, encodeNoiseReduction, encodeToolChoice, encodeTools, encodeTurnDetection } from './session-shape.ts';
import { objectField, stringField } from './wire-fields.ts';

/** Azure Voice Live's own; its avatars, animations and marks of time pass as `unknown`, see `known-unused.ts`. */
const VOICE_LIVE_READERS = {
  warning: (wire) => {
    const warning = objectField(wire, 'warning');
    const message = stringField(warning, 'message') ?? 'The service warned without words.';
    return { type: 'warning', code: stringField(warning, 'code'), message, raw: wire };
  },
  'response.web_search_call.in_progress': withServiceCall('started', 'web_search'),
  'response.web_search_call.searching': withServiceCall('started', 'web_search'),
  'response.web_search_call.completed': withServiceCall('completed', 'web_search'),
  'response.file_search_call.in_progress': withServiceCall('started', 'file_search'),
  'response.file_search_call.searching': withServiceCall('started', 'file_search'),
  'response.file_search_call.completed': withServiceCall('completed', 'file_search'),
} as const satisfies Readonly<Record<string, Read>>;

/** The words of the preview and of Voice Live. */
export const OPENAI_BETA_READERS = {
  ...CONVERSATION_READERS,
  ...RESPONSE_READERS,
  ...BETA_ANSWER_READERS,
  ...VOICE_LIVE_READERS,
} as const;

const FORMATS: Readonly<Record<AudioFormat, string>> = {
  pcm16: 'pcm16',
  'g711-ulaw': 'g711_ulaw',
  'g711-alaw': 'g711_alaw',
};

/** What came with GA. */
const UNSUPPORTED = ['idleTimeoutMs', 'mcpServers'] as const;

/** Beta's session is flat and has no `type`; spoken answers need both modalities. */
function encodeSession(settings: SessionSettings): Record<string, unknown> {
  const { audioFormat, language, output } = settings;
  const format = audioFormat === undefined ? undefined : FORMATS[audioFormat];
  const { idleTimeoutMs: _gaOnly, ...known } = settings;
  return defined({
    modalities: output === undefined ? undefined : output === 'audio' ? ['text', 'audio'] : ['text'],
    instructions: settings.instructions,
    voice: settings.voice,
    speed: settings.speed,
    input_audio_format: format,
    output_audio_format: format,
    turn_detection: encodeTurnDetection(known),
    input_audio_transcription: language === undefined ? undefined : { language },
    input_audio_noise_reduction: encodeNoiseReduction(settings.noiseReduction),
    tools: encodeTools(settings.tools, undefined),
    tool_choice: encodeToolChoice(settings.toolChoice),
    max_response_output_tokens: settings.maxOutputTokens,
  });
}

/** The protocol before GA: gone at OpenAI since May 2026, alive at Azure's preview endpoint and in Azure Voice Live. */
export const openaiBeta: Dialect = {
  name: 'openai-beta',
  open: () => ({
    // Servers mix GA's and beta's words: Voice Live says `conversation.item.created` and `conversation.item.done`.
    decode: realtimeDecoder(OPENAI_BETA_READERS, GA_ANSWER_READERS),
    encode: (command) =>
      encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'text', approvalReason: false }),
    unsupported: (settings) => UNSUPPORTED.filter((name) => settings[name] !== undefined),
  }),
};
