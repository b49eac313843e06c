import type { AudioFormat, ClientCommand, SessionSettings } from './client-command.ts';
import type { Dialect } from './dialect.ts';
import { decodeRealtimeFrame } from './realtime-decoder.ts';
import { encodeRealtimeCommand, TURN_DETECTION_TYPES } from './realtime-encoder.ts';

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
    decode: (frame) => [decodeRealtimeFrame(frame)],
    encode: (command: ClientCommand) => [encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'text' })],
  }),
};
