import type { Voice } from './speech-parts.js';
import { WorkerJobs } from './worker-jobs.js';

/** Voices inside the flite package. `kal` is an 8 kHz one. */
export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal'] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

interface SpeechRequest {
  /** One sentence, at most some hundred characters. */
  readonly text: string;
  readonly voice: FliteVoice;
  /** 1 is the voice's own pace; 0.25 to 1.5 as in the protocol. */
  readonly speed: number;
}

export interface SpeechJob extends SpeechRequest {
  readonly id: number;
}

/** Text to speech with flite, in a worker thread. */
export class Speaker implements Voice {
  readonly #defaultVoice: FliteVoice;
  readonly #jobs = new WorkerJobs<SpeechRequest, Float32Array>({
    script: new URL('./speaker-worker.js', import.meta.url),
    name: 'speech synthesiser',
    maxPending: 64,
    timeoutMs: 20_000,
  });

  constructor(defaultVoice: FliteVoice) {
    this.#defaultVoice = defaultVoice;
  }

  /** A session may name one of flite's voices; any other name, "alloy" for one, gets the default. */
  speak(
    { text, voice, speed }: { text: string; voice: string; speed: number },
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const known = FLITE_VOICES.find((name) => name === voice);
    return this.#jobs.run({ text: respelt(text), voice: known ?? this.#defaultVoice, speed }, signal);
  }

  /** Starts the thread before it is needed. */
  warmUp(): void {
    this.#jobs.warmUp();
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }
}

/** Words that flite's rules read wrongly, spelt so that it says them right. */
function respelt(text: string): string {
  return text.replaceAll(/\bwi-?fi\b/gi, 'why fye').replaceAll(/\p{Cc}+/gu, ' ');
}
