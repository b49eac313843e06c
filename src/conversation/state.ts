import type { Approval, MessageStatus, Source, ToolActivity, ToolStep } from './conversation.ts';

/** One item as the reducer keeps it: more than a face shows, in the protocol's order. */
export interface ItemState {
  readonly id: string;
  readonly kind: 'message' | 'tool-call' | 'tool-output' | 'other';
  readonly role: 'user' | 'assistant' | 'system' | null;
  readonly modality: 'voice' | 'text';
  readonly status: MessageStatus;
  /** Its words end where they were heard; what comes of them later is not shown. */
  readonly cut: boolean;
  /** Text by content index; a hole is an empty string. */
  readonly contents: readonly string[];
  /** Contents that were told whole: what comes of them late or twice does not make them grow. */
  readonly told: readonly number[];
  readonly sources: readonly Source[];
  readonly images: readonly string[];
  /** The answer that it came with; empty for what people said. */
  readonly responseId: string;
  /** Never shown: context of the page, words of the service to itself. */
  readonly hidden: boolean;
  readonly at: number;
}

export interface ConversationState {
  readonly items: readonly ItemState[];
  readonly tools: readonly ToolActivity[];
  /** Tools that ran or run, oldest first; bounded. */
  readonly steps: readonly ToolStep[];
  /** Calls that wait for the visitor's consent, oldest first. */
  readonly approvals: readonly Approval[];
  /** Answers that run now, by id. */
  readonly responses: readonly string[];
  /** Answers that are not part of the conversation. */
  readonly outOfBand: readonly string[];
  /** The newest items that were taken out: late words must not bring them back. */
  readonly removed: readonly string[];
  /** Sources that came before the words they belong to, by item; by the empty string those of the next answer. */
  readonly waitingSources: ReadonlyMap<string, readonly Source[]>;
}

export const EMPTY_CONVERSATION: ConversationState = {
  items: [],
  tools: [],
  steps: [],
  approvals: [],
  responses: [],
  outOfBand: [],
  removed: [],
  waitingSources: new Map(),
};

/** What the session has to do, or to tell, after a reduction. Pure data: the reducer does nothing itself. */
export type Effect =
  /** The model wants a tool of the page; its response has completed, so a mutation is safe. */
  | {
      readonly type: 'call-tool';
      readonly responseId: string;
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
    }
  | { readonly type: 'message-changed'; readonly itemId: string }
  | { readonly type: 'message-finished'; readonly itemId: string }
  | { readonly type: 'message-interrupted'; readonly itemId: string; readonly audioEndMs: number }
  | { readonly type: 'sources-known'; readonly itemId: string }
  /** The answer failed; `reason` is the service's code. */
  | { readonly type: 'response-failed'; readonly reason: string | null; readonly message: string | null };

export interface Reduction {
  readonly state: ConversationState;
  readonly effects: readonly Effect[];
}
