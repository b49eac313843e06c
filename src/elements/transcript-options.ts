import { createContext } from '@lit/context';

/** What an author asks of the transcripts inside a session's element. */
export interface TranscriptOptions {
  /** Answers can be rated. */
  readonly rateAnswers: boolean;
  /** The visitor can save the conversation as a file. */
  readonly savable: boolean;
}

export const transcriptOptionsContext = createContext<TranscriptOptions>(Symbol.for('realtime-assistant.transcript'));
