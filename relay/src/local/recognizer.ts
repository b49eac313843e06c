import { SAMPLE_RATE, toFloat } from './audio-format.js';
import type { Hearing } from './recognition.js';
import { resample } from './resample.js';
import type { Ear } from './speech-parts.js';
import { WorkerJobs } from './worker-jobs.js';

const DECODER_RATE = 16_000;
/** No question is longer; what is, would keep other sessions waiting for seconds. */
const MAX_UTTERANCE_SECONDS = 20;

export interface RecognitionRequest {
  /** 16 kHz mono, -1..1. */
  readonly samples: Float32Array;
  /** The session's `audio.input.transcription.prompt`: "Topics: a, b, c". */
  readonly prompt: string;
}

export interface RecognitionJob extends RecognitionRequest {
  readonly id: number;
}

export interface RecognitionResult {
  readonly hearing: Hearing;
  /** Agreement of the best sentence and, where the second pass ran, of the best topic; see recognition.ts. */
  readonly sentenceScore: number;
  readonly topicScore?: number;
}

/** Speech to text over a grammar of topics, in a worker thread. */
export class Recognizer implements Ear {
  readonly #jobs = new WorkerJobs<RecognitionRequest, RecognitionResult>({
    script: new URL('./recognizer-worker.js', import.meta.url),
    name: 'speech recogniser',
    maxPending: 32,
    timeoutMs: 30_000,
  });

  async hear({ audio, prompt }: { audio: Int16Array; prompt: string }, signal: AbortSignal): Promise<Hearing> {
    if (audio.length > MAX_UTTERANCE_SECONDS * SAMPLE_RATE) return { kind: 'nothing' };
    const samples = resample(toFloat(audio), SAMPLE_RATE, DECODER_RATE);
    return (await this.recognize({ samples, prompt }, signal)).hearing;
  }

  /** As `hear`, with the scores that led to the result. */
  recognize(request: RecognitionRequest, signal?: AbortSignal): Promise<RecognitionResult> {
    return this.#jobs.run(request, signal);
  }

  /** Starts the thread, which loads its model then, before it is needed. */
  warmUp(): void {
    this.#jobs.warmUp();
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }
}
