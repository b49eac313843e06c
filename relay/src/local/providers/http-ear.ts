import { SAMPLE_RATE, wavFile } from '../audio-format.js';
import type { ProviderOptions } from '../engine-options.js';
import type { Hearing } from '../recognition.js';
import type { Ear } from '../speech-parts.js';
import { providerRequest } from './provider-request.js';

/** Speech to text by any OpenAI-compatible `POST /audio/transcriptions`. */
export class HttpEar implements Ear {
  readonly #options: ProviderOptions;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  async hear(
    { audio, prompt, language }: { audio: Int16Array; prompt: string; language: string | null },
    signal: AbortSignal,
  ): Promise<Hearing> {
    const form = new FormData();
    form.set('model', this.#options.model);
    form.set('response_format', 'json');
    if (prompt !== '') form.set('prompt', prompt);
    if (language !== null) form.set('language', language);
    form.set('file', new Blob([wavFile(audio, SAMPLE_RATE)], { type: 'audio/wav' }), 'speech.wav');
    const answer = await providerRequest(this.#options, '/audio/transcriptions', form, signal, 1024 * 1024);
    const { text } = JSON.parse(answer.toString('utf8')) as { text?: unknown };
    if (typeof text !== 'string') throw new Error('/audio/transcriptions of the provider answered without a text.');
    return text.trim() === '' ? { kind: 'nothing' } : { kind: 'understood', text: text.trim() };
  }

  async close(): Promise<void> {
    // Requests hang on the sessions' signals; there is nothing else to end.
  }
}
