import { pcmFromBytes, toFloat } from '../audio-format.js';
import type { ProviderOptions } from '../engine-options.js';
import type { Voice } from '../speech-parts.js';
import { providerRequest } from './provider-request.js';

const MAX_SPEECH_BYTES = 32 * 1024 * 1024;

/** Text to speech by any OpenAI-compatible `POST /audio/speech`, whose `pcm` is 24 kHz 16-bit mono. */
export class HttpVoice implements Voice {
  readonly #options: ProviderOptions & { readonly voice?: string };

  constructor(options: ProviderOptions & { readonly voice?: string }) {
    this.#options = options;
  }

  async speak(
    { text, voice, speed }: { text: string; voice: string; speed: number },
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const { model, voice: own } = this.#options;
    const body = { model, input: text, voice: own ?? voice, speed, response_format: 'pcm' };
    const bytes = await providerRequest(this.#options, '/audio/speech', body, signal, MAX_SPEECH_BYTES);
    return toFloat(pcmFromBytes(bytes));
  }

  async close(): Promise<void> {
    // Requests hang on the sessions' signals; there is nothing else to end.
  }
}
