import { ContextProvider } from '@lit/context';
import type { LitElement, PropertyValues, ReactiveController } from 'lit';
import type { AssistantSession, SessionEventMap } from '../session/assistant-session.ts';
import type { ClientTool } from '../session/client-tool.ts';
import {
  RealtimeErrorEvent,
  RealtimeInterruptedEvent,
  RealtimeMessageEvent,
  RealtimeNoteEvent,
  RealtimeSourcesEvent,
  RealtimeStatusEvent,
  RealtimeToolCallEvent,
  RealtimeTranscriptEvent,
} from '../session/session-events.ts';
import type { SessionOptions } from '../session/session-options.ts';
import { assetBaseContext } from './asset-base-context.ts';
import { given } from './given.ts';
import { sessionContext } from './session-context.ts';
import { showStates } from './session-states.ts';

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
] as const satisfies readonly (keyof SessionOptions)[];

/** The element, as far as it says how the session is to be. */
export type Configured = LitElement & { readonly [K in (typeof configurable)[number]]: SessionOptions[K] | undefined };

/** An event that is being dispatched cannot be dispatched again, so the element sends its twin. */
const twin: { readonly [K in keyof SessionEventMap]: (event: SessionEventMap[K]) => SessionEventMap[K] } = {
  'realtime-status': ({ status, previous }) => new RealtimeStatusEvent(status, previous),
  'realtime-message': ({ message }) => new RealtimeMessageEvent(message),
  'realtime-transcript': ({ message }) => new RealtimeTranscriptEvent(message),
  'realtime-interrupted': ({ messageId, audioEndMs }) => new RealtimeInterruptedEvent(messageId, audioEndMs),
  'realtime-tool-call': ({ callId, toolName, status }) => new RealtimeToolCallEvent(callId, toolName, status),
  'realtime-sources': ({ messageId, sources }) => new RealtimeSourcesEvent(messageId, sources),
  'realtime-note': ({ action, note }) => new RealtimeNoteEvent(action, note),
  'realtime-error': ({ error }) => new RealtimeErrorEvent(error),
};

export interface SessionHostParts {
  /** Tools for this session and for each that follows it, with the way to take them back. */
  readonly tools: Map<ClientTool, (() => void) | undefined>;
  /** What has methods of its own at the session, as the author chose it. */
  readonly chosen: () => object;
  readonly create: (options: SessionOptions) => AssistantSession;
  /** Runs what nobody awaits, and tells the page of its errors. */
  readonly attempt: (work: () => void) => void;
  readonly internals: ElementInternals;
}

/**
 * Owns the session of an element: makes it when the element is in the page and knows its relay, provides it by context, sends its
 * events from the element, and frees it after the element was removed. An element that is only moved is disconnected and
 * connected within one task, and keeps it.
 */
export class SessionHost implements ReactiveController {
  readonly #element: Configured;
  readonly #parts: SessionHostParts;
  readonly #provider: ContextProvider<typeof sessionContext>;
  readonly #assetBase: ContextProvider<typeof assetBaseContext>;
  #session: AssistantSession | undefined;
  /** What it was told. */
  #said: Readonly<Record<string, unknown>> = {};
  #ties = new AbortController();
  #farewell: ReturnType<typeof setTimeout> | undefined;
  #due = false;

  constructor(element: Configured, parts: SessionHostParts) {
    this.#element = element;
    this.#parts = parts;
    this.#assetBase = new ContextProvider(element, { context: assetBaseContext, initialValue: element.assetBase });
    this.#provider = new ContextProvider(element, { context: sessionContext });
    element.addController(this);
    this.hostUpdate();
  }

  get session(): AssistantSession | undefined {
    return this.#session;
  }

  hostConnected(): void {
    clearTimeout(this.#farewell);
    this.#due = true;
    this.#element.requestUpdate();
  }

  hostDisconnected(): void {
    this.#farewell = setTimeout(() => this.#release());
  }

  hostUpdate(): void {
    if (!this.#due || !this.#element.isConnected) return;
    this.#due = false;
    this.#parts.attempt(() => this.create());
  }

  /** Properties of the element changed. */
  update(changed: PropertyValues): void {
    if (changed.has('assetBase')) this.#assetBase.setValue(this.#element.assetBase ?? undefined);
    const session = this.#session;
    // What the session was made of is in the first changes too.
    const news = configurable.filter((name) => changed.has(name) && (this.#element[name] ?? undefined) !== this.#said[name]);
    if (!session) {
      // A session may have been waiting for them; with ones that it refused, it is not asked twice.
      if (news.length > 0 || changed.has('mode') || changed.has('volume')) this.#due = true;
    } else if (news.length > 0) {
      // An attribute that was removed is a setting that was taken back.
      const changes = Object.fromEntries(news.map((name) => [name, this.#element[name] ?? undefined]));
      this.#said = { ...this.#said, ...changes };
      this.#parts.attempt(() => session.configure(changes));
    }
  }

  /** The session, made now where need be; undefined while the relay's address is missing. */
  create(): AssistantSession | undefined {
    if (this.#session || !this.#element.relayUrl) return this.#session;
    const { internals, tools, create } = this.#parts;
    this.#said = Object.fromEntries(configurable.map((name) => [name, this.#element[name] ?? undefined]));
    const session = create(given({ ...this.#said, ...this.#parts.chosen() }) as Partial<SessionOptions> as SessionOptions);
    this.#session = session;
    this.#ties = new AbortController();
    for (const tool of tools.keys()) tools.set(tool, session.registerTool(tool));
    for (const type of Object.keys(twin) as (keyof SessionEventMap)[]) this.#forward(session, type);
    const stop = session.subscribe((snapshot) => showStates(internals, snapshot));
    this.#ties.signal.addEventListener('abort', stop, { once: true });
    this.#provider.setValue(session);
    showStates(internals, session.snapshot);
    return session;
  }

  #forward<K extends keyof SessionEventMap>(session: AssistantSession, type: K): void {
    const { signal } = this.#ties;
    const send = (event: Event) => this.#element.dispatchEvent(twin[type](event as SessionEventMap[K]));
    session.addEventListener(type, send, { signal });
  }

  #release(): void {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    this.#ties.abort();
    this.#provider.setValue(undefined);
    showStates(this.#parts.internals, undefined);
    // Nobody is left to tell: the element is out of the page, and dispose frees what it can whatever else fails.
    session.dispose().catch(() => {});
  }
}
