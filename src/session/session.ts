import { AssistantError } from '../base/assistant-error.ts';
import { Store } from '../base/store.ts';
import { reduce, type LocalEvent } from '../conversation/reduce.ts';
import { selectAnswering, selectMessages, selectUnanswered } from '../conversation/selectors.ts';
import { EMPTY_CONVERSATION, type ConversationState, type Effect } from '../conversation/state.ts';
import type { SessionSettings } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { VoiceCommand, VoiceReport } from '../voice/voice-messages.ts';
import { Activity } from './activity.ts';
import type { AssistantSession, SessionStatistics } from './assistant-session.ts';
import { checkTool, type ClientTool } from './client-tool.ts';
import { connectTarget } from './connect-target.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Line } from './line.ts';
import { Listening } from './listening.ts';
import { MessageSender } from './message-sender.ts';
import { answerError, developerError, speechLost, wireError } from './service-error.ts';
import { announcements, RealtimeErrorEvent, RealtimeStatusEvent, RealtimeToolCallEvent } from './session-events.ts';
import { checkOptions, type SessionOptions, type SessionParts } from './session-options.ts';
import { answersTurns, ownDialect, settingsOf, settingsUpdate } from './session-settings.ts';
import { firstSnapshot, type AssistantMode, type SessionSnapshot } from './snapshot.ts';
import { Sound } from './sound.ts';
import { deriveStatus } from './status.ts';
import { ToolTurns } from './tool-turns.ts';

/**
 * Orchestrates: it decides nothing that the reducer, the status or the connection can decide, and does no I/O itself.
 */
export class Session extends EventTarget implements AssistantSession {
  #options: SessionOptions;
  readonly #voice: MessagePort;
  readonly #sound: Sound;
  readonly #listening: Listening;
  readonly #connection: Connection;
  readonly #line: Line;
  readonly #messages: MessageSender;
  readonly #tools: ToolTurns;
  readonly #store: Store<SessionSnapshot>;
  #conversation: ConversationState = EMPTY_CONVERSATION;
  #connectionState: ConnectionState = 'idle';
  readonly #activity = new Activity(() => this.#updateStatus(), (tool) => this.#receiveTool(tool));
  /** Worklets and service have to agree on it, so it waits for the next conversation. */
  #nextFormat: SessionOptions['audioFormat'];
  #startVoice: SessionParts['startVoice'];
  #told: SessionSettings = {};
  readonly #statistics = { underruns: 0, lostSpeechBytes: 0 };
  #disposed = false;

  constructor(options: SessionOptions, parts: SessionParts) {
    super();
    checkOptions(options);
    this.#options = options;
    this.#store = new Store(firstSnapshot(options.mode ?? 'hands-free', options.muted ?? false));
    this.#voice = parts.voice;
    this.#startVoice = parts.startVoice;
    this.#voice.addEventListener('message', (message: MessageEvent<VoiceReport>) => this.#handle(message.data));
    this.#voice.start();
    this.#sound = new Sound(parts.audio, parts.voice, {
      patch: (change) => this.#store.patch(change),
      fail: (error) => this.#fail(error),
      heal: (error) => this.snapshot.error === error && this.#store.patch({ error: null }),
      onHolding: (holding) => this.#store.patch({ holding }),
      // The page's business, and none of the visitor's.
      onError: (error) => this.dispatchEvent(new RealtimeErrorEvent(error)),
    });
    this.#sound.configure(options);
    this.#listening = new Listening({
      sound: this.#sound,
      activity: this.#activity,
      store: this.#store,
      options: () => this.#options,
      connected: () => this.#connectionState === 'connected',
      connect: () => this.#connect(),
      interrupt: () => this.interrupt(),
      post: (command) => this.#post(command),
      onChange: () => this.#updateStatus(),
      fail: (error) => this.#fail(error),
    });
    this.#tools = new ToolTurns(options.tools ?? [], {
      send: (command) => this.#post({ type: 'send', command }),
      respond: () => this.#respond(),
      onCall: (call, status) => this.#receiveTool({ type: 'tool-activity', ...call, status, raw: null }),
      onError: (error) => this.#fail(error),
    });
    this.#line = new Line({
      transports: parts.transports,
      sound: parts.audio.call,
      onBroken: () => this.#post({ type: 'disconnect', code: 1006, reason: 'the call broke off' }),
    });
    this.#connection = new Connection(parts.voice, parts.reconnection, {
      target: () =>
        connectTarget({
          line: this.#line,
          options: this.#options,
          settings: (this.#told = this.#settings()),
          conversation: () => this.#conversation,
          hasSound: this.snapshot.mode !== 'text',
        }),
      onNeverStood: (code) => this.#line.neverStood(code),
      onState: (state, error, retryAt) => {
        this.#connectionState = state;
        this.#store.patch({ retryAt });
        if (state === 'idle' || state === 'failed') {
          this.#listening.closeTurn();
          this.#line.end();
        }
        // Nobody listens any more: the visitor must not see a live microphone.
        if (state === 'failed') void this.#sound.close();
        if (error !== null) this.#fail(error);
        else if (state === 'connected' && this.snapshot.microphone !== 'failed') this.#store.patch({ error: null });
        this.#updateStatus();
      },
      onReady: (again) => {
        this.#line.stood();
        // What changed while it was being opened.
        this.#updateSettings();
        this.#store.patch({ transport: this.#line.way });
        if (this.#line.way === 'http') this.#listening.giveUpSound();
        // What was asked before the loss has not been answered: ask for it in the new session.
        if (again && selectUnanswered(this.#conversation)) this.#respond();
      },
      onLost: () => {
        this.#activity.reset();
        this.#messages.connectionLost();
        this.#tools.abort();
        this.#apply({ type: 'connection-lost' });
      },
    });
    this.#messages = new MessageSender({
      connect: () => this.#connect(),
      connected: () => this.#connectionState === 'connected',
      silence: () => this.interrupt(),
      send: (command) => this.#post({ type: 'send', command }),
      apply: (event) => this.#apply(event),
    });
    this.#post({ type: 'barge-in', value: options.bargeIn ?? 'on' });
  }

  get snapshot(): SessionSnapshot {
    return this.#store.value;
  }

  get statistics(): SessionStatistics {
    return this.#statistics;
  }

  get inputLevel(): number {
    return this.#sound.inputLevel;
  }

  get outputLevel(): number {
    return this.#sound.outputLevel;
  }

  watchLevels(listener: () => void): () => void {
    return this.#sound.watchLevels(listener);
  }

  get holdPhase(): number | null {
    return this.#sound.hold.phase;
  }

  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#store.subscribe(listener);
  }

  configure(options: Partial<SessionOptions>): void {
    checkOptions(options);
    const { audioFormat, ...rest } = options;
    this.#nextFormat = audioFormat ?? this.#nextFormat;
    this.#options = { ...this.#options, ...rest };
    if (options.mode !== undefined) this.#listening.setMode(options.mode);
    if (options.muted !== undefined) this.setMuted(options.muted);
    if (options.mutedAs !== undefined) this.#listening.apply();
    this.#sound.configure(this.#options, options);
    if (options.bargeIn !== undefined) this.#post({ type: 'barge-in', value: options.bargeIn });
    if (options.tools !== undefined) this.#tools.replace(options.tools);
    this.#updateSettings();
  }

  // ---- the visitor's acts

  async connect(): Promise<void> {
    this.#begin();
    this.#sound.startOutput();
    if (this.snapshot.mode === 'hands-free') void this.#sound.openInput();
    await this.#connect();
  }

  async disconnect(): Promise<void> {
    this.#connection.disconnect();
    await this.#sound.close();
  }

  async startListening(): Promise<void> {
    this.#begin();
    this.#sound.startOutput();
    await this.#listening.start();
  }

  async stopListening(): Promise<void> {
    await this.#listening.stop();
  }

  interrupt(): void {
    this.#activity.awaiting = false;
    this.#sound.hold.silence();
    this.#post({ type: 'interrupt' });
    this.#updateStatus();
  }

  async sendText(text: string): Promise<void> {
    this.#begin();
    this.#sound.startOutput();
    await this.#messages.send(text);
    this.#respond();
  }

  async sendContext(text: string): Promise<void> {
    this.#begin();
    await this.#messages.send(text, { hidden: true });
  }

  registerTool(tool: ClientTool): () => void {
    checkTool(tool);
    const remove = this.#tools.add(tool);
    this.#updateSettings();
    return () => {
      remove();
      this.#updateSettings();
    };
  }

  setMode(mode: AssistantMode): void {
    checkOptions({ mode });
    this.#listening.setMode(mode);
    this.#updateSettings();
  }

  setMuted(muted: boolean): void {
    this.#listening.setMuted(muted);
  }

  setVolume(volume: number): void {
    checkOptions({ volume });
    this.#sound.setVolume(volume);
  }

  setMicrophone(id: string | null): void {
    this.#sound.setMicrophone(id);
  }

  setSpeaker(id: string | null): void {
    this.#sound.setSpeaker(id);
  }

  watchDevices(): void {
    this.#sound.watchDevices();
  }

  clear(): void {
    this.interrupt();
    for (const { id } of this.#conversation.items) {
      this.#post({ type: 'send', command: { type: 'delete-item', itemId: id } });
    }
    this.#apply({ type: 'cleared' });
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#activity.awaiting = false;
    this.#tools.abort();
    this.#connection.dispose();
    this.#line.end();
    this.#store.close();
    await this.#sound.dispose();
    this.#post({ type: 'dispose' });
    this.#voice.close();
  }

  // ---- from the voice loop

  #handle(report: VoiceReport): void {
    if (this.#disposed) return;
    switch (report.type) {
      case 'ready':
      case 'closed':
        return this.#connection.handle(report);
      case 'event':
        return this.#connection.accepts(report.event) ? this.#receive(report.event) : undefined;
      case 'playing':
        this.#activity.playing = report.value;
        this.#line.listening = !report.value || this.#options.bargeIn !== 'off';
        if (report.value) this.#sound.reportLatency();
        return this.#updateStatus();
      case 'turn-flushed':
        return this.#listening.apply();
      case 'cut':
        return this.#apply({ type: 'playback-cut', heard: report.heard, unheard: report.unheard });
      case 'underrun':
        this.#statistics.underruns++;
        return undefined;
      case 'speech-dropped':
        this.#statistics.lostSpeechBytes += report.bytes;
        return this.#fail(speechLost());
    }
  }

  #receive(event: ServerEvent): void {
    this.#activity.follow(event);
    // The service answers again: an earlier trouble is over. That there is no microphone stays true.
    if (event.type === 'response-created' && this.snapshot.microphone !== 'failed') this.#store.patch({ error: null });
    if (event.type === 'error') {
      this.#connection.noteError(event.code, event.message);
      const error = wireError(event);
      if (error !== null) this.#fail(error);
    }
    const fault = developerError(event);
    if (fault !== null) this.dispatchEvent(new RealtimeErrorEvent(fault));
    this.#messages.handle(event);
    if (event.type === 'tool-activity') this.#receiveTool(event);
    else this.#apply(event);
  }

  #receiveTool(event: Extract<ServerEvent, { type: 'tool-activity' }>): void {
    this.#apply(event);
    this.dispatchEvent(new RealtimeToolCallEvent(event.callId, event.name, event.status));
  }

  #apply(event: ServerEvent | LocalEvent): void {
    const { state, effects } = reduce(this.#conversation, event, Date.now());
    this.#conversation = state;
    this.#store.patch({ messages: selectMessages(state), tools: state.tools });
    for (const effect of effects) this.#perform(effect);
    // Last: a tool that was just called keeps the face thinking.
    this.#updateStatus();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'call-tool':
        return this.#tools.call(effect);
      case 'response-failed':
        return this.#fail(answerError(effect));
      default:
        for (const told of announcements(effect, this.#conversation)) this.dispatchEvent(told);
    }
  }

  // ---- to the voice loop

  /** A visitor who never speaks or types costs a page no thread. */
  #connect(): Promise<void> {
    this.#startVoice?.(ownDialect(this.#options));
    this.#startVoice = undefined;
    return this.#connection.connect();
  }

  #respond(): void {
    this.#activity.awaiting = true;
    this.#post({ type: 'respond' });
    this.#updateStatus();
  }

  #settings(): SessionSettings {
    this.#activity.turnsAreAnswered = answersTurns(this.#options);
    return settingsOf(this.#options, this.snapshot.mode, this.#tools.declarations);
  }

  #updateSettings(): void {
    if (this.#connectionState !== 'connected') return;
    const settings = settingsUpdate(this.#told, this.#settings());
    this.#told = this.#settings();
    if (settings !== null) this.#post({ type: 'send', command: { type: 'update-session', settings } });
  }

  #post(command: VoiceCommand): void {
    this.#voice.postMessage(command);
  }

  #updateStatus(): void {
    const previous = this.snapshot.status;
    const { hearing, playing, awaiting } = this.#activity;
    const answering = awaiting || selectAnswering(this.#conversation);
    const status = deriveStatus({ connection: this.#connectionState, hearing, playing, answering });
    this.#sound.hold.update(status, this.#conversation.tools.length > 0);
    if (status === previous) return;
    this.#store.patch({ status });
    this.dispatchEvent(new RealtimeStatusEvent(status, previous));
  }

  #fail(error: AssistantError): void {
    this.#store.patch({ error });
    this.dispatchEvent(new RealtimeErrorEvent(error));
  }

  #begin(): void {
    if (this.#disposed) throw new AssistantError('aborted', 'This session was disposed of.');
    if (this.#nextFormat === undefined || !['idle', 'failed'].includes(this.#connectionState)) return;
    this.#options = { ...this.#options, audioFormat: this.#nextFormat };
    this.#sound.configure(this.#options, {});
  }
}
