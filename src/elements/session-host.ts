import { ContextProvider } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { AssistantError } from '../base/assistant-error.ts';
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
import type { SessionSnapshot } from '../session/snapshot.ts';
import { sessionContext } from './session-context.ts';

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
  /** What the element's attributes say now; undefined while the relay's address is missing. */
  readonly options: () => SessionOptions | undefined;
  readonly create: (options: SessionOptions) => AssistantSession;
  readonly onSnapshot: (snapshot: SessionSnapshot | undefined) => void;
}

/**
 * Owns the session of an element: makes it when the element is in the page and knows its relay, provides it by context,
 * sends its events from the element, and frees it after the element was removed. An element that is only moved is
 * disconnected and connected within one task, and keeps it.
 */
export class SessionHost implements ReactiveController {
  readonly #element: ReactiveControllerHost & HTMLElement;
  readonly #parts: SessionHostParts;
  readonly #provider: ContextProvider<typeof sessionContext>;
  readonly #registered = new Map<ClientTool, () => void>();
  #session: AssistantSession | undefined;
  #ties = new AbortController();
  #farewell: ReturnType<typeof setTimeout> | undefined;
  #due = false;

  constructor(element: ReactiveControllerHost & HTMLElement, parts: SessionHostParts) {
    this.#element = element;
    this.#parts = parts;
    this.#provider = new ContextProvider(element, { context: sessionContext });
    element.addController(this);
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
    this.attempt(() => this.#create());
  }

  /** Options changed that a session may have been waiting for; with ones that it refused, it is not asked twice. */
  renew(): void {
    this.#due = true;
  }

  /** The session, made now where need be. Throws an `AssistantError` that says what is missing. */
  require(): AssistantSession {
    if (!this.#element.isConnected) {
      throw new AssistantError('not-connected', `<${this.#element.localName}> is not in the page: append it first.`);
    }
    const session = this.#create();
    if (session) return session;
    const tag = this.#element.localName;
    throw new AssistantError('invalid-option', `<${tag}> has no relay: set its relay-url attribute.`);
  }

  /** Runs what nobody awaits; an error goes to the `realtime-error` event, and the author's own to the console too. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AssistantError)) throw error;
      if (error.code === 'invalid-option') console.error(`<${this.#element.localName}>: ${error.message}`);
      this.#element.dispatchEvent(new RealtimeErrorEvent(error));
    }
  }

  /** Registers a tool for this session and for each that follows it. Returns the way to take it back. */
  registerTool(tool: ClientTool): () => void {
    this.#registered.set(tool, this.#session?.registerTool(tool) ?? (() => {}));
    return () => {
      this.#registered.get(tool)?.();
      this.#registered.delete(tool);
    };
  }

  #create(): AssistantSession | undefined {
    if (this.#session) return this.#session;
    const options = this.#parts.options();
    if (!options) return undefined;
    const session = this.#parts.create(options);
    this.#session = session;
    this.#ties = new AbortController();
    for (const tool of this.#registered.keys()) this.#registered.set(tool, session.registerTool(tool));
    for (const type of Object.keys(twin) as (keyof SessionEventMap)[]) this.#forward(session, type);
    const stop = session.subscribe((snapshot) => this.#parts.onSnapshot(snapshot));
    this.#ties.signal.addEventListener('abort', stop, { once: true });
    this.#provider.setValue(session);
    this.#parts.onSnapshot(session.snapshot);
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
    this.#parts.onSnapshot(undefined);
    // Nobody is left to tell: the element is out of the page, and dispose frees what it can whatever else fails.
    session.dispose().catch(() => {});
  }
}
