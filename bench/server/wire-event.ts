import { randomBytes } from 'node:crypto';

/** A frame of the Realtime wire. */
export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export function newId(kind: string): string {
  return `${kind}_${randomBytes(10).toString('hex')}`;
}

/** The events of GA that a browser may send. */
export const clientEvents: ReadonlySet<string> = new Set([
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'conversation.item.delete',
  'response.create',
  'response.cancel',
]);

/** What the service says first, as recorded from it; the relay takes instructions and tools out. */
export function sessionObject(): Record<string, unknown> {
  const format = { type: 'audio/pcm', rate: 24_000 };
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: newId('sess'),
    model: 'gpt-realtime',
    output_modalities: ['audio'],
    max_output_tokens: 'inf',
    truncation: 'auto',
    audio: {
      input: {
        format,
        transcription: { model: 'gpt-realtime-whisper', language: null, prompt: null },
        noise_reduction: null,
        turn_detection: {
          type: 'server_vad',
          threshold: 0.5,
          prefix_padding_ms: 300,
          silence_duration_ms: 200,
          idle_timeout_ms: null,
          create_response: true,
          interrupt_response: true,
        },
      },
      output: { format, voice: 'alloy', speed: 1 },
    },
    include: null,
  };
}

export function responseObject(
  id: string,
  status: 'in_progress' | 'completed' | 'cancelled',
  output: readonly object[],
): Record<string, unknown> {
  return {
    object: 'realtime.response',
    id,
    status,
    status_details: status === 'cancelled' ? { type: 'cancelled', reason: 'turn_detected' } : null,
    output,
    conversation_id: 'conv_bench',
    output_modalities: ['audio'],
    max_output_tokens: 'inf',
    usage: status === 'in_progress' ? null : { total_tokens: 205, input_tokens: 41, output_tokens: 164 },
    metadata: null,
  };
}
