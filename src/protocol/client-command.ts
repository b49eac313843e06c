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
      /** Pictures that go with it, as `data:` addresses of PNG or JPEG; of the user alone. */
      readonly images?: readonly string[];
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

/** What a page may ask of a session; the relay or service decides. Absent: unchanged. */
export interface SessionSettings {
  /** `audio`: spoken with a transcript; `text`: written only. */
  readonly output?: 'audio' | 'text';
  readonly voice?: string;
  /** Of speech, 0.25 to 1.5; 1 is the voice's own. */
  readonly speed?: number;
  /** Language that the visitor speaks, ISO 639-1. */
  readonly language?: string;
  /** Language of the answers, BCP 47, whatever the visitor speaks. */
  readonly outputLanguage?: string;
  readonly task?: SessionTask;
  readonly instructions?: string;
  readonly turnDetection?: TurnDetectionType | TurnDetection;
  /** The service goes on by itself when nobody has spoken for so long, 5,000 to 30,000 milliseconds; null: never. */
  readonly idleTimeoutMs?: number | null;
  /** What the service does to the microphone's sound, beside the browser. */
  readonly noiseReduction?: 'near-field' | 'far-field' | 'none';
  /**
   * Of the microphone and of the answers alike. `pcm16`: 24,000 samples a second, 48,000 bytes; `g711-ulaw` and
   * `g711-alaw`: 8,000 samples and bytes a second.
   */
  readonly audioFormat?: AudioFormat;
  readonly tools?: readonly ToolDeclaration[];
  readonly mcpServers?: readonly McpServer[];
  readonly toolChoice?: ToolChoice;
  /** Of one answer, 1 to 4,096. */
  readonly maxOutputTokens?: number;
}

/**
 * `assistant` answers; `translation` says in the output language what it hears in another; `transcription` writes down what it
 * hears, and answers nothing.
 */
export type SessionTask = 'assistant' | 'translation' | 'transcription';

export type TurnDetectionType = 'server-vad' | 'semantic-vad' | 'none';

/** Who finds the end of a turn, and how. What is absent is the service's own. */
export interface TurnDetection {
  readonly type: TurnDetectionType;
  /** `server-vad`: how loud speech is, 0 to 1. */
  readonly threshold?: number;
  /** `server-vad`: what is kept from before the speech. */
  readonly prefixPaddingMs?: number;
  /** `server-vad`: the silence that ends a turn. */
  readonly silenceDurationMs?: number;
  /** `semantic-vad`: how soon a turn is taken to be over. */
  readonly eagerness?: 'low' | 'medium' | 'high' | 'auto';
  /** False: a turn that ended asks for no answer; the page does, when it wants one. */
  readonly createsResponse?: boolean;
  /** False: an answer goes on while the visitor speaks, until the page cancels it. */
  readonly interruptsResponse?: boolean;
}

/** `auto`: the model decides; `none`; `required`: some tool; or the one of this name. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** A server of tools that the service itself asks (Model Context Protocol). */
export interface McpServer {
  readonly label: string;
  readonly url: string;
  /** Sent to the service, which sends it on: for short-lived tokens, if any. */
  readonly authorization?: string;
  /** Absent: all of its tools. */
  readonly allowedTools?: readonly string[];
  /** Whether a person is asked before a tool runs. Default: the service's, `always`. */
  readonly requireApproval?: 'always' | 'never';
}

export type AudioFormat = 'pcm16' | 'g711-ulaw' | 'g711-alaw';

export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Begins the event id of a setting that the other side may not know; its name follows, so that an error can name it. */
export const SETTING = 'setting_';
