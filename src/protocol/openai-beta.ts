import type { AudioFormat, SessionSettings } from './client-command.ts';
import type { Dialect } from './dialect.ts';
import { decodeRealtimeFrame } from './realtime-decoder.ts';
import { encodeRealtimeCommand } from './realtime-encoder.ts';
import { defined, encodeNoiseReduction, encodeToolChoice, encodeTools, encodeTurnDetection } from './session-shape.ts';

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
    decode: (frame) => [decodeRealtimeFrame(frame)],
    encode: (command) => encodeRealtimeCommand(command, { encodeSession, assistantTextType: 'text' }),
    unsupported: (settings) => UNSUPPORTED.filter((name) => settings[name] !== undefined),
  }),
};
