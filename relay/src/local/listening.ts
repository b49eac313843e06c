import type { ContentPart, Entry } from './conversation.js';
import type { Fields } from './fields.js';
import { obfuscationFor } from './ids.js';
import type { Hearing } from './recognition.js';
import { tokensOf } from './response-writer.js';
import type { Transcription } from './session-settings.js';
import type { Ear } from './speech-parts.js';
import { WorkerBusyError } from './worker-jobs.js';

export interface ListeningOptions {
  readonly ear: Ear;
  /** Aborted when the session ends. */
  readonly signal: AbortSignal;
  emit(event: Fields): void;
  onDiagnostic(message: string): void;
}

/** Understandings that may wait at a time in one session: a visitor has one question. */
const MAX_PENDING = 4;

/** Has the user's audio understood, and transcribed for the client where the session asks for it. */
export class Listening {
  readonly #options: ListeningOptions;
  #pending = 0;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** Sets `entry.heard`. Events follow when it is settled, as they do from the service: late. */
  start(entry: Entry, transcription: Transcription | null): void {
    const heard = this.#hear(entry, transcription);
    entry.heard = heard.then(
      (hearing) => {
        if (transcription !== null) this.#tell(entry, hearing);
        return hearing;
      },
      (error: unknown) => {
        if (transcription !== null) this.#tellFailure(entry, error);
        return { kind: 'nothing' };
      },
    );
  }

  /** A turn in which nobody spoke: transcribed as nothing, without a recogniser. */
  startSilent(entry: Entry): void {
    entry.heard = Promise.resolve<Hearing>({ kind: 'nothing' }).then((hearing) => {
      this.#tell(entry, hearing);
      return hearing;
    });
  }

  async #hear({ audio }: Entry, transcription: Transcription | null): Promise<Hearing> {
    if (audio === undefined || audio.length === 0) return { kind: 'nothing' };
    if (this.#pending >= MAX_PENDING)
      throw new WorkerBusyError(`${MAX_PENDING} utterances of this session wait already.`);
    this.#pending += 1;
    try {
      const { ear, signal } = this.#options;
      return await ear.hear(
        { audio, prompt: transcription?.prompt ?? '', language: transcription?.language ?? null },
        signal,
      );
    } finally {
      this.#pending -= 1;
    }
  }

  #tell(entry: Entry, hearing: Hearing): void {
    const transcript = hearing.kind === 'understood' ? hearing.text : '';
    if (entry.item.type !== 'message') return;
    const content = entry.item.content.map((part): ContentPart =>
      part.type === 'input_audio' ? { ...part, transcript } : part,
    );
    entry.item = { ...entry.item, content };
    const at = { item_id: entry.item.id, content_index: 0 };
    const type = 'conversation.item.input_audio_transcription';
    for (const delta of tokensOf(transcript)) {
      this.#options.emit({ type: `${type}.delta`, ...at, delta, obfuscation: obfuscationFor(delta) });
    }
    const seconds = Math.ceil((entry.audioMs ?? 0) / 1000);
    this.#options.emit({ type: `${type}.completed`, ...at, transcript, usage: { type: 'duration', seconds } });
  }

  #tellFailure({ item }: Entry, error: unknown): void {
    this.#options.onDiagnostic(
      `transcription of ${item.id} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.#options.emit({
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: item.id,
      content_index: 0,
      error: {
        type: 'server_error',
        code: error instanceof WorkerBusyError ? 'server_busy' : 'transcription_failed',
        message: `Input transcription failed for item '${item.id}'.`,
        param: null,
      },
    });
  }
}
