/** What the widget says to a server of any dialect. */
export type ClientCommand =
  | { readonly type: 'update-session'; readonly settings: SessionSettings; readonly eventId?: string }
  /** In the session's audio format. */
  | { readonly type: 'append-audio'; readonly pcm: Uint8Array }
  | { readonly type: 'commit-audio'; readonly eventId?: string }
  | { readonly type: 'clear-audio'; readonly eventId?: string }
  | {
      readonly type: 'create-message';
      readonly itemId: string;
      readonly role: 'user' | 'assistant';
      readonly text: string;
      readonly eventId?: string;
    }
  | { readonly type: 'create-tool-output'; readonly callId: string; readonly output: string; readonly eventId?: string }
  /** Gives or refuses the visitor's consent to a call, see `approval-requested`. */
  | {
      readonly type: 'answer-approval';
      /** Of the answer, which becomes an item itself. */
      readonly itemId: string;
      readonly approvalId: string;
      readonly approve: boolean;
      /** Told to the model; not every service takes one. */
      readonly reason?: string;
      readonly eventId?: string;
    }
  /** Asks for the service's own view of an item, with its audio; what comes of it passes as `unknown`. */
  | { readonly type: 'retrieve-item'; readonly itemId: string; readonly eventId?: string }
  | { readonly type: 'delete-item'; readonly itemId: string; readonly eventId?: string }
  | {
      readonly type: 'truncate-item';
      readonly itemId: string;
      readonly contentIndex: number;
      /** Whole milliseconds from the item's start. */
      readonly audioEndMs: number;
      readonly eventId?: string;
    }
  | { readonly type: 'create-response'; readonly eventId?: string }
  | { readonly type: 'cancel-response'; readonly responseId?: string; readonly eventId?: string }
  /**
   * Silences what the service still plays, and truncates it there. Only where the transport carries the audio (WebRTC);
   * to be sent behind `cancel-response`.
   */
  | { readonly type: 'clear-output'; readonly eventId?: string };

/** What a page may ask of a session; the relay decides. Absent: unchanged. */
export interface SessionSettings {
  /** `audio`: spoken with a transcript; `text`: written only. */
  readonly output?: 'audio' | 'text';
  readonly voice?: string;
  /** Language that the visitor speaks, ISO 639-1. */
  readonly language?: string;
  readonly turnDetection?: 'server-vad' | 'semantic-vad' | 'none';
  /**
   * Of the microphone and of the answers alike. `pcm16`: 24,000 samples a second, 48,000 bytes; `g711-ulaw` and
   * `g711-alaw`: 8,000 samples and bytes a second.
   */
  readonly audioFormat?: AudioFormat;
  readonly tools?: readonly ToolDeclaration[];
}

export type AudioFormat = 'pcm16' | 'g711-ulaw' | 'g711-alaw';

export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
