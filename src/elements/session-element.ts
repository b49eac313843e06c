import { ContextProvider } from '@lit/context';
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { AssistantError } from '../base/assistant-error.ts';
import { createSession } from '../create-session.ts';
import type { AssistantSession, SessionEventMap } from '../session/assistant-session.ts';
import type { ClientTool } from '../session/client-tool.ts';
import type { SessionOptions, Switch } from '../session/session-options.ts';
import type { AssistantMode, SessionSnapshot } from '../session/snapshot.ts';
import { assetBaseContext } from './asset-base-context.ts';
import { guard } from './consent-gate.ts';
import { FaceElement } from './face-element.ts';
import { SessionHost } from './session-host.ts';
import { showStates } from './session-states.ts';
import type { ExportFormat } from './export-conversation.ts';
import { StringsProvider } from './strings-provider.ts';
import { englishStrings, type Strings } from './strings.ts';
import { transcriptOptionsContext } from './transcript-options.ts';

/** What an author leaves out is left out of the options too, so that the session's own defaults hold. */
function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Properties that reach the session by `configure()` when they change; the others have their own methods there. */
const configurable = [
  'relayUrl',
  'dialect',
  'transport',
  'output',
  'voice',
  'speed',
  'language',
  'outputLanguage',
  'task',
  'instructions',
  'turnDetection',
  'idleTimeoutMs',
  'noiseReduction',
  'maxOutputTokens',
  'toolChoice',
  'mcpServers',
  'bargeIn',
  'holdSound',
  'echoCancellation',
  'noiseSuppression',
  'autoGainControl',
  'echoGate',
  'mutedAs',
  'audioFormat',
  'frameMs',
  'persist',
  'assetBase',
  'getToken',
  'tools',
] as const satisfies readonly (keyof SessionOptions & keyof SessionElement)[];

/**
 * What `<realtime-session>` and `<realtime-assistant>` share: the attributes and methods of a conversation, its events
 * and states. Both provide the session and the words to the elements inside them.
 *
 * @fires {RealtimeStatusEvent} realtime-status - The status changed; see `status` and `previous`.
 * @fires {RealtimeMessageEvent} realtime-message - A message of either side is finished; see `message`.
 * @fires {RealtimeTranscriptEvent} realtime-transcript - The text of a message grew or changed; see `message`.
 * @fires {RealtimeInterruptedEvent} realtime-interrupted - An answer was cut off; see `messageId` and `audioEndMs`.
 * @fires {RealtimeToolCallEvent} realtime-tool-call - A tool began, ended or failed; see `toolName` and `status`.
 * @fires {RealtimeNoteEvent} realtime-note - A note of the visitor's was added, edited or deleted in the talk; see `action` and `note`.
 * @fires {RealtimeSourcesEvent} realtime-sources - The passages behind an answer are known; see `sources`.
 * @fires {RealtimeRatingEvent} realtime-rating - The visitor rated an answer, with `rate-answers`; see `messageId` and `value`.
 * @fires {RealtimeErrorEvent} realtime-error - Something went wrong; branch on `error.code`.
 *
 * @cssstate idle - Not connected.
 * @cssstate connecting - The connection is being opened.
 * @cssstate listening - Connected, waiting for the visitor.
 * @cssstate hearing - The visitor speaks.
 * @cssstate thinking - An answer is being made.
 * @cssstate speaking - An answer is heard.
 * @cssstate reconnecting - The connection broke and is being restored.
 * @cssstate error - Gave up.
 * @cssstate muted - The microphone is muted.
 */
export abstract class SessionElement extends FaceElement {
  /** The relay's address: `ws:`, `wss:`, `http:`, `https:` or relative to the page. Nothing works without it. */
  @property({ attribute: 'relay-url' }) override relayUrl: string | undefined;

  /**
   * Wire vocabulary: `auto` learns it from the server's greeting; `openai`, `openai-beta`, `middle-tier` (Azure's samples), `simple` (relays
   * of one's own), or `live` (OpenAI's Live API, experimental).
   */
  @property() dialect: SessionOptions['dialect'];

  /**
   * The way to the relay: `auto` (a call over WebRTC where the relay offers one, else a socket, else text over HTTP), `websocket`, `webrtc` or
   * `http`.
   */
  @property() transport: SessionOptions['transport'];

  /** How answers come: `audio` spoken and written, `text` written only. */
  @property() output: 'audio' | 'text' | undefined;

  /** The voice of the answers, asked of the relay, which may refuse. */
  @property() override voice: string | undefined;

  /** How fast the answers are spoken: 0.25 to 1.5, 1 being the voice's own pace. */
  @property({ type: Number }) speed: number | undefined;

  /** The language that visitors speak (ISO 639-1, such as `en`), a hint for the recogniser. */
  @property() override language: string | undefined;

  /** The language of the answers (such as `de` or `pt-BR`), whatever visitors speak. Takes a relay of ours. */
  @property({ attribute: 'output-language' }) override outputLanguage: string | undefined;

  /** `assistant` answers, `translation` says what it hears in `output-language`, `transcription` only writes it down. */
  @property() task: SessionOptions['task'];

  /** What the model is told of its task, where the relay lets pages say so. */
  @property() instructions: string | undefined;

  /** Who decides that the visitor has finished: `server-vad`, `semantic-vad`, or `none`; as a property also with its parameters. */
  @property({ attribute: 'turn-detection' }) turnDetection: SessionOptions['turnDetection'];

  /** After so much silence, 5,000 to 30,000 milliseconds, the service goes on by itself. */
  @property({ type: Number, attribute: 'idle-timeout-ms' }) idleTimeoutMs: number | undefined;

  /** What the service does to the microphone's sound: `near-field`, `far-field` or `none`. */
  @property({ attribute: 'noise-reduction' }) noiseReduction: SessionOptions['noiseReduction'];

  /** Longest answer in tokens, 1 to 4,096. */
  @property({ type: Number, attribute: 'max-output-tokens' }) maxOutputTokens: number | undefined;

  /** Whether the model calls tools: `auto`, `none`, `required`; as a property also `{ name }` of the one to call. */
  @property({ attribute: 'tool-choice' }) toolChoice: SessionOptions['toolChoice'];

  /** Servers of tools that the service itself asks (MCP), where the relay lets pages name some. */
  @property({ attribute: false }) mcpServers: SessionOptions['mcpServers'];

  /** `on` lets visitors talk over an answer; `off` rests the microphone while the assistant speaks. */
  @property({ attribute: 'barge-in' }) bargeIn: 'on' | 'off' | undefined;

  /**
   * Address of a sound that goes round softly while a tool runs longer than a moment, and gives way to speech of either
   * side; the orb keeps its beat.
   */
  @property({ attribute: 'hold-sound' }) holdSound: string | undefined;

  /** `off` switches the browser's echo cancellation off, for visitors with headphones or a system that does it itself. */
  @property({ attribute: 'echo-cancellation' }) echoCancellation: Switch | undefined;

  /** `off` switches the browser's noise suppression off. */
  @property({ attribute: 'noise-suppression' }) noiseSuppression: Switch | undefined;

  /** `off` keeps the browser from turning quiet speakers up. */
  @property({ attribute: 'auto-gain-control' }) autoGainControl: Switch | undefined;

  /** `off` sends the service also what is only the assistant's own voice in the microphone. */
  @property({ attribute: 'echo-gate' }) echoGate: Switch | undefined;

  /** What is sent of a muted microphone while the conversation is hands-free: `silence` or `nothing`. */
  @property({ attribute: 'muted-as' }) mutedAs: 'silence' | 'nothing' | undefined;

  /** Samples on the wire: `pcm16`, or `g711-ulaw` or `g711-alaw` with a third of the data and a telephone's sound. */
  @property({ attribute: 'audio-format' }) audioFormat: SessionOptions['audioFormat'];

  /** Length of the frames in which speech is sent, in milliseconds, 10 to 100. */
  @property({ type: Number, attribute: 'frame-ms' }) frameMs: number | undefined;

  /**
   * Whether the transcript outlives the page: `session` for this tab, `local` for all tabs of the site; `none` stores
   * nothing.
   */
  @property() override persist: 'none' | 'session' | 'local' | undefined;

  /** Where the worklets lie as plain files; needed only under strict content security policies. */
  @property({ attribute: 'asset-base' }) assetBase: string | undefined;

  /** Asked before each connection; what it returns goes to the relay as a bearer. */
  @property({ attribute: false }) override getToken: (() => string | Promise<string>) | undefined;

  /** Functions of the page that the model may call, where the relay's operator allows it. */
  @property({ attribute: false }) tools: readonly ClientTool[] | undefined;

  /**
   * Language of the words (BCP 47, such as `de` or `pt-BR`): one of those in docs/words.md, else English. Default: the
   * nearest `lang` around the element, else the browser's own.
   */
  @property() locale: string | undefined;

  /** Words of your own in place of those of the locale; what is left out stays. */
  @property({ attribute: false }) strings: Partial<Strings> | undefined;

  /** Visitors can rate each answer, thumbs up or down; `realtime-rating` tells. */
  @property({ type: Boolean, attribute: 'rate-answers' }) rateAnswers = false;

  /** Visitors can save the conversation as a file. */
  @property({ type: Boolean }) savable = false;

  protected readonly internals: ElementInternals = this.attachInternals();

  readonly #host = new SessionHost(this, {
    options: () => this.#options(),
    create: (options) => guard(this.createSession(options), this.consentGate),
    onSnapshot: (snapshot) => this.sessionChanged(snapshot),
  });
  readonly #words = new StringsProvider(this, (error) =>
    this.#host.attempt(() => {
      throw error;
    }),
  );
  readonly #assetBase = new ContextProvider(this, { context: assetBaseContext });
  readonly #transcript = new ContextProvider(this, { context: transcriptOptionsContext });
  #mode: AssistantMode = 'hands-free';
  #muted = false;
  #volume = 1;
  #microphoneId: string | null = null;
  #speakerId: string | null = null;

  /**
   * How the visitor converses: `hands-free`, `push-to-talk` or `text`. The visitor may change it in the panel; the
   * property then follows, the attribute stays the author's.
   */
  @property()
  override get mode(): AssistantMode {
    return this.session?.snapshot.mode ?? this.#mode;
  }
  set mode(mode: AssistantMode | null) {
    this.#mode = mode ?? 'hands-free';
    const change = () => this.#host.attempt(() => this.session?.setMode(this.#mode));
    // It opens the microphone of a conversation that goes on.
    if (this.#mode === 'hands-free' && this.session && this.session.snapshot.status !== 'idle') this.consentGate.run(change);
    else change();
  }

  /** Whether the microphone is muted. The property follows the visitor's mute button. */
  @property({ type: Boolean })
  get muted(): boolean {
    return this.session?.snapshot.muted ?? this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = muted;
    this.#host.attempt(() => this.session?.setMuted(muted));
  }

  /** Loudness of the answers, 0 to 1. The property follows the visitor's slider. */
  @property({ type: Number })
  get volume(): number {
    return this.session?.snapshot.volume ?? this.#volume;
  }
  set volume(volume: number | null) {
    this.#volume = volume ?? 1;
    this.#host.attempt(() => this.session?.setVolume(this.#volume));
  }

  /** The microphone, by its id of `enumerateDevices()`; null: the system's own. The property follows the visitor. */
  @property({ attribute: false })
  get microphoneId(): string | null {
    return this.session ? this.session.snapshot.devices.microphoneId : this.#microphoneId;
  }
  set microphoneId(id: string | null) {
    this.#microphoneId = id;
    this.#host.attempt(() => this.session?.setMicrophone(id));
  }

  /** The loudspeaker, likewise, where the browser lets pages choose (Chromium). */
  @property({ attribute: false })
  get speakerId(): string | null {
    return this.session ? this.session.snapshot.devices.speakerId : this.#speakerId;
  }
  set speakerId(id: string | null) {
    this.#speakerId = id;
    this.#host.attempt(() => this.session?.setSpeaker(id));
  }

  /** The session behind the element, once it is in the page with a `relay-url`; a new one after a removal. */
  get session(): AssistantSession | undefined {
    return this.#host.session;
  }

  /** Opens the connection and, in a voice mode, sound and microphone too. Call it in a gesture of the visitor. */
  async connect(): Promise<void> {
    const session = this.#host.require();
    if (session.snapshot.mode === 'hands-free' && !this.consentGate.isOpen) await this.#consented();
    await session.connect();
  }

  /** Ends the conversation and frees microphone, speaker and socket. The transcript stays. */
  async disconnect(): Promise<void> {
    await this.session?.disconnect();
  }

  /** Opens the microphone; with push-to-talk, begins a turn. */
  async startListening(): Promise<void> {
    const session = this.#host.require();
    if (!this.consentGate.isOpen) await this.#consented();
    await session.startListening();
  }

  /** Releases the microphone; with push-to-talk, ends the turn and asks for the answer. */
  async stopListening(): Promise<void> {
    await this.session?.stopListening();
  }

  /** Silences the answer at once; it is cut where it was heard. */
  interrupt(): void {
    this.session?.interrupt();
  }

  /** Sends a typed message, connecting first where needed. Resolves when the relay has taken it. */
  async sendText(text: string, options?: { readonly images?: readonly (Blob | string)[] }): Promise<void> {
    await this.#host.require().sendText(text, options);
  }

  /** Tells the model something about the page that the visitor does not see as a message. */
  async sendContext(text: string): Promise<void> {
    await this.#host.require().sendContext(text);
  }

  /** Offers a function of the page to the model. Returns the way to take it back. */
  registerTool(tool: ClientTool): () => void {
    return this.#host.registerTool(tool);
  }

  /**
   * Gives or refuses the visitor's consent to a call of an MCP server's tool, see `session.snapshot.approvals`. `reason` is told to the
   * model where the service takes one.
   */
  answerApproval(approvalId: string, approve: boolean, reason?: string): void {
    this.#host.require().answerApproval(approvalId, approve, reason);
  }

  /** Tries a failed message again: sends a typed one once more, or asks for another answer in place of a broken one. */
  async retry(messageId: string): Promise<void> {
    await this.#host.require().retry(messageId);
  }

  /** The conversation as text, Markdown or JSON: what was said and finished, with times and sources. */
  async exportConversation(format: ExportFormat = 'text'): Promise<string> {
    const { exportConversation } = await import('./export-conversation.ts');
    return exportConversation(this.session?.snapshot.messages ?? [], format, this.words);
  }

  /** Forgets the conversation, here and at the service. */
  clear(): void {
    this.session?.clear();
  }

  /** The words in use: `strings` over those of the locale over English. */
  protected get words(): Strings {
    return { ...englishStrings, ...this.#words.value };
  }

  /** Makes the session; a subclass may bring another kind. */
  protected createSession(options: SessionOptions): AssistantSession {
    return createSession(options);
  }

  /** Called with each snapshot of the session, and with undefined when there is none any more. */
  protected sessionChanged(snapshot: SessionSnapshot | undefined): void {
    showStates(this.internals, snapshot);
  }

  /** The first words that a visitor sees are in the right language. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const ready = this.hasUpdated ? undefined : this.#words.ready;
    return ready ? ready.then(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('strings') || changed.has('locale')) this.#words.renew();
    const { rateAnswers, savable } = this;
    if (changed.has('rateAnswers') || changed.has('savable')) this.#transcript.setValue({ rateAnswers, savable });
    if (changed.has('assetBase')) this.#assetBase.setValue(this.assetBase ?? undefined);
    const { session } = this;
    if (!session && [...configurable, 'mode', 'volume'].some((name) => changed.has(name))) this.#host.renew();
    const news = configurable.filter((name) => changed.has(name));
    if (!session || news.length === 0) return;
    // An attribute that was removed is a setting that was taken back.
    const changes = Object.fromEntries(news.map((name) => [name, this[name] ?? undefined]));
    this.#host.attempt(() => session.configure(changes));
  }

  async #consented(): Promise<void> {
    if (await this.consentGate.ask()) return;
    throw new AssistantError('aborted', 'The visitor did not agree to the use of the microphone.');
  }

  #options(): SessionOptions | undefined {
    if (!this.relayUrl) return undefined;
    const chosen = Object.fromEntries(configurable.map((name) => [name, this[name]]));
    const [microphoneId, speakerId] = [this.#microphoneId, this.#speakerId];
    const options = { ...chosen, microphoneId, speakerId, mode: this.#mode, muted: this.#muted, volume: this.#volume };
    return given(options) as SessionOptions;
  }
}

declare global {
  // Of every element, the document and the window: the events bubble.
  interface GlobalEventHandlersEventMap extends SessionEventMap {}
}
