import type { AudioFormat, SessionSettings } from './client-command.ts';
import { CONVERSATION_READERS } from './conversation-readers.ts';
import type { Dialect } from './dialect.ts';
import { realtimeDecoder } from './realtime-decoder.ts';
import { encodeRealtimeCommand } from './realtime-encoder.ts';
import { BETA_ANSWER_READERS, GA_ANSWER_READERS, RESPONSE_READERS } from './response-readers.ts';
import { defined, encodeNoiseReduction, encodeToolChoice, encodeTools, encodeTurnDetection } from './session-shape.ts';

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
  const { audioFormat, language, output } = settings;
  const format = audioFormat === undefined ? undefined : FORMATS[audioFormat];
  const part = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined => {
    const known = defined(fields);
    return Object.keys(known).length === 0 ? undefined : known;
  };
  return defined({
    type: 'realtime',
    output_modalities: output === undefined ? undefined : [output],
    instructions: settings.instructions,
    audio: part({
      input: part({
        format,
        turn_detection: encodeTurnDetection(settings),
        transcription: language === undefined ? undefined : { language },
        noise_reduction: encodeNoiseReduction(settings.noiseReduction),
      }),
      output: part({ format, voice: settings.voice, speed: settings.speed }),
    }),
    tools: encodeTools(settings.tools, settings.mcpServers),
    tool_choice: encodeToolChoice(settings.toolChoice),
    max_output_tokens: settings.maxOutputTokens,
  });
}

/** OpenAI's GA protocol, also Azure OpenAI's `/openai/v1/realtime` and our own relay's. */
export const openai: Dialect = {
  name: 'openai',
  open: () => ({
    // Servers mix GA's and beta's words.
    decode: realtimeDecoder(OPENAI_READERS, BETA_ANSWER_READERS),
    encode: (command) =>
      encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'output_text', approvalReason: true }),
  }),
};
