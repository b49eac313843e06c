/** What an answer cost, counted by the service: the `usage` of a `response.done`. */
export interface Usage {
  readonly textIn: number;
  readonly audioIn: number;
  readonly imageIn: number;
  readonly cachedTextIn: number;
  readonly cachedAudioIn: number;
  readonly textOut: number;
  readonly audioOut: number;
}

/** In the operator's currency for a million tokens; what is left out costs nothing. */
export type Prices = { readonly [Kind in keyof Usage]?: number | undefined };

export const usageKinds = [
  'textIn',
  'audioIn',
  'imageIn',
  'cachedTextIn',
  'cachedAudioIn',
  'textOut',
  'audioOut',
] as const satisfies readonly (keyof Usage)[];

/**
 * Reads `usage` (GA and beta write it alike). Cached tokens are part of the input's in the vendor's count, and no longer here.
 * A service that gives sums only has its tokens counted as text.
 */
export function readUsage(usage: unknown): Usage {
  const input = fieldOf(usage, 'input_token_details');
  const output = fieldOf(usage, 'output_token_details');
  const cached = fieldOf(input, 'cached_tokens_details');
  const cachedText = count(cached, 'text_tokens');
  const cachedAudio = count(cached, 'audio_tokens');
  const audioIn = count(input, 'audio_tokens');
  const imageIn = count(input, 'image_tokens');
  const audioOut = count(output, 'audio_tokens');
  const textIn = Math.max(count(input, 'text_tokens'), count(usage, 'input_tokens') - audioIn - imageIn);
  return {
    textIn: Math.max(0, textIn - cachedText),
    audioIn: Math.max(0, audioIn - cachedAudio),
    imageIn,
    cachedTextIn: cachedText,
    cachedAudioIn: cachedAudio,
    textOut: Math.max(count(output, 'text_tokens'), count(usage, 'output_tokens') - audioOut),
    audioOut,
  };
}

export function tokensOf(usage: Usage): number {
  return usageKinds.reduce((sum, kind) => sum + usage[kind], 0);
}

/** In the currency of the prices. */
export function costOf(usage: Usage, prices: Prices): number {
  return usageKinds.reduce((sum, kind) => sum + (usage[kind] * (prices[kind] ?? 0)) / 1_000_000, 0);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function count(value: unknown, name: string): number {
  const found = fieldOf(value, name);
  return typeof found === 'number' && Number.isFinite(found) && found > 0 ? found : 0;
}
