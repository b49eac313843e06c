import type { Hearing } from './recognition.js';

/** Hears: speech to text. */
export interface Ear {
  /** `audio` is 24 kHz mono; `prompt` is the session's `audio.input.transcription.prompt`. */
  hear(request: { audio: Int16Array; prompt: string; language: string | null }, signal: AbortSignal): Promise<Hearing>;
  /** Gets ready for the first request, where that takes time. */
  warmUp?(): void;
  close(): Promise<void>;
}

/** Speaks: text to speech. */
export interface Voice {
  /** A sentence as 24 kHz mono samples, -1..1. `voice` is the session's, by whatever name; `speed` 1 is normal. */
  speak(request: { text: string; voice: string; speed: number }, signal: AbortSignal): Promise<Float32Array>;
  /** Gets ready for the first request, where that takes time. */
  warmUp?(): void;
  close(): Promise<void>;
}
