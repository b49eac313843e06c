import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { AssistantError } from '../base/assistant-error.ts';
import type { AssistantSession, SessionEventMap } from '../session/assistant-session.ts';
import type { ClientTool } from '../session/client-tool.ts';
import { RealtimeErrorEvent } from '../session/error-event.ts';
import type { SessionOptions, Switch } from '../session/session-options.ts';
import type { AssistantMode } from '../session/snapshot.ts';
import { ContextWaitingRoom } from './context-waiting-room.ts';
import type { ExportFormat } from './export-conversation.ts';
import { FaceElement } from './face-element.ts';
import type { FaceHost } from './face-host.ts';
import { loadOnDemand, onDemand } from './load-on-demand.ts';
import type { SessionHost } from './session-host.ts';

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

  protected readonly internals: ElementInternals = this.attachInternals();

  readonly #waiting = new ContextWaitingRoom(this);
  readonly #tools = new Map<ClientTool, (() => void) | undefined>();
  #host: SessionHost | undefined;
  #face: FaceHost | undefined;
  #loading: Promise<AssistantSession> | undefined;
  #mode: AssistantMode = 'hands-free';
  #muted = false;
  #volume = 1;
  #microphoneId: string | null = null;
  #speakerId: string | null = null;

  constructor() {
    super();
    this.internals.states.add('idle');
  }

  /**
   * How the visitor converses: `hands-free`, `push-to-talk` or `text`. The visitor may change it in the panel; the
   * property then follows, the attribute stays the author's.
   */
  @property()
  override get mode(): AssistantMode {
    return this.session?.snapshot.mode ?? this.#mode;
  }
  override set mode(mode: AssistantMode | null) {
    this.#mode = mode ?? 'hands-free';
    const change = () => this.#tell((session) => session.setMode(this.#mode));
    // It opens the microphone of a conversation that goes on.
    if (this.#mode === 'hands-free' && this.session && this.session.snapshot.status !== 'idle') this.#face?.gate.run(change);
    else change();
  }

  /** Whether the microphone is muted. The property follows the visitor's mute button. */
  @property({ type: Boolean })
  get muted(): boolean {
    return this.session?.snapshot.muted ?? this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = muted;
    this.#tell((session) => session.setMuted(muted));
  }

  /** Loudness of the answers, 0 to 1. The property follows the visitor's slider. */
  @property({ type: Number })
  get volume(): number {
    return this.session?.snapshot.volume ?? this.#volume;
  }
  set volume(volume: number | null) {
    this.#volume = volume ?? 1;
    this.#tell((session) => session.setVolume(this.#volume));
  }

  /** The microphone, by its id of `enumerateDevices()`; null: the system's own. The property follows the visitor. */
  @property({ attribute: false })
  get microphoneId(): string | null {
    return this.session ? this.session.snapshot.devices.microphoneId : this.#microphoneId;
  }
  set microphoneId(id: string | null) {
    this.#microphoneId = id;
    this.#tell((session) => session.setMicrophone(id));
  }

  /** The loudspeaker, likewise, where the browser lets pages choose (Chromium). */
  @property({ attribute: false })
  get speakerId(): string | null {
    return this.session ? this.session.snapshot.devices.speakerId : this.#speakerId;
  }
  set speakerId(id: string | null) {
    this.#speakerId = id;
    this.#tell((session) => session.setSpeaker(id));
  }

  /**
   * The session behind the element, once it is in the page with a `relay-url` and somebody has wanted it, see `load()`; a new
   * one after a removal.
   */
  get session(): AssistantSession | undefined {
    return this.#host?.session;
  }

  /**
   * Loads what a conversation needs, and makes the session. The element does so by itself when a visitor comes near; the other
   * methods wait for it.
   */
  async load(): Promise<AssistantSession> {
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Opens the connection and, in a voice mode, sound and microphone too. Call it in a gesture of the visitor. */
  async connect(): Promise<void> {
    const session = this.session ?? (await this.load());
    // What is open already is not waited for: browsers open a microphone only in a gesture.
    if (session.snapshot.mode === 'hands-free' && this.#face?.gate.isOpen === false) await this.#face.consented();
    await session.connect();
  }

  /** Ends the conversation and frees microphone, speaker and socket. The transcript stays. */
  async disconnect(): Promise<void> {
    await (this.session ?? (await this.#loading?.catch(() => {})))?.disconnect();
  }

  /** Opens the microphone; with push-to-talk, begins a turn. */
  async startListening(): Promise<void> {
    const session = this.session ?? (await this.load());
    if (this.#face?.gate.isOpen === false) await this.#face.consented();
    await session.startListening();
  }

  /** Releases the microphone; with push-to-talk, ends the turn and asks for the answer. */
  async stopListening(): Promise<void> {
    await (this.session ?? (await this.#loading?.catch(() => {})))?.stopListening();
  }

  /** Silences the answer at once; it is cut where it was heard. */
  interrupt(): void {
    this.session?.interrupt();
  }

  /** Sends a typed message, connecting first where needed. Resolves when the relay has taken it. */
  async sendText(text: string, options?: { readonly images?: readonly (Blob | string)[] }): Promise<void> {
    await (this.session ?? (await this.load())).sendText(text, options);
  }

  /** Tells the model something about the page that the visitor does not see as a message. */
  async sendContext(text: string): Promise<void> {
    await (this.session ?? (await this.load())).sendContext(text);
  }

  /** Offers a function of the page to the model. Returns the way to take it back. */
  registerTool(tool: ClientTool): () => void {
    this.#tools.set(tool, this.session?.registerTool(tool));
    return () => {
      this.#tools.get(tool)?.();
      this.#tools.delete(tool);
    };
  }

  /**
   * Gives or refuses the visitor's consent to a call of an MCP server's tool, see `session.snapshot.approvals`. `reason` is told to the
   * model where the service takes one.
   */
  answerApproval(approvalId: string, approve: boolean, reason?: string): void {
    this.#require().answerApproval(approvalId, approve, reason);
  }

  /** Tries a failed message again: sends a typed one once more, or asks for another answer in place of a broken one. */
  async retry(messageId: string): Promise<void> {
    await (this.session ?? (await this.load())).retry(messageId);
  }

  /** The conversation as text, Markdown or JSON: what was said and finished, with times and sources. */
  async exportConversation(format: ExportFormat = 'text'): Promise<string> {
    await this.prepare();
    const { exportConversation } = await import('./export-conversation.ts');
    return exportConversation(this.session?.snapshot.messages ?? [], format, this.words);
  }

  /** Forgets the conversation, here and at the service. */
  clear(): void {
    this.session?.clear();
  }

  /** The question of consent came up: whoever can show it should. */
  protected consentAsked(): void {}

  /** Makes the session where a subclass brings another kind. */
  protected createSession?(options: SessionOptions): AssistantSession;

  /**
   * Loads what a conversation needs, and makes the session where there is a relay.
   *
   * @throws AssistantError `load-failed`
   */
  protected async prepare(): Promise<void> {
    // What is there already is not waited for: a visitor's click is good for sound and microphone only as long as it lasts.
    const loaded = onDemand() ?? (await loadOnDemand());
    if (this.#host) return;
    this.provideWords(loaded.StringsProvider);
    const face = new loaded.FaceHost(this, { words: () => this.words, onAsked: () => this.consentAsked() });
    this.#face = face;
    this.#host = new loaded.SessionHost(this, {
      tools: this.#tools,
      chosen: () => ({
        mode: this.#mode,
        muted: this.#muted,
        volume: this.#volume,
        microphoneId: this.#microphoneId,
        speakerId: this.#speakerId,
      }),
      create: (options) => loaded.guard((this.createSession ?? loaded.createSession).call(this, options), face.gate),
      attempt: (work) => this.attempt(work),
      internals: this.internals,
    });
    this.#waiting.close();
    loaded.loadUsed(this);
  }

  /** Runs what nobody awaits; an error goes to the `realtime-error` event, and the author's own to the console too. */
  protected override attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AssistantError)) throw error;
      if (error.code === 'invalid-option') console.error(`<${this.localName}>: ${error.message}`);
      this.dispatchEvent(new RealtimeErrorEvent(error));
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#face?.update(changed);
    this.#host?.update(changed);
  }

  #tell(work: (session: AssistantSession) => void): void {
    const { session } = this;
    if (session) this.attempt(() => work(session));
  }

  async #load(): Promise<AssistantSession> {
    this.#demandPage();
    await this.prepare();
    return this.#require();
  }

  /** The session, made now where need be. Throws an `AssistantError` that says what is missing. */
  #require(): AssistantSession {
    this.#demandPage();
    const session = this.#host?.create();
    if (session) return session;
    throw new AssistantError('invalid-option', `<${this.localName}> has no relay: set its relay-url attribute.`);
  }

  #demandPage(): void {
    if (this.isConnected) return;
    throw new AssistantError('not-connected', `<${this.localName}> is not in the page: append it first.`);
  }
}

declare global {
  // Of every element, the document and the window: the events bubble.
  interface GlobalEventHandlersEventMap extends SessionEventMap {}
}
