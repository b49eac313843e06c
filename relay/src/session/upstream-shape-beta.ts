import { isBetaAudioFormat } from './audio-format.js';
import { isWireObject } from './field-list.js';
import { isTokenLimit, turnDetectionFields } from './setting-fields.js';
import type { UpstreamShape } from './upstream-shape.js';

/** Azure's preview endpoint: one flat session, no `type` (it answers `unknown_parameter` to one). */
export const betaShape: UpstreamShape = {
  name: 'beta',

  session: ({ instructions, tools, voice, turnDetection, transcription }) => ({
    instructions,
    tools,
    tool_choice: 'auto',
    input_audio_transcription: transcription,
    turn_detection: turnDetection,
    ...(voice === undefined ? {} : { voice }),
  }),

  sessionFields: {
    modalities: true,
    voice: true,
    speed: true,
    max_response_output_tokens: isTokenLimit,
    input_audio_format: isBetaAudioFormat,
    output_audio_format: isBetaAudioFormat,
    input_audio_noise_reduction: { type: true },
    turn_detection: turnDetectionFields,
    input_audio_transcription: { language: true },
  },

  responseFields: { conversation: true, metadata: true, modalities: true },

  complete(session, transcription) {
    const asked = session['input_audio_transcription'];
    if (!isWireObject(asked)) return session;
    return { ...session, input_audio_transcription: { ...transcription, ...asked } };
  },

  removeVocabulary(session) {
    const transcription = session['input_audio_transcription'];
    if (isWireObject(transcription)) delete transcription['prompt'];
  },

  writtenSession: { modalities: ['text'] },

  assistantTextPart: 'text',
  answerTexts: new Map([
    ['response.audio_transcript.done', 'transcript'],
    ['response.text.done', 'text'],
  ]),
};
