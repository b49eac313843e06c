import { isWireObject } from './field-list.js';

/** The rate that `audio/pcm` must have where it names one. Both laws of G.711 have the telephone's, and name none. */
const pcmRate = 24_000;
const g711Types: ReadonlySet<unknown> = new Set(['audio/pcmu', 'audio/pcma']);
const betaFormats: ReadonlySet<unknown> = new Set(['pcm16', 'g711_ulaw', 'g711_alaw']);

/** Whether a browser may ask for that `audio.input.format` or `audio.output.format`. */
export function isAudioFormat(value: unknown): boolean {
  if (!isWireObject(value)) return false;
  const keys = Object.keys(value);
  if (g711Types.has(value['type'])) return keys.length === 1;
  return value['type'] === 'audio/pcm' && (keys.length === 1 || (keys.length === 2 && value['rate'] === pcmRate));
}

/** The same of the beta's `input_audio_format` and `output_audio_format`. */
export function isBetaAudioFormat(value: unknown): boolean {
  return betaFormats.has(value);
}
