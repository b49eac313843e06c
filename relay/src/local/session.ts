import type { FvadModule } from '@echogarden/fvad-wasm';
import type { AudioFormat } from './audio-format.js';
import type { CallAudio } from './call-audio.js';
import { audioBytes, clientItem } from './client-item.js';
import { Conversation, type Entry, type Item } from './conversation.js';
import { ClientMistake, type Fields, integer, invalid, onlyKnown, required, text } from './fields.js';
import { topicsOf } from './grammar.js';
import { createId } from './ids.js';
import { IdleWatch } from './idle-watch.js';
import { InputAudio } from './input-audio.js';
import { Listening } from './listening.js';
import type { Model } from './model.js';
import { responsePlan } from './response-plan.js';
import type { SpokenAt } from './response-writer.js';
import { type CancelReason, Responses } from './responses.js';
import { defaultSettings, type SessionSettings, updatedSettings } from './session-settings.js';
import type { Ear, Voice } from './speech-parts.js';

export interface SessionOptions {
  readonly model: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly parts: {
    readonly ear: Ear;
    readonly voice: Voice;
    readonly brain: Model;
    readonly voiceActivity: FvadModule;
  };
  readonly pace: number;
  /** What the client asked for before the session began, as in a `session.update`. */
  readonly configuration?: unknown;
  readonly call?: CallAudio;
  send(event: Fields): void;
  drained(signal: AbortSignal): Promise<void>;
  onDiagnostic(message: string): void;
}

const MAX_INPUT_MS = 120_000;
const CONVERSATION_LIMITS = { maxItems: 500, maxCharacters: 2_000_000, maxAudioBytes: 16 * 1024 * 1024 };
const IDLE_TEXT = 'No user speech was detected for a while. Ask briefly whether the user is still there.';

/** One client's session, in the GA shape: takes its events, gives the server's. */
export class Session {
  readonly conversationId = createId('conv');
  readonly #options: SessionOptions;
  readonly #abort = new AbortController();
  readonly #conversation = new Conversation(CONVERSATION_LIMITS);
  readonly #input: InputAudio;
  readonly #listening: Listening;
  readonly #responses: Responses;
  readonly #idle: IdleWatch;
  #settings: SessionSettings;
  #voiceUsed = false;

  /** Throws a `ClientMistake` when the configuration is wrong. */
  constructor(options: SessionOptions) {
    this.#options = options;
    const { parts, onDiagnostic, call, configuration } = options;
    const emit = (event: Fields): void => this.#emit(event);
    const settings = defaultSettings(createId('sess'), options.model, options.expiresAt);
    this.#settings = configuration === undefined ? settings : updatedSettings(settings, configuration, false);
    this.#idle = new IdleWatch(() => this.#becomeIdle());
    this.#listening = new Listening({ ear: parts.ear, signal: this.#abort.signal, emit, onDiagnostic });
    this.#responses = new Responses({
      conversation: this.#conversation,
      conversationId: this.conversationId,
      model: parts.brain,
      voice: parts.voice,
      pace: options.pace,
      topics: () => topicsOf(this.#settings.audio.input.transcription?.prompt).map(({ label }) => label),
      emit,
      drained: options.drained,
      ...(call !== undefined && { play: (at: SpokenAt, samples: Int16Array) => call.play(at, samples) }),
      speaking: () => (this.#voiceUsed = true),
      ended: (playedAt) => this.#idle.watch(playedAt, this.#idleTimeoutMs()),
      onDiagnostic,
    });
    this.#input = new InputAudio(this.#heardFormat(), {
      voiceActivity: parts.voiceActivity,
      maxMs: MAX_INPUT_MS,
      speechStarted: (itemId, startMs) => this.#speechStarted(itemId, startMs),
      speechStopped: (itemId, endMs) =>
        this.#emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: endMs, item_id: itemId }),
      committed: (itemId, audio) => this.#committed(itemId, audio),
    });
    this.#input.configure(this.#heardFormat(), this.#settings.audio.input.turn_detection);
  }

  /** Greets the client with its session. */
  open(): void {
    this.#emit({ type: 'session.created', session: this.#settings });
  }

  /** Takes one client event. Throws a `ClientMistake` when it is wrong; nothing has changed then. */
  receive(event: Fields): void {
    const type = text(required(event, 'type', 'type'), 'type', 256);
    switch (type) {
      case 'session.update':
        return this.#update(required(event, 'session', 'session'));
      case 'input_audio_buffer.append':
        if (this.#options.call !== undefined) {
          throw invalid("The event 'input_audio_buffer.append' is not supported in a call: its audio comes over RTP.", 'type');
        }
        return this.#input.append(audioBytes(required(event, 'audio', 'audio'), 'audio', this.#inputFormat()));
      case 'input_audio_buffer.commit':
        return this.#input.commit();
      case 'input_audio_buffer.clear':
        this.#input.clear();
        return this.#emit({ type: 'input_audio_buffer.cleared' });
      case 'conversation.item.create':
        return this.#createItem(event);
      case 'conversation.item.retrieve':
        return this.#retrieve(text(required(event, 'item_id', 'item_id'), 'item_id'));
      case 'conversation.item.truncate':
        return this.#truncate(event);
      case 'conversation.item.delete': {
        const id = text(required(event, 'item_id', 'item_id'), 'item_id');
        this.#conversation.remove(id);
        return this.#emit({ type: 'conversation.item.deleted', item_id: id });
      }
      case 'response.create':
        return this.#responses.start(responsePlan(event['response'], this.#settings, this.#conversation));
      case 'response.cancel':
        return this.#cancel(event['response_id']);
      case 'output_audio_buffer.clear':
        if (this.#options.call === undefined)
          throw invalid("The event 'output_audio_buffer.clear' is only supported for WebRTC and SIP sessions.", 'type');
        return this.#stopSpeaking('client_cancelled');
      default:
        throw invalid(`Invalid value: '${type.slice(0, 64)}'. It is not the type of a client event.`, 'type');
    }
  }

  /** Audio of the peer of a call, in the call's format. */
  hear(bytes: Buffer): void {
    this.#input.stream(bytes);
  }

  /** Frees all that the session holds. Nothing is sent any more. */
  close(): void {
    this.#abort.abort(new Error('The session is closed.'));
    this.#idle.stop();
    this.#responses.close();
    this.#input.close();
  }

  #emit(event: Fields): void {
    if (!this.#abort.signal.aborted) this.#options.send(event);
  }

  #inputFormat(): AudioFormat {
    return this.#settings.audio.input.format;
  }

  #heardFormat(): AudioFormat {
    return this.#options.call?.format ?? this.#inputFormat();
  }

  #update(patch: unknown): void {
    this.#settings = updatedSettings(this.#settings, patch, this.#voiceUsed);
    this.#input.configure(this.#heardFormat(), this.#settings.audio.input.turn_detection);
    if (this.#idleTimeoutMs() === null) this.#idle.stop();
    this.#emit({ type: 'session.updated', session: this.#settings });
  }

  #createItem(event: Fields): void {
    onlyKnown(event, ['type', 'event_id', 'item', 'previous_item_id'], '');
    const previousId =
      event['previous_item_id'] == null ? null : text(event['previous_item_id'], 'previous_item_id', 64);
    const entry = clientItem(required(event, 'item', 'item'), this.#inputFormat());
    this.#add(entry, previousId);
    if (entry.audio !== undefined) this.#listening.start(entry, this.#settings.audio.input.transcription);
  }

  #retrieve(id: string): void {
    const entry = this.#conversation.find(id);
    if (entry === undefined) {
      throw new ClientMistake(
        'item_retrieve_invalid_item_id',
        `Error retrieving item: the item with id '${id.slice(0, 64)}' does not exist.`,
        'item_id',
      );
    }
    const { item, audio } = entry;
    if (item.type !== 'message' || audio === undefined)
      return this.#emit({ type: 'conversation.item.retrieved', item });
    const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64');
    const content = item.content.map((part) =>
      part.type === 'input_audio' || part.type === 'output_audio' ? { ...part, audio: bytes, format: 'pcm16' } : part,
    );
    this.#emit({ type: 'conversation.item.retrieved', item: { ...item, content } });
  }

  #truncate(event: Fields): void {
    const id = text(required(event, 'item_id', 'item_id'), 'item_id');
    const contentIndex = integer(required(event, 'content_index', 'content_index'), 'content_index', 0, 1_000);
    const audioEndMs = integer(
      required(event, 'audio_end_ms', 'audio_end_ms'),
      'audio_end_ms',
      0,
      Number.MAX_SAFE_INTEGER,
    );
    this.#cut(id, contentIndex, audioEndMs);
  }

  #cut(id: string, contentIndex: number, audioEndMs: number): void {
    this.#conversation.truncate(id, contentIndex, audioEndMs);
    this.#emit({
      type: 'conversation.item.truncated',
      item_id: id,
      content_index: contentIndex,
      audio_end_ms: audioEndMs,
    });
  }

  #cancel(responseId: unknown): void {
    if (responseId == null) this.#responses.cancel('client_cancelled');
    else this.#responses.cancel('client_cancelled', text(responseId, 'response_id', 64));
  }

  #speechStarted(itemId: string, startMs: number): void {
    this.#idle.stop();
    this.#emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: startMs, item_id: itemId });
    const interrupts = this.#settings.audio.input.turn_detection?.interrupt_response ?? false;
    if (interrupts) this.#stopSpeaking('turn_detected');
  }

  /**
   * Ends the response that is under way. In a call also what has been said but not sent: the engine knows how much the
   * peer was sent, so it truncates the items itself.
   */
  #stopSpeaking(reason: CancelReason): void {
    if (this.#responses.activeId !== undefined) this.#responses.cancel(reason);
    for (const cuts of this.#options.call?.clear() ?? []) {
      this.#emit({ type: 'output_audio_buffer.cleared', response_id: cuts[0].responseId });
      for (const { itemId, contentIndex, sentMs } of cuts) {
        // Beside the conversation there is no item, and a client may have cut it shorter before.
        if ((this.#conversation.find(itemId)?.audioMs ?? 0) <= sentMs) continue;
        this.#cut(itemId, contentIndex, sentMs);
      }
    }
  }

  #committed(itemId: string, audio: Int16Array): void {
    const item: Item = {
      id: itemId,
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    const entry: Entry = { item, audio, audioMs: audio.length / 24 };
    this.#emit({ type: 'input_audio_buffer.committed', previous_item_id: this.#conversation.lastId, item_id: itemId });
    this.#add(entry, null);
    this.#listening.start(entry, this.#settings.audio.input.transcription);
    if (this.#settings.audio.input.turn_detection?.create_response !== true) return;
    // While another response runs (`interrupt_response: false`) the service makes none for this turn.
    if (this.#responses.activeId === undefined) this.#respond();
  }

  #add(entry: Entry, previousId: string | null): void {
    const previous = this.#conversation.insert(entry, previousId);
    this.#emit({ type: 'conversation.item.added', previous_item_id: previous, item: entry.item });
    this.#emit({ type: 'conversation.item.done', previous_item_id: previous, item: entry.item });
  }

  #respond(): void {
    this.#responses.start(responsePlan(undefined, this.#settings, this.#conversation));
  }

  #idleTimeoutMs(): number | null {
    const detection = this.#settings.audio.input.turn_detection;
    return detection?.type === 'server_vad' ? detection.idle_timeout_ms : null;
  }

  /** In the recorded order: a system message, then an empty turn of the user, then a response. */
  #becomeIdle(): void {
    if (this.#responses.activeId !== undefined || this.#input.speaking) return;
    const id = createId('item');
    const nowMs = this.#input.receivedMs;
    const startMs = Math.max(0, nowMs - (this.#idleTimeoutMs() ?? 0));
    this.#emit({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: startMs,
      audio_end_ms: nowMs,
      item_id: id,
    });
    const note: Item = {
      id: createId('item'),
      type: 'message',
      status: 'completed',
      role: 'system',
      content: [{ type: 'input_text', text: IDLE_TEXT }],
    };
    this.#add({ item: note }, null);
    this.#emit({ type: 'input_audio_buffer.committed', previous_item_id: note.id, item_id: id });
    const empty: Item = {
      id,
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    const entry: Entry = { item: empty, idle: true };
    this.#add(entry, null);
    const { transcription } = this.#settings.audio.input;
    if (transcription !== null) this.#listening.startSilent(entry);
    this.#respond();
  }
}
