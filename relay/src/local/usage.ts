import type { Entry } from './conversation.js';

/** Documented rates of audio tokens; text is taken as four characters a token. */
const INPUT_MS_PER_TOKEN = 100;
const OUTPUT_MS_PER_TOKEN = 50;
const CHARACTERS_PER_TOKEN = 4;

export function textTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

export function spokenTokens(audioMs: number): number {
  return Math.ceil(audioMs / OUTPUT_MS_PER_TOKEN);
}

/** `usage` of a response: every item is read again each time, as a model without a cache does. */
export function usageOf(
  instructions: string,
  entries: readonly Entry[],
  output: { text: string; audioMs: number },
): object {
  let text = textTokens(instructions);
  let audio = 0;
  for (const { item, audioMs } of entries) {
    if (item.type === 'function_call') text += textTokens(item.arguments);
    else if (item.type === 'function_call_output') text += textTokens(item.output);
    else if (audioMs !== undefined)
      audio += Math.ceil(audioMs / (item.role === 'user' ? INPUT_MS_PER_TOKEN : OUTPUT_MS_PER_TOKEN));
    else for (const part of item.content) text += textTokens(part.text ?? '');
  }
  const outputText = textTokens(output.text);
  const outputAudio = spokenTokens(output.audioMs);
  return {
    total_tokens: text + audio + outputText + outputAudio,
    input_tokens: text + audio,
    output_tokens: outputText + outputAudio,
    input_token_details: {
      text_tokens: text,
      audio_tokens: audio,
      image_tokens: 0,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: outputText, audio_tokens: outputAudio },
  };
}
