/** A passage of the site that an answer leans on. */
export interface Source {
  readonly id: string;
  /** Title of the document. */
  readonly title: string;
  /** Headings inside it, outermost first, joined by ` › `; may be empty. */
  readonly heading: string;
  /** Where to read it; empty when the relay gave no link or one that is not http(s) or relative. */
  readonly url: string;
  /** The whole passage, plain text. */
  readonly text: string;
  /** The sentence of `text` that supports the answer; may be empty. */
  readonly quote: string;
}

/**
 * - `in-progress`: still being spoken or written
 * - `complete`
 * - `interrupted`: the visitor cut it off; `text` ends where it was heard
 * - `failed`: it could not be transcribed, sent or finished
 */
export type MessageStatus = 'in-progress' | 'complete' | 'interrupted' | 'failed';

/** One turn of the conversation as people see it. */
export interface Message {
  /** The protocol's item id. */
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly modality: 'voice' | 'text';
  readonly status: MessageStatus;
  /** Plain text as the model or the recogniser gave it: treat it as hostile. May be empty while in progress. */
  readonly text: string;
  readonly sources: readonly Source[];
  /** Pictures that the visitor sent with it, as `data:` addresses of PNG or JPEG; none of those of an earlier page. */
  readonly images: readonly string[];
  /** When it began, epoch milliseconds. */
  readonly at: number;
}

/** A tool that runs, of the relay's or of the page's. */
export interface ToolActivity {
  readonly callId: string;
  readonly name: string;
  /** What the operator wants the visitor to read, or null. */
  readonly label: string | null;
}

/** What a tool did or does for an answer, in the order of the conversation. */
export interface ToolStep extends ToolActivity {
  readonly status: 'started' | 'completed' | 'failed';
  /** The message behind which it began; empty: before all of them. */
  readonly afterId: string;
}

/** A call of a tool that waits for the visitor's consent. */
export interface Approval {
  readonly approvalId: string;
  /** Whose tool it is, by the operator's name for it. */
  readonly serverLabel: string;
  readonly name: string;
  /** JSON text as the model wrote it: treat it as hostile. */
  readonly arguments: string;
}
