import type { WebSocket } from 'ws';
import { clockMs } from '../clock.ts';
import { Answer, type AnswerOptions } from './answer.ts';
import { clientEvents, newId, sessionObject, type WireEvent } from './wire-event.ts';

/** Microphone audio as it arrived. */
export interface Append {
  readonly at: number;
  readonly samples: number;
}

/** What the page asked after an interruption. */
export interface Cut {
  readonly at: number;
  readonly type: 'truncate' | 'delete';
  readonly itemId: string;
  readonly audioEndMs: number;
}

/**
 * One browser's session with a service that says what the bench scripts: OpenAI's GA events in the order in which they
 * were recorded from it. It is strict: what the service would refuse is refused, and kept as a violation.
 */
export class ScriptedConnection {
  readonly appends: Append[] = [];
  readonly cuts: Cut[] = [];
  /** What the service would have refused. */
  readonly violations: string[] = [];
  /** Called with each frame of the microphone: PCM16, 24 kHz. */
  onAudio: ((pcm: Buffer) => void) | undefined;
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #itemMs = new Map<string, number>();
  #answer: Answer | undefined;
  #lastItem: string | null = null;
  #wakers: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as WireEvent));
    this.send({ type: 'session.created', session: sessionObject() });
  }

  /** Sends an event; returns the moment at which it went to the socket. */
  send(event: WireEvent): number {
    const frame = JSON.stringify({ event_id: newId('event'), ...event });
    const at = clockMs();
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame);
    return at;
  }

  /** Resolves when the page has sent this many frames of the microphone since the connection began. */
  async heard(frames: number): Promise<void> {
    while (this.appends.length < frames) {
      await new Promise<void>((resolve) => {
        this.#wakers.push(resolve);
      });
    }
  }

  /** Begins an answer, and sends it at the pace that is asked for. */
  speak(options: AnswerOptions): Answer {
    const answer = new Answer(options, {
      send: (event) => this.send(event),
      added: (item) => this.#added(item),
      sent: (itemId, ms) => this.#itemMs.set(itemId, (this.#itemMs.get(itemId) ?? 0) + ms),
    });
    this.#answer = answer;
    return answer;
  }

  /** The visitor begins to speak; a running answer is cancelled, as `interrupt_response` has it. Returns the moment. */
  speechStarted(): { readonly at: number; readonly userItemId: string } {
    const userItemId = newId('item');
    const at = this.send({ type: 'input_audio_buffer.speech_started', audio_start_ms: 1_460, item_id: userItemId });
    this.#answer?.cancel();
    return { at, userItemId };
  }

  /** The visitor has spoken: the turn is committed and written down. */
  speechStopped(userItemId: string, transcript: string): void {
    this.send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 4_256, item_id: userItemId });
    this.send({ type: 'input_audio_buffer.committed', previous_item_id: this.#lastItem, item_id: userItemId });
    const item = {
      id: userItemId,
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    this.#added(item);
    this.send({ type: 'conversation.item.done', previous_item_id: null, item });
    this.send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: userItemId,
      content_index: 0,
      transcript,
      usage: { type: 'duration', seconds: 3 },
    });
  }

  close(): void {
    this.#answer?.cancel();
    this.#socket.close(1000);
  }

  #added(item: { readonly id: string }): void {
    this.send({ type: 'conversation.item.added', previous_item_id: this.#lastItem, item });
    this.#lastItem = item.id;
  }

  #receive(event: WireEvent): void {
    const at = clockMs();
    if (!clientEvents.has(event.type)) return this.#refuse(event, 'invalid_value', `Invalid value: '${event.type}'.`);
    const itemId = String(event['item_id']);
    switch (event.type) {
      case 'input_audio_buffer.append': {
        const pcm = Buffer.from(String(event['audio']), 'base64');
        this.appends.push({ at, samples: pcm.length / 2 });
        this.onAudio?.(pcm);
        for (const wake of this.#wakers.splice(0)) wake();
        return;
      }
      case 'session.update':
        this.send({ type: 'session.updated', session: sessionObject() });
        return;
      case 'conversation.item.truncate': {
        const audioEndMs = Number(event['audio_end_ms']);
        this.cuts.push({ at, type: 'truncate', itemId, audioEndMs });
        const sentMs = this.#itemMs.get(itemId);
        if (sentMs === undefined || audioEndMs <= 0) {
          return this.#refuse(event, 'unsupported_content_type', 'Only model output audio messages can be truncated.');
        }
        if (audioEndMs > sentMs) {
          const message = `Audio content of ${sentMs}ms is already shorter than ${audioEndMs}ms`;
          return this.#refuse(event, 'invalid_value', message);
        }
        this.send({
          type: 'conversation.item.truncated',
          item_id: itemId,
          content_index: 0,
          audio_end_ms: audioEndMs,
        });
        return;
      }
      case 'conversation.item.delete':
        this.cuts.push({ at, type: 'delete', itemId, audioEndMs: 0 });
        this.send({ type: 'conversation.item.deleted', item_id: itemId });
        return;
      default:
    }
  }

  #refuse(event: WireEvent, code: string, message: string): void {
    this.violations.push(`${event.type}: ${message}`);
    const error = { type: 'invalid_request_error', code, message, param: null, event_id: event['event_id'] ?? null };
    this.send({ type: 'error', error });
  }
}
