/*
 * What a server of any dialect says, in our own words. `raw` keeps the wire's event as it was parsed, for developers
 * who need a field that we do not name; nothing inside the house reads it.
 */

import type { DialectName } from './dialect-name.ts';

/** One thing in the conversation as the service keeps it. */
export interface ProtocolItem {
  readonly id: string;
  readonly kind: 'message' | 'tool-call' | 'tool-output' | 'other';
  readonly role: 'user' | 'assistant' | 'system' | null;
  readonly status: 'in-progress' | 'completed' | 'incomplete' | null;
  readonly contents: readonly ProtocolContent[];
  /** Of a tool call or output; empty otherwise. */
  readonly callId: string;
  /** Of a tool call; empty otherwise. */
  readonly name: string;
  /** JSON text of a tool call's arguments; empty otherwise. */
  readonly arguments: string;
}

export interface ProtocolContent {
  readonly kind: 'text' | 'audio' | 'other';
  /** Text, or the transcript of audio; null while there is none. */
  readonly text: string | null;
}

export interface ProtocolSource {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly url: string;
  readonly text: string;
  readonly quote: string;
}

/** Something that a visitor had kept. Times are ISO 8601, empty where they are not told. */
export interface ProtocolNote {
  readonly id: string;
  readonly text: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What an answer cost, as the service counts it. */
export interface TokenUsage {
  readonly totalTokens: number;
  readonly inputTokens: number;
  /** Of `inputTokens`: those that were cheaper, as the service had them in its cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

interface Event<T extends string> {
  readonly type: T;
  readonly raw: unknown;
}

interface ContentEvent<T extends string> extends Event<T> {
  readonly responseId: string;
  readonly itemId: string;
  readonly contentIndex: number;
}

interface OutputAudioEvent<T extends string> extends Event<T> {
  readonly responseId: string;
}

interface InputTranscriptEvent<T extends string> extends Event<T> {
  readonly itemId: string;
  readonly contentIndex: number;
}

export type ServerEvent =
  /** The session stands. `dialect` tells whose shape it has; `expiresAt` is epoch milliseconds. */
  | (Event<'session-created'> & {
      readonly sessionId: string;
      readonly dialect: Exclude<DialectName, 'auto'>;
      readonly expiresAt: number | null;
    })
  /** `interruptsResponse`: whether the server cancels a running answer by itself when speech starts; null: not told. */
  | (Event<'session-updated'> & { readonly interruptsResponse: boolean | null })
  | (Event<'item-added'> & { readonly item: ProtocolItem; readonly previousItemId: string | null })
  | (Event<'item-done'> & { readonly item: ProtocolItem })
  | (Event<'item-deleted'> & { readonly itemId: string })
  | (Event<'item-truncated'> & { readonly itemId: string; readonly contentIndex: number; readonly audioEndMs: number })
  | (Event<'speech-started'> & { readonly itemId: string; readonly audioStartMs: number })
  | (Event<'speech-stopped'> & { readonly itemId: string; readonly audioEndMs: number })
  | (Event<'input-committed'> & { readonly itemId: string; readonly previousItemId: string | null })
  | Event<'input-cleared'>
  /** Nobody spoke for the session's idle time: the service goes on by itself. */
  | (Event<'input-timeout'> & { readonly itemId: string })
  | (InputTranscriptEvent<'input-transcript-delta'> & { readonly delta: string })
  | (InputTranscriptEvent<'input-transcript-done'> & { readonly text: string })
  | (InputTranscriptEvent<'input-transcript-failed'> & { readonly message: string })
  /** `outOfBand`: the answer is not part of the conversation and is not shown. */
  | (Event<'response-created'> & { readonly responseId: string; readonly outOfBand: boolean })
  | (Event<'response-done'> & {
      readonly responseId: string;
      readonly status: 'completed' | 'cancelled' | 'incomplete' | 'failed';
      /** `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`, or the error's code. */
      readonly reason: string | null;
      readonly message: string | null;
      readonly output: readonly ProtocolItem[];
      /** Absent where the service does not tell. */
      readonly usage?: TokenUsage;
    })
  | (Event<'output-item-added'> & { readonly responseId: string; readonly item: ProtocolItem })
  | (Event<'output-item-done'> & { readonly responseId: string; readonly item: ProtocolItem })
  | (ContentEvent<'text-delta'> & { readonly delta: string })
  | (ContentEvent<'text-done'> & { readonly text: string })
  /** Words of spoken audio. They run ahead of the audio. */
  | (ContentEvent<'transcript-delta'> & { readonly delta: string })
  | (ContentEvent<'transcript-done'> & { readonly text: string })
  /** In the session's audio format; a chunk of PCM16 may end in the middle of a sample. */
  | (ContentEvent<'audio-delta'> & { readonly pcm: Uint8Array<ArrayBuffer> })
  | ContentEvent<'audio-done'>
  /**
   * How far the service has played an answer, where the transport carries the audio itself (WebRTC): it began to play,
   * all of it was played (after `response-done`), or the rest was thrown away. `responseId` is empty if it is not told.
   */
  | OutputAudioEvent<'output-audio-started' | 'output-audio-stopped' | 'output-audio-cleared'>
  /** The passages behind an answer. Where `itemId` is empty, only an item before the answer is told, or nothing. */
  | (Event<'sources'> & {
      readonly itemId: string;
      readonly previousItemId?: string;
      readonly sources: readonly ProtocolSource[];
    })
  /** A tool of the relay or of the service runs. */
  | (Event<'tool-activity'> & {
      readonly callId: string;
      readonly name: string;
      readonly label: string | null;
      readonly status: 'started' | 'completed' | 'failed';
      /**
       * Of a tool of an MCP server: the response that called it, empty if it is not told. When both are over, it is the client that
       * asks for the answer.
       */
      readonly mcpResponseId?: string;
    })
  /** The service wants to call a tool of an MCP server, and waits for the visitor's consent. */
  | (Event<'approval-requested'> & {
      readonly approvalId: string;
      readonly serverLabel: string;
      readonly name: string;
      /** JSON text. */
      readonly arguments: string;
    })
  /** Consent was given or refused, by whomever. */
  | (Event<'approval-answered'> & { readonly approvalId: string })
  /** Something will not be as it was asked for; the session goes on. For developers. */
  | (Event<'warning'> & { readonly code: string | null; readonly message: string })
  /** A note of the visitor's was added, edited or deleted in the talk. */
  | (Event<'note'> & { readonly action: 'added' | 'edited' | 'deleted'; readonly note: ProtocolNote })
  | (Event<'draining'> & { readonly closeAfterMs: number })
  | (Event<'error'> & {
      /** The wire's family of errors, e.g. `invalid_request_error`, `relay_error`. */
      readonly family: string;
      readonly code: string | null;
      readonly message: string;
      readonly param: string | null;
      /** The client event that it answers, if the server says. */
      readonly clientEventId: string | null;
      /** When another try makes sense, if the server says. */
      readonly retryAfterMs?: number;
      /** The visitor's number in the line of a full relay, from 1. */
      readonly position?: number;
    })
  /** Known to the wire or not: nothing here needs it. */
  | (Event<'unknown'> & { readonly wireType: string })
  /** Not JSON, not an object, or a known event without a field that it must have. */
  | (Event<'malformed'> & { readonly reason: string });

export type ServerEventType = ServerEvent['type'];
