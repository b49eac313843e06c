import type { AudioFormat, ClientCommand, SessionSettings } from './client-command.ts';
import { CONVERSATION_READERS } from './conversation-readers.ts';
import type { Dialect } from './dialect.ts';
import { realtimeDecoder } from './realtime-decoder.ts';
import { encodeRealtimeCommand, TURN_DETECTION_TYPES } from './realtime-encoder.ts';
import { BETA_ANSWER_READERS, GA_ANSWER_READERS, RESPONSE_READERS } from './response-readers.ts';

/** GA's own words; what it has beside them passes as `unknown`, see `known-unused.ts`. */
export const OPENAI_READERS = { ...CONVERSATION_READERS, ...RESPONSE_READERS, ...GA_ANSWER_READERS } as const;

const FORMATS: Readonly<Record<AudioFormat, object>> = {
  pcm16: { type: 'audio/pcm', rate: 24_000 },
  'g711-ulaw': { type: 'audio/pcmu' },
  'g711-alaw': { type: 'audio/pcma' },
};

/**
 * GA's session is nested, every update names its `type`, and there is one output modality: audio brings its transcript.
 */
function encodeSession(settings: SessionSettings): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const output: Record<string, unknown> = {};
  if (settings.audioFormat !== undefined) {
    input['format'] = FORMATS[settings.audioFormat];
    output['format'] = FORMATS[settings.audioFormat];
  }
  if (settings.turnDetection !== undefined) {
    const type = TURN_DETECTION_TYPES[settings.turnDetection];
    input['turn_detection'] = type === null ? null : { type };
  }
  if (settings.language !== undefined) input['transcription'] = { language: settings.language };
  if (settings.voice !== undefined) output['voice'] = settings.voice;
  const audio: Record<string, unknown> = {};
  if (Object.keys(input).length > 0) audio['input'] = input;
  if (Object.keys(output).length > 0) audio['output'] = output;
  return {
    type: 'realtime',
    ...(settings.output !== undefined && { output_modalities: [settings.output] }),
    ...(Object.keys(audio).length > 0 && { audio }),
    ...(settings.tools !== undefined && { tools: settings.tools.map((tool) => ({ type: 'function', ...tool })) }),
  };
}

/** OpenAI's GA protocol, also Azure OpenAI's `/openai/v1/realtime` and our own relay's. */
export const openai: Dialect = {
  name: 'openai',
  open: () => ({
    // Servers mix GA's and beta's words.
    decode: realtimeDecoder(OPENAI_READERS, BETA_ANSWER_READERS),
    encode: (command: ClientCommand) => [
      encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'output_text', approvalReason: true }),
    ],
  }),
};
