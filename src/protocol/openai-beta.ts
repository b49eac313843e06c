import type { AudioFormat, ClientCommand, SessionSettings } from './client-command.ts';
import { CONVERSATION_READERS } from './conversation-readers.ts';
import type { Dialect } from './dialect.ts';
import { realtimeDecoder, type Read } from './realtime-decoder.ts';
import { encodeRealtimeCommand, TURN_DETECTION_TYPES } from './realtime-encoder.ts';
import { BETA_ANSWER_READERS, GA_ANSWER_READERS, RESPONSE_READERS, withServiceCall } from './response-readers.ts';
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

/** Beta's session is flat and has no `type`; spoken answers need both modalities. */
function encodeSession(settings: SessionSettings): Record<string, unknown> {
  const detection = settings.turnDetection === undefined ? undefined : TURN_DETECTION_TYPES[settings.turnDetection];
  const format = settings.audioFormat === undefined ? undefined : FORMATS[settings.audioFormat];
  return {
    ...(settings.output !== undefined && { modalities: settings.output === 'audio' ? ['text', 'audio'] : ['text'] }),
    ...(settings.voice !== undefined && { voice: settings.voice }),
    ...(format !== undefined && { input_audio_format: format, output_audio_format: format }),
    ...(detection !== undefined && { turn_detection: detection === null ? null : { type: detection } }),
    ...(settings.language !== undefined && { input_audio_transcription: { language: settings.language } }),
    ...(settings.tools !== undefined && { tools: settings.tools.map((tool) => ({ type: 'function', ...tool })) }),
  };
}

/** The protocol before GA: gone at OpenAI since May 2026, alive at Azure's preview endpoint and in Azure Voice Live. */
export const openaiBeta: Dialect = {
  name: 'openai-beta',
  open: () => ({
    // Servers mix GA's and beta's words: Voice Live says `conversation.item.created` and `conversation.item.done`.
    decode: realtimeDecoder(OPENAI_BETA_READERS, GA_ANSWER_READERS),
    encode: (command: ClientCommand) => [encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'text', approvalReason: false })],
  }),
};
