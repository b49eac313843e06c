import { AssistantError } from '../base/assistant-error.ts';
import { Store } from '../base/store.ts';
import { selectAnswering, selectUnanswered } from '../conversation/selectors.ts';
import type { SessionSettings } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { VoiceCommand, VoiceReport } from '../voice/voice-messages.ts';
import { Activity } from './activity.ts';
import type { AssistantSession, SessionStatistics } from './assistant-session.ts';
import { checkTool, type ClientTool } from './client-tool.ts';
import { connectTarget } from './connect-target.ts';
import { Connection, type ConnectCommand, type ConnectionState } from './connection.ts';
import { KeptConversation } from './kept-conversation.ts';
import { Line } from './line.ts';
import { Listening } from './listening.ts';
import { failedMessage, MessageSender } from './message-sender.ts';
import { restoration } from './restoration.ts';
import { answerError, answerOverdue, speechLost, wireError } from './service-error.ts';
import { RealtimeErrorEvent, RealtimeStatusEvent, tidings } from './session-events.ts';
import { changedOptions, checkOptions, type OptionChanges, type SessionOptions, type SessionParts } from './session-options.ts';
import { answersTurns, ownDialect, settingsOf, settingsUpdate } from './session-settings.ts';
import { firstSnapshot, type AssistantMode, type SessionSnapshot } from './snapshot.ts';
import { Sound } from './sound.ts';
import { deriveStatus } from './status.ts';
import { ToolTurns } from './tool-turns.ts';

/** Orchestrates: it decides nothing that the reducer, the status or the connection can decide, and does no I/O itself. */
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
  readonly #conversation: KeptConversation;
  #connectionState: ConnectionState = 'idle';
  readonly #activity = new Activity(() => this.#answerOverdue(), (tool) => this.#conversation.apply(tool));
  /** Worklets and service have to agree on it, so it waits for the next conversation. */
  #nextFormat: SessionOptions['audioFormat'];
  #startVoice: SessionParts['startVoice'];
  #told: SessionSettings = {};
  readonly statistics: { -readonly [K in keyof SessionStatistics]: number } = { underruns: 0, lostSpeechBytes: 0 };
  #disposed = false;

  constructor(options: SessionOptions, parts: SessionParts) {
    super();
    checkOptions(options);
    this.#options = options;
    this.#store = new Store(firstSnapshot(options.mode ?? 'hands-free', options.muted ?? false));
    this.#conversation = new KeptConversation({
      store: this.#store,
      perform: (effect) => (effect.type === 'call-tool' ? this.#tools.call(effect) : this.#fail(answerError(effect))),
      tell: (event) => this.dispatchEvent(event),
      onChange: () => this.#updateStatus(),
      isIdle: () => ['idle', 'failed'].includes(this.#connectionState),
    });
    this.#voice = parts.voice;
    this.#startVoice = parts.startVoice;
    this.#voice.addEventListener('message', (message: MessageEvent<VoiceReport>) => this.#handle(message.data));
    this.#voice.start();
    this.#sound = new Sound(parts.audio, parts.voice, {
      patch: (change) => this.#store.patch(change),
      fail: (error) => this.#fail(error),
      heal: (error) => this.snapshot.error === error && this.#store.patch({ error: null }),
      onHolding: (holding) => this.#store.patch({ holding }),
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
      onCall: (call, status) => this.#conversation.apply({ type: 'tool-activity', ...call, status, raw: null }),
      onError: (error) => this.#fail(error),
    });
    this.#line = new Line({
      transports: parts.transports,
      sound: parts.audio.call,
      rests: () => this.#activity.playing && this.#options.bargeIn === 'off',
      onBroken: () => this.#post({ type: 'disconnect', code: 1006, reason: 'the call broke off' }),
    });
    this.#messages = new MessageSender({
      connect: () => this.#connect(),
      connected: () => this.#connectionState === 'connected',
      silence: () => this.interrupt(),
      send: (command) => this.#post({ type: 'send', command }),
      apply: (event) => this.#conversation.apply(event),
      doubt: () => this.#post({ type: 'doubt', sure: true }),
    });
    this.#connection = new Connection(parts.voice, parts.reconnection, {
      target: (standby) =>
        connectTarget({ ...this.#memory(), line: this.#line, standby, options: this.#options, mode: this.snapshot.mode }),
      memory: () => this.#memory(),
      ...(parts.isReachable && { isReachable: parts.isReachable }),
      onNeverStood: (code) => this.#line.neverStood(code),
      onState: (state, error, retryAt) => {
        this.#connectionState = state;
        this.#store.patch({ retryAt });
        if (state === 'idle' || state === 'failed') {
          this.#listening.closeTurn();
          this.#line.end();
          this.#messages.giveUp(error ?? new AssistantError('aborted', 'The connection was given up.'));
        }
        // Nobody listens any more: the visitor must not see a live microphone.
        if (state === 'failed') void this.#sound.close();
        if (error !== null) this.#fail(error);
        else if (state === 'connected' && this.snapshot.microphone !== 'failed') this.#store.patch({ error: null });
        this.#updateStatus();
      },
      ...restoration({
        store: this.#store,
        conversation: this.#conversation,
        activity: this.#activity,
        messages: this.#messages,
        tools: this.#tools,
        line: this.#line,
        listening: this.#listening,
        settle: () => this.#updateSettings(),
        respond: () => this.#respond(),
      }),
    });
    this.#post({ type: 'barge-in', value: options.bargeIn ?? 'on' });
    this.#conversation.persist(options);
  }

  get snapshot(): SessionSnapshot {
    return this.#store.value;
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

  configure(options: OptionChanges): void {
    checkOptions(options);
    const { audioFormat, ...rest } = options;
    if ('audioFormat' in options) this.#nextFormat = audioFormat ?? 'pcm16';
    this.#options = changedOptions(this.#options, rest);
    if (options.mode !== undefined) this.#listening.setMode(options.mode);
    if (options.muted !== undefined) this.setMuted(options.muted);
    if ('mutedAs' in options) this.#listening.apply();
    this.#sound.configure(this.#options, options);
    this.#line.listen();
    if ('bargeIn' in options) this.#post({ type: 'barge-in', value: options.bargeIn ?? 'on' });
    if ('tools' in options) this.#tools.replace(options.tools ?? []);
    if ('persist' in options || options.relayUrl !== undefined) this.#conversation.persist(this.#options);
    this.#updateSettings();
  }

  // ---- the visitor's acts

  async connect(): Promise<void> {
    this.#begin();
    this.#sound.startOutput();
    if (this.snapshot.mode === 'hands-free') void this.#listening.open();
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

  async sendText(text: string, options: { readonly images?: readonly (Blob | string)[] } = {}): Promise<void> {
    this.#begin();
    this.#sound.startOutput();
    await this.#messages.send(text, options);
    this.#respond();
  }

  async retry(messageId: string): Promise<void> {
    const again = failedMessage(this.snapshot.messages, messageId);
    if (again.role === 'assistant') return this.#respond();
    this.#conversation.apply({ type: 'message-dropped', itemId: messageId });
    await this.sendText(again.text, again);
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

  answerApproval(approvalId: string, approve: boolean, reason?: string): void {
    this.#tools.answer(this.snapshot.approvals, approvalId, approve, reason);
    this.#conversation.apply({ type: 'approval-answered', approvalId, raw: null });
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
    this.#conversation.clear((itemId) => this.#post({ type: 'send', command: { type: 'delete-item', itemId } }));
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#activity.awaiting = false;
    this.#tools.abort();
    this.#connection.dispose();
    this.#line.end();
    this.#store.close();
    this.#conversation.close();
    await this.#sound.dispose();
    this.#post({ type: 'dispose' });
    this.#voice.close();
  }

  // ---- from the voice loop

  #handle(report: VoiceReport): void {
    if (this.#disposed) return;
    switch (report.type) {
      case 'event':
        return this.#connection.accepts(report.event) ? this.#receive(report.event) : undefined;
      case 'playing':
        this.#activity.playing = report.value;
        this.#line.listen();
        if (report.value) this.#sound.reportLatency();
        return this.#updateStatus();
      case 'turn-flushed':
        return this.#listening.turnFlushed();
      case 'cut':
        return this.#conversation.apply({ type: 'playback-cut', heard: report.heard, unheard: report.unheard });
      case 'heard':
        return this.#conversation.hear(report.part);
      case 'underrun':
        return void this.statistics.underruns++;
      case 'speech-dropped':
        this.statistics.lostSpeechBytes += report.bytes;
        return this.#fail(speechLost());
      default:
        return this.#connection.handle(report);
    }
  }

  #receive(event: ServerEvent): void {
    this.#activity.follow(event);
    this.#connection.follow(event);
    this.#tools.follow(event);
    // The service answers again: an earlier trouble is over. That there is no microphone stays true.
    if (event.type === 'response-created' && this.snapshot.microphone !== 'failed') this.#store.patch({ error: null });
    if (event.type === 'error') {
      const error = wireError(event);
      if (error !== null) this.#fail(error);
    }
    for (const news of tidings(event)) this.dispatchEvent(news);
    this.#messages.handle(event);
    this.#conversation.apply(event);
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

  #memory(): Pick<ConnectCommand, 'settings' | 'history'> {
    return { settings: (this.#told = this.#settings()), history: this.#conversation.history };
  }

  #settings(): SessionSettings {
    this.#activity.turnsAreAnswered = answersTurns(this.#options);
    return settingsOf(this.#options, this.snapshot.mode, this.#tools.declarations);
  }

  #updateSettings(): void {
    if (this.#connectionState !== 'connected') return;
    const settings = settingsUpdate(this.#told, (this.#told = this.#settings()));
    if (settings !== null) this.#post({ type: 'send', command: { type: 'update-session', settings } });
  }

  #post(command: VoiceCommand): void {
    this.#voice.postMessage(command);
  }

  #updateStatus(): void {
    const previous = this.snapshot.status;
    const { hearing, playing, awaiting } = this.#activity;
    const answering = awaiting || selectAnswering(this.#conversation.state);
    const status = deriveStatus({ connection: this.#connectionState, hearing, playing, answering });
    this.#sound.hold.update(status, this.#conversation.state.tools.length > 0);
    this.#connection.isPause = status === 'listening' && this.#messages.unconfirmed.length === 0;
    if (status === previous) return;
    this.#store.patch({ status, ...(previous === 'listening' && { recovery: null }) });
    this.dispatchEvent(new RealtimeStatusEvent(status, previous));
  }

  /** The face listens again; a question that was understood and not answered is not left without a word. */
  #answerOverdue(): void {
    this.#updateStatus();
    if (this.#connectionState === 'connected' && selectUnanswered(this.#conversation.state)) this.#fail(answerOverdue());
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
