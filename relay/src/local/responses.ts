import { AudioEncoder, SAMPLE_RATE, toPcm } from './audio-format.js';
import type { Conversation } from './conversation.js';
import { ClientMistake, type Fields } from './fields.js';
import type { Model, Reply, Turn } from './model.js';
import { Pacer } from './pacer.js';
import { type ResponsePlan, ResponseWriter, type SpokenAt, tokensOf } from './response-writer.js';
import { utterancesOf } from './sentences.js';
import type { Voice } from './speech-parts.js';
import { WorkerBusyError } from './worker-jobs.js';

/** As recorded: a delta of 250 ms makes a frame of 16,200 bytes; the first comes sooner and is smaller. */
const DELTA_MS = 250;
const FIRST_DELTA_MS = 100;
const MAX_OUT_OF_BAND = 4;

export type CancelReason = 'turn_detected' | 'client_cancelled';

export interface ResponsesOptions {
  readonly conversation: Conversation;
  readonly conversationId: string;
  readonly model: Model;
  readonly voice: Voice;
  /** How much faster than it plays audio leaves. */
  readonly pace: number;
  topics(): readonly string[];
  emit(event: Fields): void;
  /** In a call the audio goes here (24 kHz) instead of into events. */
  readonly play?: (at: SpokenAt, samples: Int16Array) => void;
  /** Resolves when the client has read enough that more may be sent. */
  drained(signal: AbortSignal): Promise<void>;
  /** The first audio of a response leaves. */
  speaking(): void;
  /** A response of the conversation has ended; its audio, if any, plays until `playedAt` (of `performance.now()`). */
  ended(playedAt: number): void;
  onDiagnostic(message: string): void;
}

interface Run {
  readonly writer: ResponseWriter;
  readonly abort: AbortController;
  readonly plan: ResponsePlan;
  firstAudioAt: number;
}

/** Makes responses: one at a time in the conversation, a few beside it. */
export class Responses {
  readonly #options: ResponsesOptions;
  readonly #runs = new Map<string, Run>();

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  /** The response that is under way in the conversation. */
  get activeId(): string | undefined {
    return [...this.#runs.values()].find((run) => !run.plan.outOfBand)?.writer.id;
  }

  start(plan: ResponsePlan): void {
    const { activeId } = this;
    if (!plan.outOfBand && activeId !== undefined) {
      throw new ClientMistake(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${activeId}. Wait until the response is finished before creating a new one.`,
      );
    }
    if (plan.outOfBand && this.#runs.size > MAX_OUT_OF_BAND) {
      throw new ClientMistake(
        'rate_limit_exceeded',
        `There are ${MAX_OUT_OF_BAND} responses outside the conversation in progress already. Wait until one is finished.`,
      );
    }
    const { conversation, conversationId, emit, play } = this.#options;
    const writer = new ResponseWriter(plan, conversation, conversationId, emit, play);
    const run: Run = { writer, abort: new AbortController(), plan, firstAudioAt: 0 };
    this.#runs.set(writer.id, run);
    void this.#produce(run);
  }

  /** Ends a response at once, with all its closing events. Without an id: the conversation's. */
  cancel(reason: CancelReason, id = this.activeId): void {
    const run = id === undefined ? undefined : this.#runs.get(id);
    if (run === undefined)
      throw new ClientMistake('response_cancel_not_active', 'Cancellation failed: no active response found');
    this.#finish(run, 'cancelled', { type: 'cancelled', reason });
  }

  /** The session is over: nothing more is said. */
  close(): void {
    for (const run of this.#runs.values()) run.abort.abort();
    this.#runs.clear();
  }

  async #produce(run: Run): Promise<void> {
    const { plan, abort, writer } = run;
    const turn: Turn = { ...plan, topics: this.#options.topics(), signal: abort.signal };
    try {
      for (const reply of await this.#options.model.reply(turn)) {
        abort.signal.throwIfAborted();
        await this.#write(run, reply);
        if (writer.isFull) return this.#finish(run, 'incomplete', { type: 'incomplete', reason: 'max_output_tokens' });
      }
      this.#finish(run, 'completed', null);
    } catch (error) {
      if (abort.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#options.onDiagnostic(`response ${writer.id} failed: ${message}`);
      const code = error instanceof WorkerBusyError ? 'server_busy' : 'response_failed';
      this.#finish(run, 'failed', {
        type: 'failed',
        error: { type: 'server_error', code, message: 'The engine could not make the response.' },
      });
    }
  }

  async #write(run: Run, reply: Reply): Promise<void> {
    const { writer, plan } = run;
    if (reply.type === 'function_call') return writer.functionCall(reply.name, reply.arguments);
    writer.openMessage(reply.suggestion);
    if (plan.modality === 'audio') await this.#speak(run, reply.text);
    else for (const token of tokensOf(reply.text)) if (!writer.isFull) writer.text(token);
    if (!writer.isFull) writer.closeMessage('completed');
  }

  async #speak(run: Run, text: string): Promise<void> {
    const { writer, plan, abort } = run;
    const { signal } = abort;
    const { format, voice, speed } = plan.audio;
    const encoder = new AudioEncoder(format);
    const pacer = new Pacer(this.#options.pace);
    const utterances = utterancesOf(text);
    const synthesize = (index: number): Promise<Float32Array> | undefined => {
      const utterance = utterances[index];
      if (utterance === undefined) return undefined;
      const spoken = this.#options.voice.speak(
        { text: utterance, voice: typeof voice === 'string' ? voice : voice.id, speed },
        signal,
      );
      // It is awaited later, or never when the response is cancelled.
      spoken.catch(() => {});
      return spoken;
    };
    let next = synthesize(0);
    for (const [index, utterance] of utterances.entries()) {
      const samples = (await next)!;
      // The next sentence is made while this one is sent.
      next = synthesize(index + 1);
      signal.throwIfAborted();
      // The transcript runs ahead of the audio.
      for (const token of tokensOf(index === 0 ? utterance : ` ${utterance}`)) writer.text(token);
      for (let at = 0; at < samples.length && !writer.isFull; ) {
        const durationMs = run.firstAudioAt === 0 ? FIRST_DELTA_MS : DELTA_MS;
        const piece = samples.subarray(at, at + (durationMs * SAMPLE_RATE) / 1000);
        at += piece.length;
        await pacer.turn((piece.length * 1000) / SAMPLE_RATE, signal);
        await this.#options.drained(signal);
        if (run.firstAudioAt === 0) {
          run.firstAudioAt = performance.now();
          this.#options.speaking();
        }
        const bytes = encoder.encode(piece);
        const isLast = at >= samples.length && index === utterances.length - 1;
        writer.audio(isLast ? Buffer.concat([bytes, encoder.flush()]) : bytes, toPcm(piece));
      }
    }
  }

  #finish(run: Run, status: 'completed' | 'cancelled' | 'incomplete' | 'failed', details: object | null): void {
    if (!this.#runs.delete(run.writer.id)) return;
    run.writer.finish({ status, details });
    run.abort.abort();
    // As recorded after `response.done`; there is no limit that it could report, so it is a round one, untouched.
    this.#options.emit({
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'tokens', limit: 15_000_000, remaining: 15_000_000, reset_seconds: 0 }],
    });
    if (!run.plan.outOfBand)
      this.#options.ended(run.firstAudioAt === 0 ? performance.now() : run.firstAudioAt + run.writer.audioMs);
  }
}
