import { isAudioFormat } from './audio-format.js';
import { isWireObject } from './field-list.js';
import { isTokenLimit, turnDetectionFields } from './setting-fields.js';
import type { UpstreamShape } from './upstream-shape.js';

/** OpenAI, Azure OpenAI's `/openai/v1` and the local engine: settings lie under `audio.input` and `audio.output`. */
export const gaShape: UpstreamShape = {
  name: 'ga',

  session: ({ instructions, tools, voice, turnDetection, transcription }) => ({
    // Without `type` the service answers `missing_required_parameter`.
    type: 'realtime',
    instructions,
    tools,
    tool_choice: 'auto',
    audio: {
      input: { transcription, turn_detection: turnDetection },
      ...(voice === undefined ? {} : { output: { voice } }),
    },
  }),

  sessionFields: {
    type: true,
    output_modalities: true,
    max_output_tokens: isTokenLimit,
    audio: {
      input: {
        format: isAudioFormat,
        noise_reduction: { type: true },
        turn_detection: turnDetectionFields,
        transcription: { language: true },
      },
      output: { format: isAudioFormat, voice: { id: true }, speed: true },
    },
  },

  responseFields: { conversation: true, metadata: true, output_modalities: true },

  complete(session, transcription) {
    const input = isWireObject(session['audio']) ? session['audio']['input'] : undefined;
    if (isWireObject(input) && isWireObject(input['transcription'])) {
      input['transcription'] = { ...transcription, ...input['transcription'] };
    }
    return { ...session, type: 'realtime' };
  },

  removeVocabulary(session) {
    const input = isWireObject(session['audio']) ? session['audio']['input'] : undefined;
    const transcription = isWireObject(input) ? input['transcription'] : undefined;
    if (isWireObject(transcription)) delete transcription['prompt'];
  },

  writtenSession: { type: 'realtime', output_modalities: ['text'] },

  assistantTextPart: 'output_text',
  answerTexts: new Map([
    ['response.output_audio_transcript.done', 'transcript'],
    ['response.output_text.done', 'text'],
  ]),
};
