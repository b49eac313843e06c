import type { Entry } from './conversation.js';
import type { FunctionTool, ToolChoice } from './session-settings.js';

/** What a model sees when it has to answer. */
export interface Turn {
  readonly instructions: string;
  /** `instructions` of the `response.create`, which stand in for the session's this once; null when it had none. */
  readonly responseInstructions: string | null;
  readonly entries: readonly Entry[];
  readonly tools: readonly FunctionTool[];
  readonly toolChoice: ToolChoice;
  /** The site's topics, in its own words. */
  readonly topics: readonly string[];
  /** Aborted when the response is cancelled. */
  readonly signal: AbortSignal;
}

export type Reply =
  | {
      readonly type: 'message';
      readonly text: string;
      /** A topic that the text asks back about. */ readonly suggestion?: string;
    }
  | { readonly type: 'function_call'; readonly name: string; readonly arguments: string };

/** Decides what to say or which function to call. It holds no state of a session. */
export interface Model {
  reply(turn: Turn): Promise<readonly Reply[]>;
}
