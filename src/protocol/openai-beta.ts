import type { ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect } from './dialect.ts';
import { decodeRealtimeFrame } from './realtime-decoder.ts';
import { encodeRealtimeCommand, TURN_DETECTION_TYPES } from './realtime-encoder.ts';

/** Beta's session is flat and has no `type`; spoken answers need both modalities. */
function encodeSession(settings: SessionSettings): Record<string, unknown> {
  const detection = settings.turnDetection === undefined ? undefined : TURN_DETECTION_TYPES[settings.turnDetection];
  return {
    ...(settings.output !== undefined && { modalities: settings.output === 'audio' ? ['text', 'audio'] : ['text'] }),
    ...(settings.voice !== undefined && { voice: settings.voice }),
    ...(detection !== undefined && { turn_detection: detection === null ? null : { type: detection } }),
    ...(settings.language !== undefined && { input_audio_transcription: { language: settings.language } }),
    ...(settings.tools !== undefined && { tools: settings.tools.map((tool) => ({ type: 'function', ...tool })) }),
  };
}

/** The protocol before GA: gone at OpenAI since May 2026, alive at Azure's preview endpoint and in Azure Voice Live. */
export const openaiBeta: Dialect = {
  name: 'openai-beta',
  decode: decodeRealtimeFrame,
  encode: (command: ClientCommand): string =>
    encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'text' }),
};
